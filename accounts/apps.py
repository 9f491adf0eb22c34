"""The app of people."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer sockets their authenticator and topic, jobs their handlers, OpenAPI its schemes."""
        from accounts import tasks  # noqa: F401, PLC0415 - models load before this
        from accounts.api import schemes  # noqa: F401, PLC0415
        from accounts.realtime import SessionAuthenticator  # noqa: PLC0415
        from chatty.realtime.registry import (  # noqa: PLC0415
            register_authenticator,
            register_topics,
        )
        from chatty.realtime.topics import user_topic  # noqa: PLC0415

        register_authenticator(SessionAuthenticator())
        register_topics(lambda user_id: [user_topic(user_id)])
