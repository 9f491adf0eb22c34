"""The app of people."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer sockets proof and presence, jobs their handlers, OpenAPI its schemes."""
        from accounts import tasks  # noqa: F401, PLC0415 - models are ready only now
        from accounts.api import schemes  # noqa: F401, PLC0415 - being imported registers them
        from accounts.realtime import register  # noqa: PLC0415 - models are ready only now

        register()
