"""Messages that wait to be sent: rows without a place in the timeline."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from chatty.core.prepared import run_prepared
from conversations.models import Membership
from conversations.queries.standings import Pair
from messaging.models import Message

_COUNT = """
SELECT wanted.room, wanted.author, count(m.id), count(m.failure)
FROM unnest(%(rooms)s::uuid[], %(authors)s::uuid[]) AS wanted (room, author)
LEFT JOIN messages m
    ON m.conversation_id = wanted.room AND m.sender_id = wanted.author AND m.seq IS NULL
GROUP BY wanted.room, wanted.author
"""


@dataclass(frozen=True, slots=True)
class WaitingCount:
    """How many messages of one person wait in one conversation, those that could not be sent
    among them.
    """

    count: int
    failed: int


def due_messages(*, at: datetime, limit: int) -> Sequence[Message]:
    """Messages whose time has come, with their senders; the longest due first."""
    rows = Message.objects.filter(seq=None, scheduled_at__lte=at).select_related("sender")
    return list(rows.order_by("scheduled_at", "id")[:limit])


def list_scheduled(*, within: Membership, page: PageRequest) -> Page[Message]:
    """What a member has scheduled in a conversation, and what could not be sent, in the order in
    which it was written.
    """
    rows = waiting_of(within.user_id, [within.conversation_id])
    if page.after is not None:
        rows = rows.filter(id__gt=read_id_key(page.after[0]))
    found = list(rows.order_by("id")[: page.limit + 1])
    return cut_page(found, limit=page.limit, key=lambda row: [str(row.id)])


def waiting_of(user_id: uuid.UUID, conversation_ids: Sequence[uuid.UUID]) -> QuerySet[Message]:
    """All that somebody has scheduled in these conversations, what could not be sent too."""
    return Message.objects.filter(conversation_id__in=conversation_ids, sender_id=user_id, seq=None)


def count_waiting(pairs: Collection[Pair]) -> dict[Pair, WaitingCount]:
    """How many wait, by conversation and author; of every pair something."""
    found = run_prepared(
        _COUNT, {"rooms": [room for room, _ in pairs], "authors": [author for _, author in pairs]}
    )
    return {(room, author): WaitingCount(*counts) for room, author, *counts in found}
