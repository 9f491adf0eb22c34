"""Time: aware, UTC, milliseconds on the wire."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_played: ContextVar[datetime | None] = ContextVar("chatty_clock", default=None)


def now() -> datetime:
    """The present, aware, in UTC; within `played_at` the moment that is played."""
    return _played.get() or datetime.now(UTC)


def played_moment() -> datetime | None:
    """The moment that `played_at` has set here, None in the ordinary run of time."""
    return _played.get()


@contextmanager
def played_at(moment: datetime) -> Iterator[None]:
    """Let what is written here and now bear the time of `moment`: example content has a past.

    Holds for this thread or task alone. For those who write, never for what expires or is judged
    by its age.
    """
    token = _played.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _played.reset(token)


def wire_time(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, `2026-11-21T09:30:00.000Z`."""
    # What the database answers is in UTC already; asking costs less than converting.
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return f"{moment.isoformat(timespec='milliseconds')[:-6]}Z"


def wire_time_or_none(moment: datetime | None) -> str | None:
    """`wire_time`, with None for None."""
    return None if moment is None else wire_time(moment)
