"""A space's structure as a template: what `read_template` reads again."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from conversations.access import InSpace
from conversations.models import Category, Conversation, Override, SpaceRole
from conversations.rules.settings import complete_settings
from conversations.rules.templates import VERSION
from conversations.wire import (
    TemplateChannelJSON,
    TemplateJSON,
    TemplateOverrideJSON,
    template_category_json,
    template_channel_json,
    template_json,
    template_override_json,
    template_role_json,
)


def export_template(within: InSpace) -> TemplateJSON:
    """The structure of the viewer's space, as far as they see it: no people, nothing that was said.

    Exceptions for single people, and channels that are hidden from the viewer, are not in it.
    """
    space = within.space
    roles = list(SpaceRole.objects.filter(space_id=space.id).order_by("-position", "id"))
    overrides = _overrides(within, roles)
    channels = _channels(within, overrides)
    categories = Category.objects.filter(space_id=space.id).order_by("position", "id")
    return template_json(
        space,
        version=VERSION,
        roles=[template_role_json(role) for role in roles],
        channels=channels[None],
        categories=[
            template_category_json(one, channels=channels[one.id], overrides=overrides[one.id])
            for one in categories
        ],
    )


def _overrides(
    within: InSpace, roles: Sequence[SpaceRole]
) -> defaultdict[uuid.UUID, list[TemplateOverrideJSON]]:
    """The exceptions for roles, by the id of the channel or category, in the order of the roles."""
    names = {role.id: (number, role.name) for number, role in enumerate(roles)}
    found: defaultdict[uuid.UUID, list[TemplateOverrideJSON]] = defaultdict(list)
    rows = Override.objects.filter(space_id=within.space.id).exclude(role=None)
    # One of a role that came since is not in it yet.
    known = [(*names[row.role_id], row) for row in rows if row.role_id in names]
    for _number, name, row in sorted(known, key=lambda one: one[0]):
        place = row.channel_id or row.category_id
        if place is not None:
            found[place].append(template_override_json(row, name))
    return found


def _channels(
    within: InSpace, overrides: defaultdict[uuid.UUID, list[TemplateOverrideJSON]]
) -> defaultdict[uuid.UUID | None, list[TemplateChannelJSON]]:
    """The channels that the viewer may see, by their heading."""
    rows = Conversation.objects.filter(space_id=within.space.id, deleted_at=None)
    found: defaultdict[uuid.UUID | None, list[TemplateChannelJSON]] = defaultdict(list)
    for row in rows.order_by("position", "id"):
        if within.permissions_in(row.id):
            told = template_channel_json(row, complete_settings(row.settings), overrides[row.id])
            found[row.category_id].append(told)
    return found
