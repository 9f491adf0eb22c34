"""How many queries calls about spaces cost: the same in a large one, and for many at once."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import User
from chatty.core.limits import override_limits
from conversations.models import JoinRequest, Space
from conversations.operations.joining import withdraw_join_request
from conversations.operations.space_members import enter_space
from conversations.operations.space_ownership import leave_space
from tests.asking import Api, api_as
from tests.cast import Cast
from tests.contracts.test_queries import cost
from tests.conversations.harbour import give_role, set_override
from tests.make import general_of, make_message, make_space, make_user

Call = Callable[[Api, Space], Any]


def path(space: Space) -> str:
    return f"/spaces/{space.id}"


def put_order(api: Api, space: Space) -> Any:
    """The order as it is, but backwards."""
    whole = api.get(path(space))
    groups = [
        {
            "id": one,
            "channels": [row["id"] for row in whole["channels"] if row["category_id"] == one][::-1],
        }
        for one in [None, *(row["id"] for row in whole["categories"][::-1])]
    ]
    return api.ok("PUT", f"{path(space)}/order", {"categories": groups})


def ask_and_withdraw(_api: Api, space: Space) -> None:
    """Somebody else asks to be let in, which is one query, and thinks again."""
    person = User.objects.get(username="carol")
    JoinRequest.objects.create(space=space, user=person)
    withdraw_join_request(actor=person, space_id=space.id)


def leave_and_come_back(_api: Api, space: Space) -> None:
    """With a role that denies, which is looked at both times."""
    person = User.objects.get(username="bob")
    leave_space(actor=person, space_id=space.id)
    with transaction.atomic():
        enter_space(Space.objects.select_for_update(no_key=True).get(id=space.id), person)


CALLS: dict[str, tuple[int, Call]] = {
    # Where not everyone sees a channel, two of them count who does.
    "space": (9, lambda api, space: api.get(path(space))),
    "spaces": (11, lambda api, _space: api.get("/spaces")),
    "channels": (7, lambda api, space: api.get(f"{path(space)}/channels")),
    "categories": (4, lambda api, space: api.get(f"{path(space)}/categories")),
    "template": (7, lambda api, space: api.get(f"{path(space)}/template")),
    "discover": (4, lambda api, _space: api.get("/spaces/discover")),
    "requests": (5, lambda api, space: api.get(f"{path(space)}/join-requests")),
    "withdraw": (12, ask_and_withdraw),
    "leave and come back": (44, leave_and_come_back),
    "change": (13, lambda api, space: api.ok("PATCH", path(space), {"name": "x"})),
    "order": (27, put_order),
    "channel": (20, lambda api, space: api.ok("POST", f"{path(space)}/channels", {"title": "x"})),
    "delete channel": (
        17,
        lambda api, space: api("DELETE", f"{path(space)}/channels/{general_of(space).id}"),
    ),
    "transfer": (
        18,
        lambda api, space: api.ok(
            "POST",
            f"{path(space)}/transfer",
            {"user_id": str(User.objects.get(username="bob").id)},
        ),
    ),
    "delete": (14, lambda api, space: api("DELETE", path(space))),
}


def test_calls_about_a_space_cost_a_fixed_number_of_queries(cast: Cast) -> None:
    api, space = api_as(cast.alice), make_space(cast.alice, cast.bob)
    muted = give_role(space, cast.bob, allow=[], name="Muted")
    set_override(general_of(space), muted, deny=["react"])

    def cost_of_each() -> dict[str, int]:
        found = {}
        for name, (_most, call) in CALLS.items():
            with transaction.atomic():
                found[name] = cost(partial(call, api, space))
                transaction.set_rollback(True)
        return found

    def grow(count: int) -> None:
        first = len(api.get(path(space))["channels"])
        for number in range(first, first + count):
            category = api.ok("POST", f"{path(space)}/categories", {"title": f"{number}"})
            body = {"title": f"{number}", "category_id": category["id"], "private": True}
            api.ok("POST", f"{path(space)}/channels", body)
            give_role(space, allow=["view"], position=number + 1, name=f"{number}")
            asked = make_user(f"person{number:02}")
            JoinRequest.objects.create(space=space, user=asked)
            other = make_space(asked, cast.alice, name=f"{number}")
            Space.objects.filter(id=other.id).update(is_discoverable=True)
            make_message(by=asked, in_=general_of(other))

    with override_limits(conversations_per_hour=1_000):
        grow(2)
        in_a_small_one = cost_of_each()
        grow(12)
        in_a_large_one = cost_of_each()
    assert in_a_small_one == in_a_large_one
    assert min(in_a_large_one.values()) > 0
    too_many = {name: found for name, found in in_a_large_one.items() if found > CALLS[name][0]}
    assert too_many == {}
