"""Lines that a conversation writes into its own timeline: who came and went, what was changed.

Messages live above conversations, so messaging hands its writer in when it starts.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from accounts.models import User
from conversations.models import ConversationType, Membership
from conversations.rules.lines import line_text

# The member whose doing it is, the sentence, and what it says as data.
Writer = Callable[[Membership, str, Mapping[str, Any]], None]

_writers: list[Writer] = []


def register_timeline(writer: Writer) -> None:
    """Hand in the one writer of lines."""
    _writers[:] = [writer]


def note(
    kind: str, *, by: Membership, actor: User, about: Sequence[User] = (), **details: Any
) -> None:
    """Write a line of `kind` (conversations.rules.lines) by `actor` about these people.

    `by` is the actor's membership, its conversation locked and its changes saved: the line takes
    the next `seq` and `rev`. A direct conversation has no lines.
    """
    if by.conversation.type == ConversationType.DM:
        return
    text = line_text(
        kind,
        who=actor.display_name,
        whom=[person.display_name for person in about if person.id != actor.id],
        details=details,
    )
    told: dict[str, Any] = {"kind": kind}
    if about:
        told["user_ids"] = [str(person.id) for person in about]
    for writer in _writers:
        writer(by, text, {**told, **details})
