"""A space through the eyes of who has certain roles."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from chatty.core.errors import Invalid
from conversations.access import InSpace
from conversations.models import Conversation
from conversations.rules.permissions import NOBODY, places_among, space_permissions


@dataclass(frozen=True, slots=True)
class View:
    """What a member may do in the space, and in the channels that they see."""

    permissions: frozenset[str]
    channels: list[tuple[Conversation, frozenset[str]]]


def view_as(*, within: InSpace, role_ids: Collection[uuid.UUID]) -> View:
    """What a member with @everyone and these roles, and no exceptions of their own, sees of what
    the viewer sees. Invalid for roles that are none of the space's.
    """
    rules = within.rules
    if unknown := sorted(map(str, set(role_ids) - rules.roles.keys())):
        raise Invalid(errors={"role_id": [f"No roles of this space: {', '.join(unknown)}."]})
    held = rules.permissions_by_channel(user_id=NOBODY, role_ids=role_ids)
    places = places_among(within.visible)
    shown = {name: there for name, there in held.items() if name in places}
    channels = list(Conversation.objects.filter(id__in=shown, deleted_at=None))
    for row in channels:
        row.position = places[row.id]
    return View(
        permissions=space_permissions(rules, user_id=NOBODY, role_ids=role_ids),
        channels=[(row, shown[row.id]) for row in sorted(channels, key=lambda row: row.position)],
    )
