"""Pinned messages."""

import uuid

from django.db.models import Exists, OuterRef, Q, QuerySet

from chatty.core.pagination import Page, PageRequest, cut_page, moment_key, read_moment_key
from conversations.models import Membership
from messaging.models import HiddenMessage, Message


def list_pins(*, within: Membership, page: PageRequest) -> Page[Message]:
    """The pinned messages that the viewer may see, the newest pin first; none of what they deleted
    for themselves.
    """
    hidden = HiddenMessage.objects.filter(
        conversation_id=OuterRef("conversation_id"), message_id=OuterRef("id"), user=within.user_id
    )
    rows = _pinned(within.conversation_id).filter(~Exists(hidden), seq__gte=within.visible_from_seq)
    if page.after is not None:
        at, seq = read_moment_key(page.after[0]), page.after[1]
        rows = rows.filter(Q(pinned_at__lt=at) | Q(pinned_at=at, seq__lt=seq))
    found = list(rows.order_by("-pinned_at", "-seq")[: page.limit + 1])
    return cut_page(found, limit=page.limit, key=_key)


def count_pins(conversation_id: uuid.UUID) -> int:
    """How many messages are pinned."""
    return _pinned(conversation_id).count()


def _pinned(conversation_id: uuid.UUID) -> QuerySet[Message]:
    return Message.objects.filter(conversation_id=conversation_id, pinned_at__isnull=False)


def _key(message: Message) -> list[object]:
    return [] if message.pinned_at is None else [moment_key(message.pinned_at), message.seq]
