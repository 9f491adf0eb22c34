"""Roles that only restrain. Who leaves a space leaves their roles there, and finds these again when
they come back: else everyone would shed what a role denies them by going and coming.
"""

import uuid
from collections.abc import Iterable

from conversations.rules.gains import gains
from conversations.rules.permissions import NOBODY, Structure


def restraints(rules: Structure, role_ids: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Those of these roles, in the order of their ids, that deny something in a channel or under a
    heading and let nobody do anything, anywhere, that @everyone may not. All of them together let
    nobody do more than each of them alone.
    """
    denying = {
        one.subject
        for overrides in rules.overrides.values()
        for one in overrides
        if one.is_role and one.deny
    }
    found = set(role_ids) & denying & (rules.roles.keys() - {rules.everyone.id})
    return sorted(
        name
        for name in found
        if not any(gains(rules, user_id=NOBODY, before=(), after=(name,)).values())
    )
