"""The app of the bottom layer: only the job outbox has a table here."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "chatty.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
