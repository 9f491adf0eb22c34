"""The app of the bottom layer: only the job outbox has a table here."""

from django.apps import AppConfig
from django.conf import settings

from chatty.core.acting import wall


class CoreConfig(AppConfig):
    name = "chatty.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Only web processes ask for people; jobs and commands are the program's own."""
        wall.is_on = settings.ROW_LEVEL_SECURITY and settings.PROCESS == "web"
