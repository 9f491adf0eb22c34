"""Whose time is over: what expires, what is older than its conversation keeps it, and what was
deleted long enough ago.
"""

import uuid
from collections import defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q

from chatty.core.clock import now
from chatty.core.limits import limits
from chatty.core.prepared import run_prepared
from messaging.rules.lifetime import ends_at, kept_days

_EXPIRED = """
SELECT conversation_id, seq FROM messages
WHERE expires_at <= %(at)s AND seq IS NOT NULL ORDER BY expires_at LIMIT %(limit)s
"""
# One probe a conversation: its first message says whether anything is old enough.
_KEEPING = """
SELECT c.id, COALESCE((c.settings ->> 'retention_days')::int, 0), COALESCE(s.retention_days, 0),
  first.created_at
FROM (
  SELECT id, settings, space_id FROM conversations
  WHERE id > %(after)s AND deleted_at IS NULL AND last_seq > 0 ORDER BY id LIMIT %(limit)s
) AS c
LEFT JOIN spaces s ON s.id = c.space_id
LEFT JOIN LATERAL (
  SELECT created_at FROM messages
  WHERE messages.conversation_id = c.id AND seq > 0 ORDER BY seq LIMIT 1
) AS first ON %(everywhere)s OR s.retention_days > 0 OR c.settings ? 'retention_days'
ORDER BY c.id
"""
# The oldest first, and no further than the first that is kept.
_OLD = """
SELECT seq FROM (
  SELECT seq, created_at FROM messages
  WHERE conversation_id = %(room)s AND seq > 0 ORDER BY seq LIMIT %(limit)s
) AS oldest
WHERE created_at <= %(before)s
"""
_PAGE = 1_000


class Keeping(NamedTuple):
    """A conversation that holds messages from before what it keeps."""

    conversation_id: uuid.UUID
    before: datetime


def living() -> Q:
    """Messages that have not disappeared: what disappears is gone at its moment, though it may be
    some seconds until it is purged.
    """
    return Q(expires_at=None) | Q(expires_at__gt=now())


def expired_messages(*, at: datetime, limit: int) -> dict[uuid.UUID, list[int]]:
    """The `seq` of messages whose `expires_at` has come, by conversation; the longest due first."""
    found: dict[uuid.UUID, list[int]] = defaultdict(list)
    for room, seq in run_prepared(_EXPIRED, {"at": at, "limit": limit}):
        found[room].append(seq)
    return found


def conversations_with_old(
    *, at: datetime, after: uuid.UUID
) -> tuple[list[Keeping], uuid.UUID | None]:
    """Of the next conversations by id those with messages that are too old, and the id from which
    to go on; None at the end.
    """
    rows = run_prepared(
        _KEEPING,
        {"after": after, "limit": _PAGE, "everywhere": limits.retention_days > 0},
    )
    found = []
    for room, own, of_space, first in rows:
        days = [own, of_space, limits.retention_days]
        end = None if first is None else ends_at(created_at=first, expires_at=None, days=days)
        if end is not None and end <= at:
            found.append(Keeping(room, at - timedelta(days=kept_days(days))))
    return found, rows[-1][0] if len(rows) == _PAGE else None


def old_messages(conversation_id: uuid.UUID, *, before: datetime, limit: int) -> list[int]:
    """The `seq` of the oldest messages, as far as they were sent before a moment."""
    rows = run_prepared(_OLD, {"room": conversation_id, "before": before, "limit": limit})
    return [seq for (seq,) in rows]
