"""What a person deleted for themselves, everywhere, since a client of theirs last asked."""

import uuid
from typing import NamedTuple

from accounts.models import User
from chatty.core.limits import limits
from chatty.core.prepared import run_prepared

# OFFSET keeps each probe to itself: else the planner may join whole partitions.
_SINCE = """
SELECT h.conversation_id, h.message_id, said.seq
FROM (
  SELECT conversation_id, message_id, hidden_at FROM hidden_messages
  WHERE user_id = %(viewer)s AND changed_xid >= %(since)s
  ORDER BY hidden_at DESC LIMIT %(most)s
) AS h
JOIN LATERAL (
  SELECT seq FROM messages
  WHERE messages.conversation_id = h.conversation_id AND messages.id = h.message_id
  OFFSET 0
) AS said ON said.seq IS NOT NULL
ORDER BY h.hidden_at DESC
"""


class Hidden(NamedTuple):
    """A message that one deleted for oneself."""

    conversation_id: uuid.UUID
    message_id: uuid.UUID
    seq: int


def hidden_since(*, viewer: User, since_xid: int) -> list[Hidden]:
    """The last that the viewer hid since a snapshot, in all conversations; of too many one more
    than `limits.hidden_told`.
    """
    bounds = {"viewer": viewer.id, "since": since_xid, "most": limits.hidden_told + 1}
    return list(map(Hidden._make, run_prepared(_SINCE, bounds)))
