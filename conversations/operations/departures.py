"""What else goes when a person leaves a conversation.

Drafts live above conversations, so messaging hands in what lets go of them when it starts.
"""

from collections.abc import Callable

from conversations.models import Membership

# Called with the membership that ends, in its transaction.
Farewell = Callable[[Membership], None]

_farewells: list[Farewell] = []


def register_departure(farewell: Farewell) -> None:
    """Hand in what lets go of what is the member's alone; once, however often."""
    if farewell not in _farewells:
        _farewells.append(farewell)


def say_farewell(member: Membership) -> None:
    """Let go of all that belonged to the member alone."""
    for farewell in _farewells:
        farewell(member)
