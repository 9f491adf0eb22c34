"""One step up or down, for those who do not drag: the whole order is read and written under the
space's lock, so that no two steps are lost in each other.
"""

from django.db import transaction

from accounts.models import User
from chatty.core.errors import NotFound
from chatty.core.ids import read_id
from conversations.access import lock_space
from conversations.access.places import find_category, find_channel
from conversations.operations.channel_order import order_channels
from conversations.operations.space_roles import order_roles
from conversations.queries.space_order import order_of_channels, order_of_roles
from conversations.rules.moving import channel_moved, heading_moved, moved


def move_channel(*, actor: User, space_id: object, channel_id: object, by: int) -> None:
    """Put a channel a place up (-1) or down (1), across the headings. Refusals as in
    `order_channels`.
    """
    with transaction.atomic():
        here = lock_space(space_id, viewer=actor)
        channel = find_channel(channel_id, within=here, permission="manage_channels")
        groups = channel_moved(order_of_channels(within=here), channel, by=by)
        order_channels(actor=actor, space_id=space_id, groups=groups)


def move_category(*, actor: User, space_id: object, category_id: object, by: int) -> None:
    """Put a heading, with what stands under it, a place up (-1) or down (1)."""
    with transaction.atomic():
        here = lock_space(space_id, viewer=actor)
        category = find_category(category_id, within=here)
        groups = heading_moved(order_of_channels(within=here), category.id, by=by)
        order_channels(actor=actor, space_id=space_id, groups=groups)


def move_role(*, actor: User, space_id: object, role_id: object, by: int) -> None:
    """Put a role a place up (-1) or down (1). Refusals as in `order_roles`."""
    with transaction.atomic():
        here = lock_space(space_id, viewer=actor)
        order, role = order_of_roles(within=here), read_id(role_id)
        if role is None or role not in order:
            raise NotFound("There is no such role.")
        order_roles(actor=actor, space_id=space_id, role_ids=moved(order, role, by=by))
