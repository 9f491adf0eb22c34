"""Whether a change of a space's rules shows channels by the way: not one that was named, but all
that a role sees, or that stand under a heading.
"""

import uuid
from collections.abc import Mapping

from conversations.rules.permissions import Override, Structure


def shows_by_the_way(before: Structure, after: Structure) -> bool:
    """Whether a role sees that did not, or a heading shows more to somebody than it did. Which
    channels there are does not matter, so the answer tells nothing of them.
    """
    return any(
        "view" in role.allow and "view" not in before.roles[name].allow
        for name, role in after.roles.items()
        if name in before.roles
    ) or any(
        _shows_more(_at(before, heading), _at(after, heading))
        for heading in (before.overrides.keys() | after.overrides.keys()) - _channels(before, after)
    )


def people_with_other_overrides(before: Structure, after: Structure) -> set[uuid.UUID]:
    """Those whose own overrides are others than they were."""
    return {
        subject
        for place in before.overrides.keys() | after.overrides.keys()
        for subject, is_role in _at(before, place).keys() | _at(after, place).keys()
        if not is_role
        and _at(before, place).get((subject, is_role)) != _at(after, place).get((subject, is_role))
    }


Subject = tuple[uuid.UUID, bool]


def _channels(*structures: Structure) -> set[uuid.UUID]:
    return {name for one in structures for name in one.channels}


def _at(structure: Structure, place: uuid.UUID) -> Mapping[Subject, Override]:
    return {(one.subject, one.is_role): one for one in structure.overrides.get(place, ())}


def _shows_more(before: Mapping[Subject, Override], after: Mapping[Subject, Override]) -> bool:
    return any(
        _word(before.get(subject)) < _word(after.get(subject))
        for subject in before.keys() | after.keys()
    )


def _word(override: Override | None) -> int:
    """What an override says of seeing: -1 no, 0 nothing, 1 yes."""
    if override is None:
        return 0
    return ("view" in override.allow) - ("view" in override.deny)
