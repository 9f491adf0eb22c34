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
"""
_COUNTED = """
CROSS JOIN LATERAL (
  SELECT count(DISTINCT seq) AS mentions FROM (
    (SELECT seq FROM mentions
      WHERE mentions.conversation_id = wanted.conversation_id AND user_id = %(user)s
        AND seq > wanted.seen AND seq <= wanted.last
      LIMIT %(most)s)
    UNION ALL
    (SELECT seq FROM messages
      WHERE messages.conversation_id = wanted.conversation_id AND mentions_all
        AND seq > wanted.seen AND seq <= wanted.last AND sender_id <> %(user)s
      LIMIT %(most)s)
  ) AS mentioned
) AS counted
"""
# Planning the probes of all partitions takes longer than making them.
_NOTHING_COUNTED = "CROSS JOIN (SELECT 0 AS mentions) AS counted"
# One statement, so that count and `rev` are of the same instant.
_UNREAD = """
SELECT counted.mentions, wanted.last, wanted.rev
FROM (
  SELECT id AS conversation_id, %(seen)s::bigint AS seen, last_seq AS last, rev
  FROM conversations WHERE id = %(room)s
) AS wanted
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
    seen = [_seen(membership) for membership in memberships]
    last = [membership.conversation.last_seq for membership in memberships]
    is_unread = any(end > start for start, end in zip(seen, last, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            _OWN + (_COUNTED if is_unread else _NOTHING_COUNTED),
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
            for room, mentions, *draft in cursor.fetchall()
        }


@dataclass(frozen=True, slots=True)
class Unread:
    """What is unread in a conversation when its `rev` was `as_of_rev`."""

    messages: int
    mentions: int
    as_of_rev: int


def unread_of(membership: Membership) -> Unread:
    """What is unread above the member's watermark; `conversation` must be loaded."""
    seen, known = _seen(membership), membership.conversation
    if seen >= known.last_seq:
        return Unread(messages=0, mentions=0, as_of_rev=known.rev)
    with connection.cursor() as cursor:
        cursor.execute(
            _UNREAD + _COUNTED,
            {
                "user": membership.user_id,
                "most": limits.mentions_counted,
                "room": membership.conversation_id,
                "seen": seen,
            },
        )
        mentions, last, rev = cursor.fetchone()
    return Unread(messages=max(0, last - seen), mentions=mentions, as_of_rev=rev)


def _seen(membership: Membership) -> int:
    return max(membership.read_seq, membership.visible_from_seq - 1)


def _draft(
    room: uuid.UUID, user_id: uuid.UUID, body: memoryview, version: int, at: datetime
) -> Draft:
    return Draft(conversation_id=room, user_id=user_id, body=body, version=version, updated_at=at)
