"""Threads as those who write in them meet them."""

import uuid
from collections.abc import Collection

from chatty.core.clock import wire_time
from messaging.models import Message
from messaging.models.message import MessageType
from messaging.queries.lifetimes import living
from messaging.queries.sent import Place
from messaging.rules.threads import Answer

# Enough to name three people, unless one of them talks a lot.
_LOOKED_AT = 50


def answerable_roots(places: Collection[Place]) -> dict[Place, Message]:
    """By these (conversation, message) the first message of the thread that an answer there goes
    to: the message itself, or, if it is an answer, the one that it answers to. What was deleted
    or has disappeared, or is the conversation's own line, takes no answers and is not in it.
    """
    if not places:
        return {}
    named = _load(places)
    roots = named | _load(
        {(room, one.thread_id) for (room, _), one in named.items() if one.thread_id is not None}
    )
    found = {}
    for place in places:
        if (message := named.get(place)) is None:
            continue
        root = roots.get((place[0], message.thread_id or message.id))
        if root is not None and root.deleted_at is None and root.type != MessageType.SYSTEM:
            found[place] = root
    return found


def newest_answers(conversation_id: uuid.UUID, root_id: uuid.UUID) -> list[Answer]:
    """The last answers that stand in a thread, the last one first."""
    rows = (
        Message.objects.filter(
            conversation_id=conversation_id, thread_id=root_id, seq__isnull=False, deleted_at=None
        )
        .order_by("-seq")
        .values_list("seq", "sender_id", "created_at")[:_LOOKED_AT]
    )
    return [Answer(seq or 0, str(sender), wire_time(at)) for seq, sender, at in rows]


def _load(places: Collection[Place]) -> dict[Place, Message]:
    if not places:
        return {}
    rows = Message.objects.filter(
        living(),
        conversation_id__in={room for room, _ in places},
        id__in={name for _, name in places},
        seq__isnull=False,
    )
    return {(row.conversation_id, row.id): row for row in rows}
