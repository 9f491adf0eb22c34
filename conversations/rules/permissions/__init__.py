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
    Channel,
    Override,
    Role,
    Structure,
    at_rest,
    channel_permissions,
    channel_role,
    space_permissions,
)

__all__ = [
    "ALL",
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
    "may_hand_out",
    "outranks",
    "space_permissions",
]
