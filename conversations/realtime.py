"""What sockets hear of conversations."""

import uuid
from collections.abc import Collection

from chatty.realtime.registry import register_revs, register_topics
from chatty.realtime.topics import conversation_of, conversation_topic
from conversations.queries.conversations import first_visible_of
from conversations.queries.heard import first_visible_of_many, revs_of


def topics_of(user_id: uuid.UUID) -> dict[str, int]:
    """The topics of every conversation that a person is in, with the first `seq` they may see."""
    return {conversation_topic(name): seq for name, seq in first_visible_of(user_id).items()}


def topics_of_many(user_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    """`topics_of` for many people in one query."""
    return {
        user_id: {conversation_topic(name): seq for name, seq in found.items()}
        for user_id, found in first_visible_of_many(user_ids).items()
    }


def revs_of_topics(topics: Collection[str]) -> dict[str, int]:
    """How far each conversation among these topics has come."""
    ids = {name for topic in topics if (name := conversation_of(topic)) is not None}
    return {conversation_topic(name): rev for name, rev in revs_of(ids).items()}


def register() -> None:
    """Called when the app is ready."""
    register_topics(topics_of, of_many=topics_of_many)
    register_revs(revs_of_topics)
