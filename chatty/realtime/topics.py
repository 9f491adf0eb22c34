"""Topics: what can be published to and subscribed. Their owners authorise; this names them."""

import uuid

# What every socket of every process hears, and every process itself.
EVERYONE = "everyone"


def user_topic(user_id: uuid.UUID) -> str:
    """What only one person's own sockets hear."""
    return f"user:{user_id}"


def conversation_topic(conversation_id: uuid.UUID) -> str:
    """What everyone in a conversation hears, the same for all of them."""
    return f"conversation:{conversation_id}"


def space_topic(space_id: uuid.UUID) -> str:
    """What everyone in a space hears, the same for all of them."""
    return f"space:{space_id}"


def space_requests_topic(space_id: uuid.UUID) -> str:
    """What those hear who decide on who is let into a space."""
    return f"space_requests:{space_id}"


def presence_topic(user_id: uuid.UUID) -> str:
    """What whoever watches a person hears of their coming and going."""
    return f"presence:{user_id}"


def conversation_of(topic: str) -> uuid.UUID | None:
    """The conversation whose own topic this is."""
    kind, _, name = topic.partition(":")
    return uuid.UUID(name) if kind == "conversation" else None


def group_name(topic: str) -> str:
    """The channel layer's group of a topic (it allows no colon)."""
    return topic.replace(":", ".")
