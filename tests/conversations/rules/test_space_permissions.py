"""Roles and overrides against a second opinion, and the laws that no rules can break."""

import uuid

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from conversations.rules.permissions import (
    ALL,
    Channel,
    Override,
    Role,
    Structure,
    at_rest,
    channel_permissions,
    channel_role,
    space_permissions,
)
from conversations.rules.permissions.spaces import OWNER_RANK
from tests.conversations.rules.space_rules import (
    ANNA,
    CATEGORIES,
    CHANNELS,
    EVERYONE,
    HELD,
    OWNER,
    PEOPLE,
    ROLES,
    SETS,
    is_allowed,
    shuffled,
    structures,
    with_allow,
    with_override,
)

often = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
PERSON, CHANNEL, PLACE = map(st.sampled_from, (PEOPLE, CHANNELS, [*CATEGORIES, *CHANNELS]))


def in_channel(
    rules: Structure, channel_id: uuid.UUID, user_id: uuid.UUID, held: list[uuid.UUID]
) -> frozenset[str]:
    return channel_permissions(rules, channel_id, user_id=user_id, role_ids=held)


def expect_agreement(rules: Structure, person: uuid.UUID, held: list[uuid.UUID]) -> None:
    for channel_id in CHANNELS:
        expected = {
            name
            for name in ALL
            if is_allowed(rules, name, channel_id=channel_id, user_id=person, held=held)
        }
        assert in_channel(rules, channel_id, person, held) == expected


@often
@given(rules=structures(), person=PERSON, held=HELD)
def test_what_is_said_last_counts(
    rules: Structure, person: uuid.UUID, held: list[uuid.UUID]
) -> None:
    expect_agreement(rules, person, held)


@pytest.mark.long
@settings(often, max_examples=20_000)
@given(rules=structures(), person=PERSON, held=HELD)
def test_what_is_said_last_counts_in_many_more_spaces(
    rules: Structure, person: uuid.UUID, held: list[uuid.UUID]
) -> None:
    expect_agreement(rules, person, held)


@often
@given(rules=structures(), people=st.lists(st.tuples(PERSON, HELD), min_size=1, max_size=6))
def test_all_channels_at_once_are_each_by_itself(
    rules: Structure, people: list[tuple[uuid.UUID, list[uuid.UUID]]]
) -> None:
    # One after another, since the rules remember what they found for whoever came before.
    for person, held in people:
        each = {name: in_channel(rules, name, person, held) for name in CHANNELS}
        at_once = rules.permissions_by_channel(user_id=person, role_ids=held)
        assert at_once == {name: found for name, found in each.items() if found}


def test_what_is_remembered_of_large_rules_is_bounded() -> None:
    rules = Structure(
        stamp=uuid.uuid4(),
        owner_id=OWNER,
        roles={name: Role(name, n, frozenset({"view"})) for n, name in enumerate(ROLES)},
        channels={name: Channel(name, None) for name in (uuid.uuid4() for _ in range(100_000))},
        overrides={},
    )
    sets: list[list[uuid.UUID]] = [[], *([name] for name in ROLES[1:4])]
    found = [rules.permissions_by_channel(user_id=ANNA, role_ids=held) for held in sets]
    assert len({id(held) for one in found for held in one.values()}) == len(found)
    assert 0 < len(rules._known) <= 2


@often
@given(rules=structures(), held=HELD)
def test_the_owner_is_never_locked_out(rules: Structure, held: list[uuid.UUID]) -> None:
    assert space_permissions(rules, user_id=OWNER, role_ids=held) == ALL
    for channel_id in CHANNELS:
        assert in_channel(rules, channel_id, OWNER, held) == ALL
        assert channel_role(ALL, is_owner=True) == "OWNER"
    assert rules.rank(OWNER, held) == OWNER_RANK > max(r.position for r in rules.roles.values())


@often
@given(rules=structures(), person=PERSON, held=HELD)
def test_without_view_nothing_is_left(
    rules: Structure, person: uuid.UUID, held: list[uuid.UUID]
) -> None:
    for channel_id in CHANNELS:
        found = in_channel(rules, channel_id, person, held)
        assert not found or "view" in found
    assert in_channel(rules, uuid.UUID(int=77), person, held) == frozenset()
    hidden = with_override(
        rules, CHANNELS[0], Override(ANNA, False, frozenset(), frozenset({"view"}))
    )
    assert in_channel(hidden, CHANNELS[0], ANNA, held) == frozenset()


@often
@given(rules=structures(), person=PERSON, held=HELD, more=SETS, place=PLACE)
def test_to_allow_more_takes_nothing(
    rules: Structure,
    person: uuid.UUID,
    held: list[uuid.UUID],
    more: frozenset[str],
    place: uuid.UUID,
) -> None:
    before = {name: in_channel(rules, name, person, held) for name in CHANNELS}
    said = {one.subject: one for one in rules.overrides.get(place, [])}
    wider = [with_allow(rules, role_id, *more) for role_id in rules.roles]
    for subject in (*rules.roles, person):
        old = said.get(subject, Override(subject, subject in ROLES, frozenset(), frozenset()))
        wider.append(
            with_override(rules, place, Override(subject, old.is_role, old.allow | more, old.deny))
        )
    for changed in wider:
        assert space_permissions(changed, user_id=person, role_ids=held) >= space_permissions(
            rules, user_id=person, role_ids=held
        )
        for name, found in before.items():
            assert in_channel(changed, name, person, held) >= found


@often
@given(rules=structures(), person=PERSON, held=HELD, denied=SETS, place=PLACE)
def test_to_deny_more_gives_nothing(
    rules: Structure,
    person: uuid.UUID,
    held: list[uuid.UUID],
    denied: frozenset[str],
    place: uuid.UUID,
) -> None:
    said = {one.subject: one for one in rules.overrides.get(place, [])}
    for subject in (*rules.roles, person):
        old = said.get(subject, Override(subject, subject in ROLES, frozenset(), frozenset()))
        changed = with_override(
            rules, place, Override(subject, old.is_role, old.allow, old.deny | denied)
        )
        for name in CHANNELS:
            found = in_channel(changed, name, person, held)
            assert found <= in_channel(rules, name, person, held)


@often
@given(rules=structures(), person=PERSON, held=HELD, data=st.data())
def test_the_order_of_roles_and_of_rows_does_not_matter(
    rules: Structure, person: uuid.UUID, held: list[uuid.UUID], data: st.DataObject
) -> None:
    other = data.draw(st.permutations([*held, *held, EVERYONE]))
    turned = shuffled(rules)
    assert rules.rank(person, held) == turned.rank(person, other)
    assert space_permissions(rules, user_id=person, role_ids=held) == space_permissions(
        turned, user_id=person, role_ids=other
    )
    for name in CHANNELS:
        assert in_channel(rules, name, person, held) == in_channel(turned, name, person, other)


@often
@given(rules=structures(), held=HELD, more=HELD, person=PERSON)
def test_rank_is_the_highest_role_and_below_the_owners(
    rules: Structure, held: list[uuid.UUID], more: list[uuid.UUID], person: uuid.UUID
) -> None:
    assume(person != OWNER)
    rank = rules.rank(person, held)
    places = {rules.roles[name].position for name in held if name in rules.roles}
    assert rank == max({0} | places) < OWNER_RANK
    assert rules.rank(person, [*held, *more]) == max(rank, rules.rank(person, more))
    # Two who stand equally high do not act on each other, and of two who do not one does.
    other = rules.rank(ANNA, more)
    assert (rank > other) + (other > rank) == (rank != other)


@often
@given(rules=structures(), held=HELD, person=PERSON)
def test_a_role_that_is_gone_gives_nothing(
    rules: Structure, held: list[uuid.UUID], person: uuid.UUID
) -> None:
    there = [name for name in held if name in rules.roles]
    assert rules.rank(person, held) == rules.rank(person, there)
    for name in CHANNELS:
        assert in_channel(rules, name, person, held) == in_channel(rules, name, person, there)


@often
@given(held=SETS)
def test_what_rests_keeps_a_way_to_look_and_to_wake_it(held: frozenset[str]) -> None:
    left = at_rest(held)
    assert left == held & {"view", "manage_conversation", "manage_channels"}
    assert at_rest(left) == left


@often
@given(held=SETS)
def test_what_somebody_is_called_follows_from_what_they_may(held: frozenset[str]) -> None:
    name = channel_role(held, is_owner=False)
    is_admin = bool(held & {"manage_channels", "manage_roles", "ban"})
    assert (name == "ADMIN") == is_admin
    assert (name == "MODERATOR") == ("manage_messages" in held and not is_admin)
    assert name in {"ADMIN", "MODERATOR", "MEMBER"}


def test_the_levels_of_the_contract_one_by_one() -> None:
    """§3, each word against the one before it: the oracle above is held to this."""
    ladder = [
        (CATEGORIES[0], EVERYONE, "deny"),
        (CATEGORIES[0], EVERYONE, "allow"),
        (CATEGORIES[0], ANNA, "deny"),
        (CATEGORIES[0], ANNA, "allow"),
        (CHANNELS[0], EVERYONE, "deny"),
        (CHANNELS[0], EVERYONE, "allow"),
        (CHANNELS[0], ANNA, "deny"),
        (CHANNELS[0], ANNA, "allow"),
    ]
    rules = Structure(
        stamp=uuid.UUID(int=1),
        owner_id=OWNER,
        roles={EVERYONE: Role(EVERYONE, 0, frozenset({"view", "send"}))},
        channels={CHANNELS[0]: Channel(CHANNELS[0], CATEGORIES[0])},
        overrides={},
    )
    said: dict[tuple[uuid.UUID, uuid.UUID], Override] = {}
    for place, subject, word in ladder:
        old = said.get(
            (place, subject), Override(subject, subject == EVERYONE, frozenset(), frozenset())
        )
        send = frozenset({"send"})
        new = Override(
            subject,
            old.is_role,
            send if word == "allow" else old.allow,
            send if word == "deny" else old.deny,
        )
        said[place, subject] = new
        rules = with_override(rules, place, new)
        assert ("send" in in_channel(rules, CHANNELS[0], ANNA, [])) is (word == "allow")
