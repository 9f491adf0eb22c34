"""Roles that only restrain, among random rules of spaces."""

import uuid
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.rules.gains import gains
from conversations.rules.permissions import NOBODY, Channel, Override, Role, Structure
from conversations.rules.restraints import restraints
from tests.conversations.rules.space_rules import (
    ANNA,
    CATEGORIES,
    CHANNELS,
    EVERYONE,
    OWNER,
    ROLES,
    structures,
)

MUTED = ROLES[1]
FIRST = CHANNELS[0]


def override(*, allow: str = "", deny: str = "") -> Override:
    return Override(MUTED, True, frozenset(allow.split()), frozenset(deny.split()))


def rules(*overrides: tuple[uuid.UUID, Override], allow: str = "") -> Structure:
    """Everyone views and sends; what the muted may beside that, and where which is said of them."""
    return Structure(
        stamp=uuid.UUID(int=1),
        owner_id=OWNER,
        roles={
            EVERYONE: Role(EVERYONE, 0, frozenset({"view", "send"})),
            MUTED: Role(MUTED, 1, frozenset(allow.split())),
        },
        channels={FIRST: Channel(FIRST, CATEGORIES[0])},
        overrides={place: [one] for place, one in overrides},
    )


def is_restraint(of: Structure) -> bool:
    return restraints(of, [MUTED]) == [MUTED]


def test_what_denies_somewhere_and_allows_nothing_restrains() -> None:
    assert is_restraint(rules((FIRST, override(deny="send"))))
    assert is_restraint(rules((CATEGORIES[1], override(deny="view"))))
    assert is_restraint(rules((FIRST, override(deny="send")), allow="view send"))
    assert is_restraint(rules((FIRST, override(allow="view", deny="send"))))


def test_what_denies_nothing_or_allows_something_does_not() -> None:
    assert not is_restraint(rules())
    assert not is_restraint(rules((FIRST, override(allow="pin"))))
    assert not is_restraint(rules((FIRST, override(deny="send")), allow="pin"))
    assert not is_restraint(rules((FIRST, override(deny="send", allow="pin"))))
    assert not is_restraint(
        rules((FIRST, override(deny="send")), (CATEGORIES[1], override(allow="pin")))
    )
    of = rules((FIRST, override(deny="send")))
    assert restraints(of, [EVERYONE, ROLES[4]]) == []


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(structures(), st.sampled_from([NOBODY, ANNA]))
def test_restraints_together_let_nobody_do_more_than_they_could_without(
    of: Structure, person: uuid.UUID
) -> None:
    found = restraints(of, of.roles)
    assert found == sorted(found)
    assert EVERYONE not in found
    # What is said of one person is theirs, with roles or without.
    plain = replace(
        of,
        overrides={
            place: [one for one in level if one.is_role or one.subject != person]
            for place, level in of.overrides.items()
        },
        _known={},
    )
    assert not any(gains(plain, user_id=person, before=(), after=found).values())
