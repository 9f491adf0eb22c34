"""Identifiers: UUIDv7 (RFC 9562 §5.7), made before the row so that sealed bodies can name them."""

import os
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta

from chatty.core.clock import played_moment

_lock = threading.Lock()
_last = 0
# Ten seconds, in the stamp's units of 1/4096 ms.
_PATIENCE = 10_000 << 12
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_id() -> uuid.UUID:
    """A UUIDv7. Ids made in one process ascend: the 12 bits behind the millisecond count up within
    it.

    Source: RFC 9562 §6.2, method 3 (sub-millisecond fraction in rand_a), with a monotonic floor.
    """
    global _last  # noqa: PLW0603 - the floor belongs to the process
    played = played_moment()
    # Microseconds are whole numbers; a float would round them.
    nanoseconds = time.time_ns() if played is None else _microseconds(played) * 1_000
    stamp = (nanoseconds // 1_000_000 << 12) | (nanoseconds % 1_000_000 * 4096 // 1_000_000)
    with _lock:
        # A clock set back a little is waited out; one that was far ahead (or a played one) is not
        # believed for ever.
        if _last - stamp < _PATIENCE:
            stamp = max(stamp, _last + 1)
        _last = stamp
    milliseconds, fraction = stamp >> 12, stamp & 0xFFF
    random = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    value = (
        (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random
    )
    return uuid.UUID(int=value)


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def read_id(text: object) -> uuid.UUID | None:
    """The UUID that a client named, or None for anything else (a wrong id is simply not found)."""
    if isinstance(text, uuid.UUID):
        return text
    if not isinstance(text, str) or len(text) != 36:
        return None
    try:
        found = uuid.UUID(text)
    except ValueError:
        return None
    # Python also reads braces, underscores and digits of other scripts.
    return found if str(found) == text.lower() else None
