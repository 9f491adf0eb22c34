"""Conversations and spaces are reached through the person asking: what they may not see is not
found.
"""

from conversations.access.memberships import (
    Holder,
    find_member,
    find_membership,
    find_memberships,
    find_own_invite,
    lock_conversation,
    require,
    require_open,
    require_own_members,
)
from conversations.access.spaces import (
    InSpace,
    find_space,
    find_space_member,
    lock_space,
    require_in_space,
)

__all__ = [
    "Holder",
    "InSpace",
    "find_member",
    "find_membership",
    "find_memberships",
    "find_own_invite",
    "find_space",
    "find_space_member",
    "lock_conversation",
    "lock_space",
    "require",
    "require_in_space",
    "require_open",
    "require_own_members",
]
