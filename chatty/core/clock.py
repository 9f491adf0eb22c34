"""Time: aware, UTC, milliseconds on the wire."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present, aware, in UTC."""
    return datetime.now(UTC)


def wire_time(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, `2026-11-21T09:30:00.000Z`."""
    return f"{moment.astimezone(UTC).isoformat(timespec='milliseconds')[:-6]}Z"


def wire_time_or_none(moment: datetime | None) -> str | None:
    """`wire_time`, with None for None."""
    return None if moment is None else wire_time(moment)
