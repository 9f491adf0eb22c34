"""What sockets hear of conversations."""

import uuid
from collections.abc import Iterable

from chatty.realtime.registry import register_topics
from chatty.realtime.topics import conversation_topic
from conversations.queries.conversations import conversation_ids_of


def topics_of(user_id: uuid.UUID) -> Iterable[str]:
    """The topics of every conversation that a person is in."""
    return [conversation_topic(name) for name in conversation_ids_of(user_id)]


def register() -> None:
    """Called when the app is ready."""
    register_topics(topics_of)
