"""How many queries calls about the people and rules of a space cost: the same in a large one."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction

from accounts.queries.presence import forget_people_seen
from chatty.core.limits import override_limits
from conversations.access.channel_counts import forget_counts
from conversations.models import Space
from conversations.operations.channels import create_space_channel
from conversations.operations.overrides import Subject, set_override
from conversations.operations.space_bans import ban_from_space
from conversations.operations.space_invites import create_space_invite
from conversations.operations.space_members import enter_space
from conversations.queries.online_members import forget_online_members
from messaging.operations.drafts import save_draft
from tests.asking import Api, api_as
from tests.cast import Cast
from tests.contracts.test_queries import cost
from tests.conversations.harbour import give_role
from tests.make import general_of, make_space, make_user

Call = Callable[[Api, Space, Cast], Any]


def path(space: Space) -> str:
    return f"/spaces/{space.id}"


def of_channel(space: Space) -> str:
    return f"{path(space)}/channels/{general_of(space).id}/overrides"


CALLS: dict[str, tuple[int, Call]] = {
    "roles": (3, lambda api, space, _: api.get(f"{path(space)}/roles")),
    "overrides": (4, lambda api, space, _: api.get(of_channel(space))),
    "members": (4, lambda api, space, _: api.get(f"{path(space)}/members")),
    "members by name": (4, lambda api, space, _: api.get(f"{path(space)}/members?q=a")),
    "members of a channel": (
        6,
        lambda api, space, _: api.get(f"/conversations/{general_of(space).id}/members"),
    ),
    "bans": (3, lambda api, space, _: api.get(f"{path(space)}/bans")),
    "invites": (3, lambda api, space, _: api.get(f"{path(space)}/invites")),
    "audit": (3, lambda api, space, _: api.get(f"{path(space)}/audit")),
    "view": (3, lambda api, space, _: api.get(f"{path(space)}/view-as")),
    "new role": (13, lambda api, space, _: api.ok("POST", f"{path(space)}/roles", {"name": "x"})),
    "override": (
        15,
        lambda api, space, cast: api.ok(
            "PUT", f"{of_channel(space)}/users/{cast.bob.id}", {"deny": ["send"]}
        ),
    ),
    "roles of a member": (
        11,
        lambda api, space, cast: api.ok(
            "PATCH", f"{path(space)}/members/{cast.bob.id}", {"role_ids": [], "nickname": "x"}
        ),
    ),
    "ban": (
        26,
        lambda api, space, cast: api.ok(
            "POST", f"{path(space)}/bans", {"user_id": str(cast.bob.id)}
        ),
    ),
}


def test_calls_cost_the_same_in_a_large_space(cast: Cast) -> None:
    api, space = api_as(cast.alice), make_space(cast.alice, cast.bob)

    def cost_alone(call: Call) -> int:
        forget_people_seen()
        forget_online_members()
        forget_counts()
        with transaction.atomic():
            call(api, space, cast)
            transaction.set_rollback(True)
        with transaction.atomic():
            found = cost(partial(call, api, space, cast))
            transaction.set_rollback(True)
        return found

    def cost_of_each() -> dict[str, int]:
        return {name: cost_alone(call) for name, (_most, call) in CALLS.items()}

    def grow(first: int, count: int) -> None:
        for number in range(first, first + count):
            person = make_user(f"person{number:02}")
            with transaction.atomic():
                locked = Space.objects.select_for_update().get(id=space.id)
                enter_space(locked, person)
            give_role(space, person, allow=["view"], position=number, name=f"{number}")
            set_override(
                actor=cast.alice,
                space_id=space.id,
                channel_id=general_of(space).id,
                subject=Subject(user_id=person.id),
                allow=["pin"],
                deny=[],
            )
            banned = make_user(f"spam{number:02}")
            ban_from_space(actor=cast.alice, space_id=space.id, user_id=banned.id)
            create_space_invite(actor=cast.alice, space_id=space.id)
            made = create_space_channel(actor=cast.alice, space_id=space.id, title=f"{number}")
            save_draft(actor=cast.bob, conversation_id=made["id"], body="Well")

    with override_limits(conversation_changes_per_minute=1_000):
        grow(1, 2)
        in_a_small_one = cost_of_each()
        grow(3, 12)
        in_a_large_one = cost_of_each()
    assert in_a_small_one == in_a_large_one
    assert min(in_a_large_one.values()) > 0
    too_many = {name: found for name, found in in_a_large_one.items() if found > CALLS[name][0]}
    assert too_many == {}
