"""Where one was named, over all conversations."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chatty.core.clock import now
from conversations.models import Membership
from messaging.models import Message
from messaging.operations.due import send_due
from messaging.operations.receipts import advance_receipts
from messaging.operations.scheduled import schedule_message
from messaging.operations.send_batch import NewMessage
from tests.asking import Api, api_as, code_of
from tests.cast import Cast
from tests.make import general_of, make_group, make_message, make_space


@pytest.fixture
def bob(cast: Cast) -> Api:
    return api_as(cast.bob)


def named(api: Api, query: str = "") -> list[str]:
    return [row["message"]["body"] for row in api.get(f"/me/mentions{query}")["results"]]


def test_the_newest_comes_first_over_all_conversations(cast: Cast, bob: Api) -> None:
    den = make_group(cast.alice, cast.bob, title="Den")
    channel = general_of(make_space(cast.alice, cast.bob))
    rooms = [cast.lounge, den, channel, cast.lounge, den]
    for number, room in enumerate(rooms):
        make_message(by=cast.alice, in_=room, body=f"@bob {number}")
        make_message(by=cast.alice, in_=room, body="to nobody")
    make_message(by=cast.alice, in_=cast.lounge, body="@carol")
    assert named(bob) == [f"@bob {number}" for number in (4, 3, 2, 1, 0)]
    found, cursor = [], ""
    while True:
        page = bob.get(f"/me/mentions?limit=2{cursor}")
        found += [row["message"]["body"] for row in page["results"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == named(bob)
    row: dict[str, Any] = bob.get("/me/mentions?limit=1")["results"][0]
    assert (row["sender"]["username"], row["conversation"]["title"]) == ("alice", "Den")
    assert named(api_as(cast.alice)) == []
    assert code_of(bob("GET", "/me/mentions?cursor=x")) == (400, "invalid_cursor")


def test_what_was_scheduled_stands_where_it_was_sent(cast: Cast, bob: Api) -> None:
    den, path = make_group(cast.alice, cast.bob, title="Den"), "/me/mentions?limit=1"
    # Written first and sent last; the later one of the den is sent before the earlier one.
    for room, body, ago in ((den, "d", 1), (den, "c", 2), (cast.lounge, "b", 3)):
        item = NewMessage(conversation_id=room.id, client_id=uuid.uuid4(), body=f"@bob {body}")
        at = now() + timedelta(hours=1)
        kept = schedule_message(actor=cast.alice, session_id=uuid.uuid4(), item=item, at=at)
        due_at = now() - timedelta(seconds=ago)
        Message.objects.filter(id=kept.message["id"]).update(scheduled_at=due_at)
    make_message(by=cast.alice, in_=den, body="@bob a")
    assert send_due()
    assert named(bob) == [f"@bob {letter}" for letter in "dcba"]
    found: list[str] = []
    page = bob.get(path)
    while page["next"] is not None:
        found += [row["message"]["body"] for row in page["results"]]
        page = bob.get(f"{path}&cursor={page['next']}")
    assert found + [row["message"]["body"] for row in page["results"]] == named(bob)


def test_it_says_which_are_unread(cast: Cast, bob: Api) -> None:
    first = make_message(by=cast.alice, in_=cast.lounge, body="@bob 1")
    make_message(by=cast.alice, in_=cast.lounge, body="@bob 2")
    advance_receipts(actor=cast.bob, conversation_id=cast.lounge.id, read_seq=first["seq"])
    assert [row["unread"] for row in bob.get("/me/mentions")["results"]] == [True, False]


def test_what_may_not_be_seen_or_is_gone_is_left_out(cast: Cast, bob: Api) -> None:
    said = [make_message(by=cast.alice, in_=cast.lounge, body=f"@bob {n}") for n in range(5)]
    api_as(cast.alice).ok("DELETE", f"/messages/{said[4]['id']}")
    bob.ok("DELETE", f"/messages/{said[3]['id']}?for=me")
    Message.objects.filter(id=said[2]["id"]).update(expires_at="2000-01-01T00:00:00Z")
    assert named(bob) == ["@bob 1", "@bob 0"]
    own = Membership.objects.filter(user_id=cast.bob.id, conversation=cast.lounge)
    own.update(visible_from_seq=said[1]["seq"])
    assert named(bob) == ["@bob 1"]
    bob.ok("POST", f"/conversations/{cast.lounge.id}/leave")
    assert named(bob) == []


def test_it_costs_the_same_for_one_and_for_many(cast: Cast, bob: Api) -> None:
    make_message(by=cast.alice, in_=cast.lounge, body="@bob")
    named(bob)
    with CaptureQueriesContext(connection) as one:
        named(bob)
    for number in range(5):
        room = make_group(cast.alice, cast.bob, title=f"{number}")
        for _ in range(3):
            make_message(by=cast.alice, in_=room, body="@bob")
    named(bob)
    with CaptureQueriesContext(connection) as many:
        assert len(named(bob)) == 16
    assert len(many) == len(one) <= 9
