"""What conversations hold for one person alone: unread mentions, and what they began to write."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from chatty.core.limits import limits
from conversations.models import Membership
from messaging.models import Draft

# A message that names somebody and calls all counts once. Three index probes a conversation, each
# of the messages' in one partition. What came after the membership was read is left out, so that
# the number belongs to the conversation's `last_seq`.
_OWN = """
SELECT wanted.conversation_id, counted.mentions, drafts.body, drafts.version, drafts.updated_at
FROM unnest(%(rooms)s::uuid[], %(seen)s::bigint[], %(last)s::bigint[])
  AS wanted (conversation_id, seen, last)
LEFT JOIN drafts ON drafts.conversation_id = wanted.conversation_id AND drafts.user_id = %(user)s
CROSS JOIN LATERAL (
  SELECT count(*) AS mentions FROM (
    (SELECT seq FROM mentions
      WHERE mentions.conversation_id = wanted.conversation_id AND user_id = %(user)s
        AND seq > wanted.seen AND seq <= wanted.last
      LIMIT %(most)s)
    UNION
    (SELECT seq FROM messages
      WHERE messages.conversation_id = wanted.conversation_id AND mentions_all
        AND seq > wanted.seen AND seq <= wanted.last AND sender_id <> %(user)s
      LIMIT %(most)s)
  ) AS mentioned
) AS counted
"""


@dataclass(frozen=True, slots=True)
class OwnState:
    """`draft` is None where the person never wrote one."""

    mention_count: int
    draft: Draft | None


def own_states(memberships: Sequence[Membership]) -> dict[uuid.UUID, OwnState]:
    """Those of one person's memberships, by conversation id, in one query.

    Of each kind of mention at most `limits.mentions_counted` are counted.
    """
    if not memberships:
        return {}
    user_id = memberships[0].user_id
    with connection.cursor() as cursor:
        cursor.execute(
            _OWN,
            {
                "user": user_id,
                "most": limits.mentions_counted,
                "rooms": [m.conversation_id for m in memberships],
                "seen": [max(m.read_seq, m.visible_from_seq - 1) for m in memberships],
                "last": [m.conversation.last_seq for m in memberships],
            },
        )
        return {
            room: OwnState(mentions, None if draft[1] is None else _draft(room, user_id, *draft))
            for room, mentions, *draft in cursor.fetchall()
        }


def _draft(
    room: uuid.UUID, user_id: uuid.UUID, body: memoryview, version: int, at: datetime
) -> Draft:
    return Draft(conversation_id=room, user_id=user_id, body=body, version=version, updated_at=at)
