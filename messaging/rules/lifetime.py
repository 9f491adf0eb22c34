"""How long a message lives.

One rule for all that belongs to it: its text, the versions before, what it quotes and carries, and
what a search may keep of it. Neither a pin nor a bookmark keeps it longer.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from conversations.rules.settings import Settings


def expiry(settings: Settings, *, sent_at: datetime) -> datetime | None:
    """When a message that is sent now disappears; None where messages stay."""
    seconds = settings["disappear_after_seconds"]
    return sent_at + timedelta(seconds=seconds) if seconds else None


def kept_days(days: Iterable[int]) -> int:
    """The shortest of the times that a conversation, its space and the instance keep messages;
    0, for ever, where none of them sets one.
    """
    return min((count for count in days if count), default=0)


def ends_at(
    *, created_at: datetime, expires_at: datetime | None, days: Iterable[int]
) -> datetime | None:
    """The moment at which a message is no more, by the shortest of what applies; None: never."""
    kept = kept_days(days)
    ends = [expires_at] if expires_at is not None else []
    if kept:
        ends.append(created_at + timedelta(days=kept))
    return min(ends, default=None)
