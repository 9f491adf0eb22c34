"""What other roles would let somebody do that they could not do before."""

import uuid
from collections.abc import Collection

from conversations.rules.permissions import Structure, space_permissions
from conversations.rules.placing import permissions_placed


def gains(
    rules: Structure,
    *,
    user_id: uuid.UUID,
    before: Collection[uuid.UUID],
    after: Collection[uuid.UUID],
) -> dict[uuid.UUID | None, frozenset[str]]:
    """What a member could do with the roles `after` and could not with those `before`: in the space
    as a whole (None), in each channel that they would see, and in a new channel under each heading
    that has overrides.
    """
    held, would_hold = (
        space_permissions(rules, user_id=user_id, role_ids=roles) for roles in (before, after)
    )
    found: dict[uuid.UUID | None, frozenset[str]] = {None: would_hold - held}
    seen, would_see = (
        rules.permissions_by_channel(user_id=user_id, role_ids=roles) for roles in (before, after)
    )
    for channel_id, allowed in would_see.items():
        found[channel_id] = allowed - seen.get(channel_id, frozenset())
    for heading_id in rules.overrides.keys() - rules.channels.keys():
        placed, would_be_placed = (
            permissions_placed(
                rules,
                # No channel's id, so that it has no overrides of its own.
                channel_id=user_id,
                category_id=heading_id,
                user_id=user_id,
                role_ids=roles,
            )
            for roles in (before, after)
        )
        found[heading_id] = would_be_placed - placed
    return found
