"""What a person deleted for themselves since a client of theirs last asked."""

import uuid
from typing import Any, NamedTuple

from accounts.models import User
from chatty.core.limits import limits
from chatty.core.prepared import run_prepared
from conversations.models import Membership

# OFFSET keeps each probe to itself: else the planner may join whole partitions.
_PLACES = """
SELECT h.conversation_id, h.message_id, said.seq
FROM lately AS h
JOIN LATERAL (
  SELECT seq FROM messages
  WHERE messages.conversation_id = h.conversation_id AND messages.id = h.message_id
  OFFSET 0
) AS said ON said.seq IS NOT NULL
ORDER BY h.hidden_at DESC
"""
_SINCE = f"""
WITH lately AS (
  SELECT conversation_id, message_id, hidden_at FROM hidden_messages
  WHERE user_id = %(viewer)s AND changed_xid >= %(since)s
  ORDER BY hidden_at DESC LIMIT %(most)s
) {_PLACES}
"""  # noqa: S608 - the places above
_HERE = f"""
WITH lately AS (
  SELECT conversation_id, message_id, hidden_at FROM hidden_messages
  WHERE user_id = %(viewer)s AND conversation_id = %(room)s
    AND rev >= %(since)s AND rev <= %(until)s
  ORDER BY hidden_at DESC LIMIT %(most)s
) {_PLACES}
"""  # noqa: S608 - the places above


class Hidden(NamedTuple):
    """A message that one deleted for oneself."""

    conversation_id: uuid.UUID
    message_id: uuid.UUID
    seq: int


def hidden_since(*, viewer: User, since_xid: int) -> list[Hidden]:
    """The last `limits.hidden_told` that the viewer hid since a snapshot, in all conversations."""
    return _read(_SINCE, {"viewer": viewer.id, "since": since_xid})


def hidden_here(*, within: Membership, since_rev: int, until_rev: int) -> list[Hidden]:
    """The last of those that a member hid when the conversation had a `rev` from one to the other,
    both included.
    """
    bounds = {"viewer": within.user_id, "room": within.conversation_id}
    return _read(_HERE, {**bounds, "since": since_rev, "until": until_rev})


def _read(query: Any, bounds: dict[str, Any]) -> list[Hidden]:
    return list(map(Hidden._make, run_prepared(query, {**bounds, "most": limits.hidden_told})))
