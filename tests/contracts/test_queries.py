"""How many queries the hot calls cost: few, and not more with more rows."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from chatty.core.limits import override_limits
from chatty.core.redis_client import redis
from conversations.operations.bans import ban_person
from conversations.operations.invites import create_invite
from conversations.queries.keys import forget_keys
from messaging.operations.bookmarks import add_bookmark
from messaging.operations.pins import pin_message
from messaging.operations.polls import vote
from messaging.operations.reactions import add_reaction
from messaging.operations.send import send_messages
from messaging.operations.send_batch import NewMessage
from tests.asking import api_as
from tests.cast import Cast, gather_cast
from tests.make import make_dm, make_group, make_message, make_poll, make_user


def cost(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        work()
    # Savepoints stand for the transactions that requests have outside tests.
    return sum("SAVEPOINT" not in query["sql"] for query in seen.captured_queries)


def fill(cast: Cast, count: int) -> None:
    for number in range(count):
        poll = make_poll(by=cast.carol, in_=cast.lounge, anonymous=number % 2 == 0)
        vote(actor=cast.bob, message_id=poll["id"], option_ids=[1])
        message = make_message(by=cast.alice, in_=cast.lounge, body=f"{number}")
        make_message(by=cast.carol, in_=cast.lounge, reply_to=message["id"])
        add_reaction(actor=cast.bob, message_id=message["id"], emoji="👍")
        pin_message(actor=cast.alice, message_id=message["id"])
        add_bookmark(actor=cast.bob, message_id=message["id"])


CALLS: dict[str, tuple[int, Callable[[Any, Cast], Any]]] = {
    "messages": (4, lambda api, cast: api.get(f"/conversations/{cast.lounge.id}/messages")),
    "before": (4, lambda api, cast: api.get(f"/conversations/{cast.lounge.id}/messages?before=2")),
    "around": (5, lambda api, cast: api.get(f"/conversations/{cast.lounge.id}/messages?around=2")),
    "pins": (4, lambda api, cast: api.get(f"/conversations/{cast.lounge.id}/pins")),
    "bookmarks": (7, lambda api, _cast: api.get("/me/bookmarks")),
    "mentions": (7, lambda api, _cast: api.get("/me/mentions")),
    "changes": (11, lambda api, cast: api.get(f"/conversations/{cast.lounge.id}/changes?since=0")),
    "members": (3, lambda api, cast: api.get(f"/conversations/{cast.lounge.id}/members")),
    "conversation": (6, lambda api, cast: api.get(f"/conversations/{cast.lounge.id}")),
    "list": (7, lambda api, _cast: api.get("/conversations")),
    "archived": (7, lambda api, _cast: api.get("/conversations?archived=false")),
    "folders": (3, lambda api, _cast: api.get("/me/folders")),
    "own row": (
        9,
        lambda api, cast: api.ok(
            "PATCH",
            f"/conversations/{cast.lounge.id}/members/{cast.bob.id}",
            {"pinned": True, "folder": "Work"},
        ),
    ),
    "sync": (15, lambda api, _cast: api.ok("POST", "/sync", {})),
    "send": (
        9,
        lambda api, cast: api.ok(
            "POST",
            f"/conversations/{cast.lounge.id}/messages",
            {"client_id": str(uuid.uuid4()), "body": "x"},
        ),
    ),
    "receipt": (
        12,
        lambda api, cast: api.ok(
            "POST", f"/conversations/{cast.lounge.id}/receipts", {"read_seq": 1_000}
        ),
    ),
}


@pytest.fixture(scope="module")
def costs(django_db_setup: None, django_db_blocker: Any) -> dict[str, tuple[int, int]]:
    """What each call costs where little was said, and where much was: one scene for all of them."""
    redis().flushdb()
    forget_keys()
    with django_db_blocker.unblock(), transaction.atomic():
        found = measure_calls(gather_cast())
        transaction.set_rollback(True)
    return found


def measure_calls(cast: Cast) -> dict[str, tuple[int, int]]:
    api = api_as(cast.bob)

    def cost_alone(call: Callable[[Any, Cast], Any]) -> int:
        with transaction.atomic():
            found = cost(lambda: call(api, cast))
            transaction.set_rollback(True)
        return found

    make_dm(cast.bob, cast.alice)
    fill(cast, 2)
    for _most, call in CALLS.values():
        call(api, cast)
    fill(cast, 1)
    few = {name: cost_alone(call) for name, (_most, call) in CALLS.items()}
    fill(cast, 20)
    with override_limits(conversations_per_hour=1_000):
        for number in range(20):
            make_message(by=cast.alice, in_=make_group(cast.alice, cast.bob, title=f"{number}"))
            make_dm(cast.bob, make_user(f"friend{number:02}"))
    return {name: (few[name], cost_alone(call)) for name, (_most, call) in CALLS.items()}


@pytest.mark.parametrize("name", CALLS)
def test_a_hot_call_costs_a_fixed_number_of_queries(
    costs: dict[str, tuple[int, int]], name: str
) -> None:
    few, many = costs[name]
    assert 0 < few == many <= CALLS[name][0]


def test_a_reaction_costs_the_same_on_a_busy_message(cast: Cast) -> None:
    message = make_message(by=cast.alice, in_=cast.lounge)
    path = f"/messages/{message['id']}/reactions"
    bob = api_as(cast.bob)
    first = cost(lambda: bob.ok("PUT", f"{path}/👍"))
    for text in "😀😁😂😃😄😅😆":
        add_reaction(actor=cast.carol, message_id=message["id"], emoji=text)
    fill(cast, 5)
    assert cost(lambda: bob.ok("PUT", f"{path}/🎉")) <= first <= 11


def test_a_batch_of_sends_costs_what_one_does(cast: Cast) -> None:
    def send(count: int) -> None:
        items = [NewMessage(cast.lounge.id, uuid.uuid4(), "x") for _ in range(count)]
        send_messages(actor=cast.bob, session_id=uuid.uuid4(), items=items)

    send(1)
    one = cost(lambda: send(1))
    assert cost(lambda: send(50)) == one <= 7


def test_lists_of_bans_and_invites_cost_the_same_for_one_and_for_many(cast: Cast) -> None:
    alice, path = api_as(cast.alice), f"/conversations/{cast.lounge.id}"

    def add(number: int) -> None:
        person = make_user(f"spam{number:02}")
        ban_person(actor=cast.alice, conversation_id=cast.lounge.id, user_id=person.id)
        create_invite(actor=cast.alice, conversation_id=cast.lounge.id)

    def costs() -> list[int]:
        return [cost(partial(alice.get, f"{path}/{name}")) for name in ("bans", "invites")]

    add(0)
    few = costs()
    for number in range(1, 12):
        add(number)
    assert few == costs()
    assert max(few) <= 4


def test_reports_cost_the_same_for_one_and_for_many_messages(cast: Cast) -> None:
    bob = api_as(cast.bob)
    said = [make_message(by=cast.alice, in_=cast.lounge)["id"] for _ in range(20)]

    def report(count: int) -> None:
        body = {"message_id": said[-count], "reason": "spam", "message_ids": said[:count]}
        bob.ok("POST", "/reports", body)

    report(2)
    costs = [cost(lambda: report(3)), cost(lambda: bob.get("/reports"))]
    assert costs == [cost(lambda: report(15)), cost(lambda: bob.get("/reports"))]
    assert costs[0] <= 13
    assert costs[1] <= 3


def test_changes_for_everyone_cost_the_same_in_a_large_group(cast: Cast) -> None:
    few = make_group(cast.alice, cast.bob)
    many = make_group(cast.alice, cast.bob, *[make_user(f"person{n:02}") for n in range(30)])
    alice = api_as(cast.alice)
    doings: dict[str, tuple[int, Callable[[str], Any]]] = {
        "settings": (
            13,
            lambda path: alice.ok(
                "PATCH", path, {"title": "x", "settings": {"slow_mode_seconds": 5}}
            ),
        ),
        "role": (
            10,
            lambda path: alice.ok("PATCH", f"{path}/members/{cast.bob.id}", {"role": "ADMIN"}),
        ),
        "transfer": (
            14,
            lambda path: alice.ok("POST", f"{path}/transfer", {"user_id": str(cast.bob.id)}),
        ),
    }
    for room in (few, many):
        make_message(by=cast.alice, in_=room)
    for name, (most, doing) in doings.items():
        costs = [cost(lambda: doing(f"/conversations/{room.id}")) for room in (few, many)]  # noqa: B023 - called at once
        assert costs[0] == costs[1] <= most, name
