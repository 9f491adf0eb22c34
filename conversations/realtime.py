"""What sockets hear of conversations."""

import uuid

from chatty.realtime.registry import register_topics
from chatty.realtime.topics import conversation_topic
from conversations.queries.conversations import first_visible_of


def topics_of(user_id: uuid.UUID) -> dict[str, int]:
    """The topics of every conversation that a person is in, with the first `seq` they may see."""
    return {conversation_topic(name): seq for name, seq in first_visible_of(user_id).items()}


def register() -> None:
    """Called when the app is ready."""
    register_topics(topics_of)
