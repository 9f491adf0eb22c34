"""What the place of a channel has to do with who may do what in it: the overrides of its heading
are its own too.
"""

import uuid
from collections.abc import Iterable

from conversations.rules.permissions import Channel, Structure, channel_permissions


def permissions_placed(
    rules: Structure,
    *,
    channel_id: uuid.UUID,
    category_id: uuid.UUID | None,
    user_id: uuid.UUID,
    role_ids: Iterable[uuid.UUID],
) -> frozenset[str]:
    """What a member could do in a channel, one that is there or a new one, under that heading."""
    placed = Structure(
        stamp=rules.stamp,
        owner_id=rules.owner_id,
        roles=rules.roles,
        channels={channel_id: Channel(channel_id, category_id)},
        overrides=rules.overrides,
    )
    return channel_permissions(placed, channel_id, user_id=user_id, role_ids=role_ids)
