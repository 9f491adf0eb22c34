"""The ops app."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Running Chatty: commands and health."""

    name = "chatty.ops"
    label = "ops"
