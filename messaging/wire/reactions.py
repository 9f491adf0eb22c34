"""Who reacted."""

from typing import TypedDict

from accounts.wire import UserJSON, user_json
from chatty.core.clock import wire_time
from messaging.models import Reaction


class ReactedJSON(TypedDict):
    """One emoji of one person on a message."""

    user: UserJSON
    emoji: str
    created_at: str


def reacted_json(reaction: Reaction) -> ReactedJSON:
    """One reaction; `reaction.user` must be loaded."""
    return {
        "user": user_json(reaction.user),
        "emoji": reaction.emoji,
        "created_at": wire_time(reaction.created_at),
    }
