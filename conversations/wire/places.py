"""Where something stands: as much of a conversation as names it."""

from typing import TypedDict

from accounts.models import User
from accounts.models.rows import UserRow
from accounts.wire import UserJSON, user_json
from conversations.models import Membership
from conversations.models.rows import MembershipRow


class PlaceJSON(TypedDict):
    """A conversation beside a message of it; `peer` is the other person of a direct one."""

    id: str
    type: str
    title: str
    space_id: str | None
    peer: UserJSON | None


def place_json(membership: Membership | MembershipRow, *, peer: User | UserRow | None) -> PlaceJSON:
    """The conversation of a membership."""
    conversation = membership.conversation
    return {
        "id": str(conversation.id),
        "type": conversation.type,
        "title": conversation.title,
        "space_id": None if conversation.space_id is None else str(conversation.space_id),
        "peer": None if peer is None else user_json(peer),
    }
