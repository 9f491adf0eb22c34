"""The policies of the second wall and the engine of permissions are two opinions of one thing."""

import uuid

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from chatty.core.clock import now
from conversations.models import (
    Category,
    Conversation,
    Override,
    Space,
    SpaceMember,
    SpaceRole,
)
from conversations.rules.permissions import Structure, channel_permissions
from tests.conversations.rules.space_rules import (
    CATEGORIES,
    CHANNELS,
    HELD,
    OWNER,
    PEOPLE,
    structures,
)

SPACE = uuid.UUID(int=5_000)


def put_down(rules: Structure, held: dict[uuid.UUID, list[uuid.UUID]]) -> None:
    """Write random rules into the tables, with members who have these roles."""
    space = Space.objects.create(id=SPACE, name="Harbour", owner_id=OWNER)
    SpaceRole.objects.bulk_create(
        SpaceRole(id=role.id, space=space, name="x", position=role.position, allow=list(role.allow))
        for role in rules.roles.values()
    )
    Category.objects.bulk_create(Category(id=name, space=space, title="x") for name in CATEGORIES)
    Conversation.objects.bulk_create(
        Conversation(
            id=one.id,
            space=space,
            type="CHANNEL",
            channel_kind="text",
            category_id=one.category_id,
            created_by_id=OWNER,
        )
        for one in rules.channels.values()
    )
    Override.objects.bulk_create(
        Override(
            space=space,
            channel_id=place if place in CHANNELS else None,
            category_id=None if place in CHANNELS else place,
            role_id=one.subject if one.is_role else None,
            user_id=None if one.is_role else one.subject,
            allow=list(one.allow),
            deny=list(one.deny),
        )
        for place, lines in rules.overrides.items()
        for one in lines
        if not one.is_role or one.subject in rules.roles
    )
    SpaceMember.objects.bulk_create(
        SpaceMember(space=space, user_id=name, role_ids=roles) for name, roles in held.items()
    )


def seen_by(person: uuid.UUID) -> set[uuid.UUID]:
    """The channels that the policies show to a person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM conversations WHERE chatty_sees_channel(id, %s)", [person])
        return {name for (name,) in cursor.fetchall()}


def expect_one_opinion(rules: Structure, held: dict[uuid.UUID, list[uuid.UUID]]) -> None:
    """The policies and the engine let the same people see the same channels."""
    with transaction.atomic():
        put_down(rules, held)
        for person, roles in held.items():
            expected = {
                name
                for name in CHANNELS
                if channel_permissions(rules, name, user_id=person, role_ids=roles)
            }
            assert seen_by(person) == expected
        SpaceMember.objects.update(left_at=now())
        assert [name for name in PEOPLE if seen_by(name)] == []
        transaction.set_rollback(True)


HOLDINGS = st.fixed_dictionaries(dict.fromkeys(PEOPLE, HELD))
in_short = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def _people(db: None) -> None:
    User.objects.bulk_create(
        User(id=name, username=f"p{name.int}", email=f"p{name.int}@example.org") for name in PEOPLE
    )


@pytest.mark.usefixtures("_people")
@in_short
@given(rules=structures(), held=HOLDINGS)
def test_policies_and_the_engine_are_of_one_opinion(
    rules: Structure, held: dict[uuid.UUID, list[uuid.UUID]]
) -> None:
    expect_one_opinion(rules, held)


@pytest.mark.long
@pytest.mark.usefixtures("_people")
@settings(in_short, max_examples=2_000)
@given(rules=structures(), held=HOLDINGS)
def test_policies_and_the_engine_are_of_one_opinion_in_many_more_spaces(
    rules: Structure, held: dict[uuid.UUID, list[uuid.UUID]]
) -> None:
    expect_one_opinion(rules, held)
