"""Reading everything at once."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chatty.core.jobs.models import Job
from chatty.core.limits import override_limits
from conversations.models import Conversation, Membership
from messaging.models import Receipt
from messaging.tasks import tell_receipts_of_read_all
from tests.asking import Api, api_as, at_once
from tests.bulk import analyze, make_rooms
from tests.cast import Cast
from tests.conftest import Published
from tests.make import make_dm, make_group, make_message
from tests.messaging.conftest import Committing


def rooms_of(cast: Cast, count: int) -> list[Conversation]:
    """So many groups of bob's with two unread messages each."""
    rooms = [make_group(cast.alice, cast.bob, title=f"{number}") for number in range(count)]
    for room in rooms:
        for _ in range(2):
            make_message(by=cast.alice, in_=room)
    return rooms


def counts(api: Api) -> set[tuple[int, int, bool]]:
    listed = api.get("/conversations?limit=100")["results"]
    return {(row["unread_count"], row["mention_count"], row["marked_unread"]) for row in listed}


def test_everything_is_read_to_its_end(cast: Cast) -> None:
    rooms = rooms_of(cast, 3)
    make_message(by=cast.dave, in_=make_dm(cast.dave, cast.bob))
    bob = api_as(cast.bob)
    own = f"/conversations/{cast.lounge.id}/members/{cast.bob.id}"
    bob.ok("PATCH", own, {"marked_unread": True})
    bob.ok("POST", f"/conversations/{rooms[0].id}/receipts", {"read_seq": 2})
    # Two rooms, the direct one, and the one that was marked.
    assert bob.ok("POST", "/conversations/read-all") == {"conversations": 4}
    assert counts(bob) == {(0, 0, False)}
    assert bob.ok("POST", "/conversations/read-all") == {"conversations": 0}
    for row in Membership.objects.filter(user=cast.bob).select_related("conversation"):
        assert row.read_seq == row.delivered_seq == row.conversation.last_seq
    assert api_as(cast.alice).get(f"/conversations/{rooms[1].id}")["unread_count"] == 0


def test_nobody_else_is_read_for_them(cast: Cast) -> None:
    make_message(by=cast.alice, in_=cast.lounge)
    api_as(cast.bob).ok("POST", "/conversations/read-all")
    assert api_as(cast.carol).get(f"/conversations/{cast.lounge.id}")["unread_count"] == 1
    assert api_as(cast.mallory).ok("POST", "/conversations/read-all") == {"conversations": 0}
    assert Membership.objects.get(user=cast.mallory).read_seq == 0


def test_only_what_moved_is_told_and_only_where_receipts_are(
    cast: Cast, published: Published, committing: Committing
) -> None:
    rooms = rooms_of(cast, 2)
    bob = api_as(cast.bob)
    bob.ok(
        "PATCH", f"/conversations/{cast.lounge.id}/members/{cast.bob.id}", {"marked_unread": True}
    )
    Conversation.objects.filter(id=rooms[1].id).update(members_count=201)
    with committing():
        bob.ok("POST", "/conversations/read-all")
    (receipt,) = published.events("receipt.updated")
    assert receipt["topic"] == f"conversation:{rooms[0].id}"
    assert receipt["d"].items() >= {"delivered_seq": 2, "read_seq": 2}.items()
    assert receipt["d"]["user_id"] == str(cast.bob.id)
    own = published.events("conversation.updated")
    assert {event["topic"] for event in own} == {f"user:{cast.bob.id}"}
    assert {event["d"]["id"]: event["d"]["last_read_seq"] for event in own} == {
        str(rooms[0].id): 2, str(rooms[1].id): 2, str(cast.lounge.id): 0,
    }  # fmt: skip
    assert {event["d"]["marked_unread"] for event in own} == {False}
    assert len(published.messages) == 4
    kept = Receipt.objects.filter(user=cast.bob).values_list("conversation_id", "kind", "up_to_seq")
    assert set(kept) == {(rooms[0].id, "DELIVERED", 2), (rooms[0].id, "READ", 2)}


def test_of_very_many_own_devices_hear_once_and_a_worker_tells_the_others(
    cast: Cast, published: Published, committing: Committing
) -> None:
    rooms = rooms_of(cast, 4)
    bob = api_as(cast.bob)
    cursor = bob.ok("POST", "/sync", {})["account_cursor"]
    with override_limits(read_all_events=3), committing():
        assert bob.ok("POST", "/conversations/read-all") == {"conversations": 4}
    assert [frame["ev"] for frame in published.frames()] == ["account.updated"]
    (event,) = published.events("account.updated")
    assert (event["topic"], event["d"]) == (f"user:{cast.bob.id}", {"part": "conversations"})
    found = bob.ok("POST", "/sync", {"account_cursor": cursor})["conversations"]
    assert {row["id"] for row in found} >= {str(room.id) for room in rooms}
    assert {row["unread_count"] for row in found} == {0}
    job = Job.objects.get(name="messaging.tell_receipts")
    with committing():
        tell_receipts_of_read_all(**job.arguments)
    told = published.events("receipt.updated")
    assert {event["topic"] for event in told} == {f"conversation:{room.id}" for room in rooms}
    assert {event["d"]["read_seq"] for event in told} == {2}


def cost(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as seen:
        work()
    return sum("SAVEPOINT" not in query["sql"] for query in seen.captured_queries)


def test_it_costs_the_same_for_one_and_for_many(cast: Cast) -> None:
    bob = api_as(cast.bob)
    rooms_of(cast, 1)
    one = cost(lambda: bob.ok("POST", "/conversations/read-all"))
    rooms_of(cast, 12)
    assert cost(lambda: bob.ok("POST", "/conversations/read-all")) == one <= 7


@pytest.mark.django_db(transaction=True)
def test_two_devices_may_do_it_at_once_while_others_write(cast: Cast) -> None:
    rooms = rooms_of(cast, 8)
    apis = [api_as(cast.bob) for _ in range(4)]

    def work(number: int) -> Any:
        if number < 4:
            return apis[number]("POST", "/conversations/read-all").status_code
        for room in rooms[::-1]:
            make_message(by=cast.bob if number == 4 else cast.alice, in_=room)
        return 200

    assert at_once(6, work) == [200] * 6
    apis[0].ok("POST", "/conversations/read-all")
    assert counts(apis[0]) == {(0, 0, False)}


@pytest.mark.long
@pytest.mark.django_db
def test_ten_thousand_conversations_are_read_at_once(cast: Cast, published: Published) -> None:
    make_rooms(10_000, of=cast.bob, with_=cast.alice)
    analyze()
    bob = api_as(cast.bob)
    started = time.perf_counter()
    assert bob.ok("POST", "/conversations/read-all") == {"conversations": 10_000}
    print(f"read-all of 10,000: {(time.perf_counter() - started) * 1_000:.0f} ms")  # noqa: T201 - shown with -s, for the notes on performance
    assert counts(bob) == {(0, 0, False)}
