"""The order of a space's headings, channels and roles, as it is now."""

import uuid

from conversations.access import InSpace
from conversations.models import Category, Conversation, SpaceRole
from conversations.rules.channel_order import Group


def order_of_channels(*, within: InSpace) -> list[Group]:
    """Every heading with the channels under it that the viewer may see; first those above all
    headings.
    """
    headings = Category.objects.filter(space_id=within.space.id).order_by("position", "id")
    names = [None, *headings.values_list("id", flat=True)]
    groups: dict[uuid.UUID | None, list[uuid.UUID]] = {name: [] for name in names}
    rows = Conversation.objects.filter(space_id=within.space.id, deleted_at=None)
    for name, heading in rows.order_by("position", "id").values_list("id", "category_id"):
        if within.permissions_in(name):
            groups[heading].append(name)
    return list(groups.items())


def order_of_roles(*, within: InSpace) -> list[uuid.UUID]:
    """Every role but @everyone, highest first."""
    rows = SpaceRole.objects.filter(space_id=within.space.id, position__gt=0)
    return list(rows.order_by("-position").values_list("id", flat=True))
