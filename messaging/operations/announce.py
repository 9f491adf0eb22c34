"""Telling a conversation that one of its messages has changed."""

from typing import Any

from accounts.models import User
from chatty.realtime.publish import publish
from chatty.realtime.topics import conversation_topic
from messaging.events import MessageUpdated
from messaging.models import Message
from messaging.queries.messages import surroundings
from messaging.wire import message_json


def announce_update(message: Message, *, by: User, change: str, **details: Any) -> None:
    """Publish `message.updated` with the message as it is now; `details` are those of the event."""
    shared = message_json(message, surroundings([message], viewer_id=None))
    publish(
        conversation_topic(message.conversation_id),
        MessageUpdated(shared, by=str(by.id), change=change, **details),
        conversation_id=message.conversation_id,
        rev=message.rev,
    )
