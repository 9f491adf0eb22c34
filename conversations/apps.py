"""The app conversations: what it offers to sockets and to the apps below it."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"

    def ready(self) -> None:
        from accounts.operations.registration_invites import register_invite_checker  # noqa: PLC0415 - models are ready only now
        from conversations import realtime  # noqa: PLC0415 - models are ready only now
        from conversations.queries.invites import is_open_invite  # noqa: PLC0415 - models are ready only now

        realtime.register()
        register_invite_checker(is_open_invite)
