"""Where overrides are: a channel or a category of a space, reached through the person asking."""

import uuid
from dataclasses import dataclass

from chatty.core.errors import Forbidden, NotFound
from chatty.core.ids import read_id
from conversations.access.places import find_channel
from conversations.access.ranks import permissions_under
from conversations.access.spaces import InSpace
from conversations.models import Category


@dataclass(frozen=True, slots=True)
class Place:
    """A channel or a category, one of the two, and what the viewer may do there."""

    channel_id: uuid.UUID | None
    category_id: uuid.UUID | None
    held: frozenset[str]

    @property
    def fields(self) -> dict[str, uuid.UUID]:
        """As an override's columns name it."""
        pairs = {"channel_id": self.channel_id, "category_id": self.category_id}
        return {name: value for name, value in pairs.items() if value is not None}

    @property
    def told(self) -> dict[str, str]:
        """As the audit log names it."""
        return {name: str(value) for name, value in self.fields.items()}


def find_place(*, channel_id: object = None, category_id: object = None, within: InSpace) -> Place:
    """The place whose overrides the viewer may see and change. NotFound for one of another space
    and for one that they may not see; Forbidden without manage_roles there.
    """
    if channel_id is not None:
        found = find_channel(channel_id, within=within, permission="manage_roles")
        return Place(found, None, within.permissions_in(found))
    known = read_id(category_id)
    rows = Category.objects.filter(space_id=within.space.id)
    if known is None or not rows.filter(id=known).exists():
        raise NotFound("There is no such category.")
    if not (held := permissions_under(known, within=within)):
        raise NotFound("There is no such category.")
    if "manage_roles" not in held:
        raise Forbidden("Your roles do not allow this here (manage_roles).")
    return Place(None, known, held)
