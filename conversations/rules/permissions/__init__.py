"""Who may do what, everywhere: pure functions, without rows, clock or network.

`conversations`: direct conversations, groups and channels of their own. `spaces`: roles and
overrides of spaces and their channels.
"""

from conversations.rules.permissions.conversations import (
    RANKS,
    effective_permissions,
    may_hand_out,
    outranks,
)
from conversations.rules.permissions.names import ALL, PERMISSIONS
from conversations.rules.permissions.spaces import (
    NOBODY,
    Channel,
    Override,
    Role,
    Structure,
    at_rest,
    channel_permissions,
    channel_role,
    everyone_sees,
    places_among,
    roles_that_matter,
    space_permissions,
)

__all__ = [
    "ALL",
    "NOBODY",
    "PERMISSIONS",
    "RANKS",
    "Channel",
    "Override",
    "Role",
    "Structure",
    "at_rest",
    "channel_permissions",
    "channel_role",
    "effective_permissions",
    "everyone_sees",
    "may_hand_out",
    "outranks",
    "places_among",
    "roles_that_matter",
    "space_permissions",
]
