"""Random rules of spaces, and a second opinion on what follows from them.

The opinion is as naive as can be: it asks of one permission at a time, writes down all that is said
about it, from the general to the particular, and believes what was said last.
"""

import uuid
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from conversations.rules.permissions import (
    PERMISSIONS,
    Channel,
    Override,
    Role,
    Structure,
)


def _names(kind: int, count: int) -> list[uuid.UUID]:
    return [uuid.UUID(int=kind * 1_000 + number) for number in range(count)]


ROLES, PEOPLE, CATEGORIES, CHANNELS = _names(1, 5), _names(2, 4), _names(3, 2), _names(4, 4)
OWNER, ANNA, *_ = PEOPLE
EVERYONE = ROLES[0]
# Two of them meet often; the others show that none is special.
SETS = st.frozensets(st.sampled_from(["view", "send", *PERMISSIONS]), max_size=4)


@st.composite
def overrides(draw: st.DrawFn) -> list[Override]:
    """What a category or channel says: at most once of each role and person."""
    subjects = draw(st.lists(st.sampled_from([*ROLES, *PEOPLE]), unique=True, max_size=5))
    return [Override(name, name in ROLES, draw(SETS), draw(SETS)) for name in subjects]


@st.composite
def structures(draw: st.DrawFn) -> Structure:
    """A space of @everyone and up to four roles, four channels and two headings."""
    count = draw(st.integers(1, len(ROLES)))
    order = draw(st.permutations(range(1, count)))
    places = [0, *order]
    roles = {
        name: Role(name, place, draw(SETS)) for name, place in zip(ROLES, places, strict=False)
    }
    headings = st.sampled_from([None, *CATEGORIES])
    return Structure(
        stamp=uuid.UUID(int=1),
        owner_id=OWNER,
        roles=roles,
        channels={name: Channel(name, draw(headings)) for name in CHANNELS},
        overrides={
            name: draw(overrides()) for name in [*CATEGORIES, *CHANNELS] if draw(st.booleans())
        },
    )


# Some of these roles may be gone, or never have been.
HELD = st.lists(st.sampled_from([*ROLES[1:], uuid.UUID(int=9)]), unique=True, max_size=4)


def is_allowed(
    rules: Structure,
    permission: str,
    *,
    channel_id: uuid.UUID,
    user_id: uuid.UUID,
    held: list[uuid.UUID],
) -> bool:
    """Whether somebody may do one thing in one channel."""
    if channel_id not in rules.channels:
        return False
    if user_id == rules.owner_id:
        return True
    return all(
        last_word(rules, name, channel_id, user_id, [EVERYONE, *held])
        for name in {permission, "view"}
    )


def last_word(
    rules: Structure,
    permission: str,
    channel_id: uuid.UUID,
    user_id: uuid.UUID,
    held: list[uuid.UUID],
) -> bool:
    said = [False]
    there = [rules.roles[name] for name in held if name in rules.roles]
    said += [True for role in there if permission in role.allow]
    for place in (rules.channels[channel_id].category_id, channel_id):
        lines = rules.overrides.get(place, []) if place is not None else []
        mine = [
            one
            for one in lines
            if one.is_role and one.subject in held and one.subject in rules.roles
        ]
        own = [one for one in lines if not one.is_role and one.subject == user_id]
        for group in (mine, own):
            said += [False for one in group if permission in one.deny]
            said += [True for one in group if permission in one.allow]
    return said[-1]


def with_allow(rules: Structure, role_id: uuid.UUID, *more: str) -> Structure:
    """The same rules, with a role that allows more."""
    role = rules.roles[role_id]
    roles = {**rules.roles, role_id: replace(role, allow=role.allow | set(more))}
    return _anew(rules, roles=roles)


def shuffled(rules: Structure) -> Structure:
    """The same rules, told in the opposite order."""
    return _anew(
        rules,
        roles=dict(reversed(list(rules.roles.items()))),
        channels=dict(reversed(list(rules.channels.items()))),
        overrides={
            name: list(reversed(of)) for name, of in reversed(list(rules.overrides.items()))
        },
    )


def with_override(rules: Structure, place: uuid.UUID, override: Override) -> Structure:
    """The same rules, with what a place says of a subject in the place of what it said."""
    rest = [one for one in rules.overrides.get(place, []) if one.subject != override.subject]
    return _anew(rules, overrides={**rules.overrides, place: [*rest, override]})


def _anew(rules: Structure, **changes: Any) -> Structure:
    """Without what the rules remember of themselves."""
    return replace(rules, _known={}, **changes)
