"""Messages that wait to be sent: rows without a place in the timeline."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from conversations.models import Membership
from messaging.models import Message


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
