"""What else goes when a person leaves a conversation.

Drafts live above conversations, so messaging hands in what lets go of them when it starts.
"""

import uuid
from collections.abc import Callable, Collection

# Called with the person and the conversations that they leave, in the transaction of that.
Farewell = Callable[[uuid.UUID, Collection[uuid.UUID]], None]

_farewells: list[Farewell] = []


def register_departure(farewell: Farewell) -> None:
    """Hand in what lets go of what is the member's alone; once, however often."""
    if farewell not in _farewells:
        _farewells.append(farewell)


def say_farewell(user_id: uuid.UUID, conversation_ids: Collection[uuid.UUID]) -> None:
    """Let go of all that belonged to the person alone there."""
    for farewell in _farewells:
        farewell(user_id, conversation_ids)
