"""What conversations hold for one person alone: unread mentions, and what they began to write."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chatty.core.limits import limits
from chatty.core.prepared import run_prepared
from conversations.models import Membership
from conversations.models.rows import MembershipRow
from messaging.models import Draft

# A message that names somebody and calls all counts once. Three index probes a conversation, each
# of the messages' in one partition, and none where all is read. What came after the membership was
# read is left out, so that the number belongs to the conversation's `last_seq`.
_OWN = """
SELECT wanted.conversation_id, counted.mentions, drafts.body, drafts.version, drafts.updated_at
FROM (
  SELECT *, %(user)s::uuid AS person
  FROM unnest(%(rooms)s::uuid[], %(seen)s::bigint[], %(last)s::bigint[])
    AS w (conversation_id, seen, last)
) AS wanted
LEFT JOIN drafts ON drafts.conversation_id = wanted.conversation_id AND drafts.user_id = %(user)s
"""
# Of `wanted`: conversation_id, person, seen, last.
COUNTED = """
CROSS JOIN LATERAL (
  SELECT count(DISTINCT seq) AS mentions FROM (
    (SELECT seq FROM mentions
      WHERE mentions.conversation_id = wanted.conversation_id AND user_id = wanted.person
        AND wanted.last > wanted.seen AND seq > wanted.seen AND seq <= wanted.last
      LIMIT %(most)s)
    UNION ALL
    (SELECT seq FROM messages
      WHERE messages.conversation_id = wanted.conversation_id AND mentions_all
        AND wanted.last > wanted.seen AND seq > wanted.seen AND seq <= wanted.last
        AND sender_id <> wanted.person
      LIMIT %(most)s)
  ) AS mentioned
) AS counted
"""


@dataclass(frozen=True, slots=True)
class OwnState:
    """`draft` is None where the person never wrote one."""

    mention_count: int
    draft: Draft | None


def own_states(memberships: Sequence[Membership | MembershipRow]) -> dict[uuid.UUID, OwnState]:
    """Those of one person's memberships, by conversation id, in one query.

    Of each kind of mention at most `limits.mentions_counted` are counted.
    """
    if not memberships:
        return {}
    user_id = memberships[0].user_id
    seen = [_seen(membership) for membership in memberships]
    last = [membership.conversation.last_seq for membership in memberships]
    found = run_prepared(
        _OWN + COUNTED,
        {
            "user": user_id,
            "most": limits.mentions_counted,
            "rooms": [m.conversation_id for m in memberships],
            "seen": seen,
            "last": last,
        },
    )
    return {
        room: OwnState(mentions, None if draft[1] is None else _draft(room, user_id, *draft))
        for room, mentions, *draft in found
    }


@dataclass(frozen=True, slots=True)
class Unread:
    """What is unread in a conversation when its `rev` was `as_of_rev`."""

    messages: int
    mentions: int
    as_of_rev: int


def _seen(membership: Membership | MembershipRow) -> int:
    return max(membership.read_seq, membership.visible_from_seq - 1)


def _draft(room: uuid.UUID, user_id: uuid.UUID, body: bytes, version: int, at: datetime) -> Draft:
    return Draft(conversation_id=room, user_id=user_id, body=body, version=version, updated_at=at)
