"""What is no longer to be seen in a conversation: purged for everyone, or hidden by one person."""

import uuid
from typing import NamedTuple

from chatty.core.limits import limits
from chatty.core.prepared import run_prepared
from conversations.models import Membership

# One statement for both: clients that come back ask this of each conversation that moved on. OFFSET
# keeps each probe to itself: else the planner may join whole partitions.
_GONE = """
(
  SELECT NULL::uuid, from_seq, to_seq FROM purged_ranges
  WHERE conversation_id = %(room)s AND rev > %(since)s AND rev <= %(until)s
  ORDER BY from_seq LIMIT %(ranges)s
)
UNION ALL
(
  SELECT h.message_id, said.seq, said.seq
  FROM (
    SELECT message_id, hidden_at FROM hidden_messages
    WHERE user_id = %(viewer)s AND conversation_id = %(room)s
      AND rev >= %(since)s AND rev <= %(until)s
    ORDER BY hidden_at DESC LIMIT %(most)s
  ) AS h
  JOIN LATERAL (
    SELECT seq FROM messages
    WHERE messages.conversation_id = %(room)s AND messages.id = h.message_id
    OFFSET 0
  ) AS said ON said.seq IS NOT NULL
  ORDER BY h.hidden_at DESC
)
"""


class HiddenHere(NamedTuple):
    """A message that its reader deleted for themselves."""

    message_id: uuid.UUID
    seq: int


class Gone(NamedTuple):
    """`ranges`: the first and last `seq` of what was purged, by place; `hidden`: the last that the
    member hid, the last first. Of too many one more than may be told.
    """

    ranges: list[tuple[int, int]]
    hidden: list[HiddenHere]

    @property
    def is_too_much(self) -> bool:
        """Whether it is more than is told, so that clients load the conversation anew."""
        return (
            len(self.ranges) > limits.purged_ranges_in_changes
            or len(self.hidden) > limits.hidden_told
        )


def gone_since(*, within: Membership, since_rev: int, until_rev: int) -> Gone:
    """What was purged in (since_rev, until_rev], and what a member hid when the conversation had a
    `rev` from the one to the other, both included: hiding moves none.
    """
    rows = run_prepared(
        _GONE,
        {
            "room": within.conversation_id,
            "viewer": within.user_id,
            "since": since_rev,
            "until": until_rev,
            "ranges": limits.purged_ranges_in_changes + 1,
            "most": limits.hidden_told + 1,
        },
    )
    return Gone(
        ranges=[(first, last) for name, first, last in rows if name is None],
        hidden=[HiddenHere(name, seq) for name, seq, _ in rows if name is not None],
    )
