"""SYSTEM messages: what a conversation tells of itself. Nothing else makes them."""

import uuid
from collections.abc import Mapping
from typing import Any

from chatty.core.clock import now
from chatty.core.ids import new_id
from conversations.models import Membership
from messaging.adapters.sealing import seal_body
from messaging.events import MessageCreated
from messaging.models import Message
from messaging.models.message import MessageType
from messaging.operations.announce import announce_message
from messaging.wire import Surroundings


def write_line(by: Membership, text: str, told: Mapping[str, Any]) -> None:
    """A line in the timeline of a locked conversation, in the transaction of what it tells.

    It takes a `seq` and a `rev` like any message, and who caused it has seen it.
    """
    conversation, message_id = by.conversation, new_id()
    conversation.last_seq += 1
    conversation.rev += 1
    line = Message(
        conversation=conversation,
        id=message_id,
        seq=conversation.last_seq,
        rev=conversation.rev,
        sender_id=by.user_id,
        client_id=uuid.uuid4(),
        type=MessageType.SYSTEM,
        body=seal_body(text, conversation_id=conversation.id, message_id=message_id, version=1),
        metadata={"system": dict(told)},
        created_at=now(),
    )
    line.save(force_insert=True)
    conversation.last_activity_at = line.created_at
    conversation.save(update_fields=["last_seq", "rev", "last_activity_at"])
    by.read_seq = by.delivered_seq = conversation.last_seq
    by.read_at = by.delivered_at = line.created_at
    by.marked_unread = False
    by.save(update_fields=["read_seq", "delivered_seq", "read_at", "delivered_at", "marked_unread"])
    announce_message(line, Surroundings(), MessageCreated)
