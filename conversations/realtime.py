"""What sockets hear of conversations and spaces."""

import uuid
from collections.abc import Collection

from chatty.realtime.registry import register_notice, register_revs, register_topics
from chatty.realtime.topics import (
    conversation_of,
    conversation_topic,
    space_requests_topic,
    space_topic,
)
from conversations.access.features import forget_rollouts
from conversations.events import FEATURES_NOTICE
from conversations.queries.heard import first_visible_of_many, heard_of_spaces, revs_of


def topics_of(user_id: uuid.UUID) -> dict[str, int]:
    """The topics of every conversation and space that a person is in, of the channels that they may
    see and of the questions that they decide on, with the first `seq` they may see of each.
    """
    return topics_of_many([user_id])[user_id]


def topics_of_many(user_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    """`topics_of` for many people in two queries, and one more where rules of spaces are not
    remembered.
    """
    found = {
        user_id: {conversation_topic(name): seq for name, seq in rooms.items()}
        for user_id, rooms in first_visible_of_many(user_ids).items()
    }
    for user_id, spaces in heard_of_spaces(user_ids).items():
        topics = found[user_id]
        for space_id, heard in spaces.items():
            topics[space_topic(space_id)] = 0
            if heard.is_deciding:
                topics[space_requests_topic(space_id)] = 0
            topics.update((conversation_topic(name), 0) for name in heard.channel_ids)
    return found


def revs_of_topics(topics: Collection[str]) -> dict[str, int]:
    """How far each conversation among these topics has come."""
    ids = {name for topic in topics if (name := conversation_of(topic)) is not None}
    return {conversation_topic(name): rev for name, rev in revs_of(ids).items()}


def register() -> None:
    """Called when the app is ready."""
    register_topics(topics_of, of_many=topics_of_many)
    register_revs(revs_of_topics)
    register_notice(FEATURES_NOTICE, forget_rollouts)
