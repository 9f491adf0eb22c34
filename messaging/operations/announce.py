"""Telling a conversation of one of its messages."""

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from accounts.models import User
from chatty.realtime.publish import Event, Unseen, publish
from chatty.realtime.topics import conversation_topic
from messaging.events import MessageUpdated
from messaging.models import Message
from messaging.queries.messages import surroundings
from messaging.wire import MessageJSON, Surroundings, message_json


def announce_message(
    message: Message, around: Surroundings, event: Callable[[MessageJSON], Event]
) -> None:
    """Publish an event that carries a message.

    Members from whom earlier messages are hidden hear nothing of it when it is one of these, and
    hear it without the quote when it replies to one.
    """
    announce_shaped(message, message_json(message, around), event)


class Placed(Protocol):
    """A message in its timeline, new or stored."""

    @property
    def conversation_id(self) -> UUID: ...

    @property
    def seq(self) -> int | None: ...

    @property
    def rev(self) -> int | None: ...


def announce_shaped(
    message: Placed, whole: MessageJSON, event: Callable[[MessageJSON], Event]
) -> None:
    """`announce_message` of what is JSON already."""
    veils: dict[int, Event] = {}
    if message.seq is not None:
        veils[message.seq] = Unseen()
    if whole["reply"] is not None and whole["reply"]["seq"] is not None:
        veils[whole["reply"]["seq"]] = event({**whole, "reply": None})
    publish(
        conversation_topic(message.conversation_id),
        event(whole),
        conversation_id=message.conversation_id,
        rev=message.rev,
        veils=veils,
    )


def announce_update(message: Message, *, by: User | None, change: str, **details: Any) -> None:
    """Publish `message.updated` with the message as it is now; `details` are those of the event.
    `by` is None for what nobody did, and for what nobody is to know who did.
    """
    announce_message(
        message,
        surroundings([message], viewer_id=None),
        lambda shared: MessageUpdated(
            shared, by=None if by is None else str(by.id), change=change, **details
        ),
    )
