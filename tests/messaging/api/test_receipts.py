"""Watermarks over REST."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from chatty.core.clock import now, wire_time
from chatty.core.limits import override_limits
from conversations.models import Conversation
from messaging.models import Receipt
from messaging.operations.trimming import trim_receipts
from tests.asking import Api, api_as, at_once, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.make import make_message, make_user
from tests.messaging.conftest import Committing


@pytest.fixture
def five(cast: Cast) -> list[str]:
    return [make_message(by=cast.alice, in_=cast.lounge)["id"] for _ in range(5)]


def advance(api: Api, cast: Cast, **marks: Any) -> Any:
    return api("POST", f"/conversations/{cast.lounge.id}/receipts", marks)


def test_watermarks_only_rise_and_end_at_the_last_message(cast: Cast, five: list[str]) -> None:
    bob = api_as(cast.bob)
    for given, expected in (
        ({"delivered_seq": 2}, (2, 0)),
        ({"read_seq": 1}, (2, 1)),
        ({"read_seq": 3}, (3, 3)),
        ({"delivered_seq": 1, "read_seq": 0}, (3, 3)),
        ({"delivered_seq": 4, "read_seq": 3}, (4, 3)),
        ({"read_seq": 2**62}, (5, 5)),
    ):
        marks = advance(bob, cast, **given).json()
        assert (marks["delivered_seq"], marks["read_seq"]) == expected
    row = bob.get(f"/conversations/{cast.lounge.id}")
    assert (row["unread_count"], row["last_read_seq"]) == (0, 5)


@pytest.mark.parametrize(
    "marks",
    [
        {},
        {"other": 1},
        {"read_seq": -1},
        {"read_seq": "x"},
        {"read_seq": None},
        {"read_seq": 2**63},
    ],
)
def test_a_receipt_names_a_place(cast: Cast, marks: dict[str, Any]) -> None:
    assert code_of(advance(api_as(cast.bob), cast, **marks)) == (400, "invalid")


def test_who_has_read_what_and_when(cast: Cast, five: list[str]) -> None:
    bob, carol, start = api_as(cast.bob), api_as(cast.carol), now()
    with time_machine.travel(start + timedelta(seconds=10), tick=False):
        advance(bob, cast, delivered_seq=3)
        advance(carol, cast, read_seq=5)
    with time_machine.travel(start + timedelta(seconds=20), tick=False):
        advance(bob, cast, read_seq=2)
    early, late = (wire_time(start + timedelta(seconds=after)) for after in (10, 20))

    def receipts_of(place: int) -> dict[str, tuple[str | None, str | None]]:
        page = api_as(cast.alice).get(f"/messages/{five[place]}/receipts")
        assert page["next"] is None
        return {row["user_id"]: (row["delivered_at"], row["read_at"]) for row in page["results"]}

    carol_id, bob_id = str(cast.carol.id), str(cast.bob.id)
    assert receipts_of(1) == {bob_id: (early, late), carol_id: (early, early)}
    assert receipts_of(2) == {bob_id: (early, None), carol_id: (early, early)}
    assert receipts_of(4) == {carol_id: (early, early)}


def test_steps_within_five_seconds_are_one_and_never_before_the_message(
    cast: Cast, five: list[str]
) -> None:
    bob, start = api_as(cast.bob), now()
    with time_machine.travel(start + timedelta(seconds=10), tick=False):
        advance(bob, cast, read_seq=5)
    with time_machine.travel(start + timedelta(seconds=12), tick=False):
        sixth = make_message(by=cast.alice, in_=cast.lounge)
    with time_machine.travel(start + timedelta(seconds=13), tick=False):
        advance(bob, cast, read_seq=6)
    assert Receipt.objects.count() == 2
    row = api_as(cast.alice).get(f"/messages/{sixth['id']}/receipts")["results"][0]
    assert row["read_at"] == row["delivered_at"] == sixth["created_at"]
    with time_machine.travel(start + timedelta(seconds=20), tick=False):
        make_message(by=cast.alice, in_=cast.lounge)
        advance(bob, cast, read_seq=7)
    assert Receipt.objects.count() == 4


def test_the_history_is_trimmed_and_the_watermark_stays(cast: Cast, five: list[str]) -> None:
    advance(api_as(cast.bob), cast, read_seq=5)
    assert trim_receipts() == 0
    with time_machine.travel(now() + timedelta(days=31)):
        assert trim_receipts() == 2
    page = api_as(cast.alice).get(f"/messages/{five[0]}/receipts")
    assert page["results"] == [
        {"user_id": str(cast.bob.id), "delivered_at": None, "read_at": None, "read": True}
    ]


def test_large_conversations_keep_no_history(cast: Cast, five: list[str]) -> None:
    with override_limits(receipt_history_members=2):
        advance(api_as(cast.bob), cast, read_seq=5)
    assert not Receipt.objects.exists()
    assert api_as(cast.bob).get("/conversations")["results"][0]["unread_count"] == 0


def test_receipts_come_in_pages_and_leave_out_the_sender(cast: Cast, five: list[str]) -> None:
    advance(api_as(cast.bob), cast, read_seq=5)
    advance(api_as(cast.carol), cast, delivered_seq=1)
    alice, path = api_as(cast.alice), f"/messages/{five[0]}/receipts?limit=1"
    first = alice.get(path)
    second = alice.get(f"{path}&cursor={first['next']}")
    found = [row["user_id"] for row in first["results"] + second["results"]]
    assert found == [str(cast.bob.id), str(cast.carol.id)]
    assert [row["read"] for row in first["results"] + second["results"]] == [True, False]
    assert code_of(alice("GET", f"{path}&cursor=WyJ4Il0")) == (400, "invalid_cursor")


def test_an_own_send_moves_the_own_watermark(cast: Cast, five: list[str]) -> None:
    make_message(by=cast.bob, in_=cast.lounge)
    row = api_as(cast.bob).get(f"/conversations/{cast.lounge.id}")
    assert (row["last_read_seq"], row["unread_count"]) == (6, 0)
    assert api_as(cast.carol).get(f"/conversations/{cast.lounge.id}")["unread_count"] == 6


def test_outsiders_have_no_watermarks(cast: Cast, five: list[str]) -> None:
    for outsider in (cast.dave, cast.mallory):
        assert api_as(outsider).get("/me")["id"] == str(outsider.id)
        assert code_of(advance(api_as(outsider), cast, read_seq=1)) == (404, "not_found")
        refused = api_as(outsider)("GET", f"/messages/{five[0]}/receipts")
        assert code_of(refused) == (404, "not_found")
    wrong = api_as(cast.bob)("POST", f"/conversations/{uuid.uuid4()}/receipts", {"read_seq": 1})
    assert code_of(wrong) == (404, "not_found")


@pytest.mark.django_db(transaction=True)
def test_reading_and_sending_at_once_do_not_stand_in_each_others_way(cast: Cast) -> None:
    """A receipt refers to the conversation whose row a send holds, and a send of the same person
    moves the membership whose row a receipt holds.
    """
    api = api_as(cast.bob)

    def work(number: int) -> list[int]:
        if number % 2:
            return [advance(api, cast, read_seq=2**40).status_code for _ in range(20)]
        for _ in range(20):
            make_message(by=cast.bob, in_=cast.lounge)
        return []

    with override_limits(receipt_history_seconds=0):
        make_message(by=cast.alice, in_=cast.lounge)
        started = datetime.now(tz=None).astimezone()
        answers = at_once(6, work)
        took = datetime.now(tz=None).astimezone() - started
    assert [answer for answer in answers if answer not in ([], [200] * 20)] == []
    # A deadlock is noticed only after a second.
    assert took < timedelta(seconds=10)
    assert make_user("late").is_active


def test_reading_and_sending_clear_the_mark_of_unread(
    cast: Cast, five: list[str], published: Published, committing: Committing
) -> None:
    bob, path = api_as(cast.bob), f"/conversations/{cast.lounge.id}"
    own = f"{path}/members/{cast.bob.id}"

    def marked() -> bool:
        return bool(bob.get(path)["marked_unread"])

    bob.ok("POST", f"{path}/receipts", {"read_seq": 3})
    bob.ok("PATCH", own, {"marked_unread": True})
    bob.ok("POST", f"{path}/receipts", {"delivered_seq": 5})
    bob.ok("POST", f"{path}/receipts", {"read_seq": 2})
    assert marked()
    with committing():
        bob.ok("POST", f"{path}/receipts", {"read_seq": 3})
    assert not marked()
    (event,) = published.frames()
    assert event["d"] == {
        "id": str(cast.lounge.id), "last_read_seq": 3, "unread_count": 2, "mention_count": 0,
        "marked_unread": False, "as_of_rev": Conversation.objects.get(id=cast.lounge.id).rev,
    }  # fmt: skip
    bob.ok("PATCH", own, {"marked_unread": True})
    bob.ok("POST", f"{path}/receipts", {"read_seq": 4})
    assert not marked()
    bob.ok("PATCH", own, {"marked_unread": True})
    make_message(by=cast.alice, in_=cast.lounge)
    assert marked()
    make_message(by=cast.bob, in_=cast.lounge)
    assert not marked()
