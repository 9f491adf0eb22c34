"""The app messaging: what it offers to sockets and to the apps below it."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        from conversations.operations.departures import register_departure  # noqa: PLC0415 - models are ready only now
        from conversations.operations.timeline import register_timeline  # noqa: PLC0415 - models are ready only now
        from conversations.queries.previews import register_previews  # noqa: PLC0415 - models are ready only now
        from messaging import realtime  # noqa: PLC0415 - models are ready only now
        from messaging.operations.bookmarks import forget_bookmarks  # noqa: PLC0415 - models are ready only now
        from messaging.operations.drafts import forget_drafts  # noqa: PLC0415 - models are ready only now
        from messaging.operations.scheduled import forget_scheduled  # noqa: PLC0415 - models are ready only now
        from messaging.operations.system import write_line  # noqa: PLC0415 - models are ready only now
        from messaging.operations.threads import forget_follows  # noqa: PLC0415 - models are ready only now
        from messaging.queries.previews import read_previews  # noqa: PLC0415 - models are ready only now

        realtime.register()
        register_previews(read_previews)
        register_departure(forget_drafts)
        register_departure(forget_bookmarks)
        register_departure(forget_scheduled)
        register_departure(forget_follows)
        register_timeline(write_line)
