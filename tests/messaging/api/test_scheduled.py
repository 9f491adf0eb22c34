"""Messages for later, as their author has them and nobody else."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from chatty.core.clock import now, wire_time
from chatty.core.limits import override_limits
from conversations.models import Conversation
from conversations.operations.members import leave_conversation
from messaging.models import Message
from tests.asking import Api, api_as, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.make import make_message
from tests.messaging.conftest import Committing
from tests.wall import behind_the_wall, read_raw


def later(**gap: float) -> str:
    """A moment from now, an hour unless told."""
    return wire_time(now() + timedelta(**(gap or {"hours": 1})))


def schedule(api: Api, room: Conversation, **more: Any) -> Any:
    body = {"client_id": str(uuid.uuid4()), "body": "Soup at one", "scheduled_at": later(), **more}
    return api("POST", f"/conversations/{room.id}/messages", body)


def scheduled(api: Api, room: Conversation) -> list[Any]:
    found: list[Any] = api.get(f"/conversations/{room.id}/scheduled")["results"]
    return found


def counts(api: Api, room: Conversation) -> tuple[int, int]:
    """How many wait, and how many of these failed, as the list has it."""
    page = api.get(f"/conversations/{room.id}/scheduled?limit=1")
    return page["count"], page["failed"]


def counted(published: Published, room: Conversation) -> list[tuple[int, int]]:
    """The same, as it was told; nobody is told of another conversation."""
    told = [event["d"] for event in published.events("account.updated")]
    assert {(one["part"], one["conversation_id"]) for one in told} == {("scheduled", str(room.id))}
    return [(one["count"], one["failed"]) for one in told]


def test_what_is_scheduled_waits_without_a_place_and_its_author_alone_sees_it(
    cast: Cast, published: Published, committing: Committing
) -> None:
    bob, alice = api_as(cast.bob), api_as(cast.alice)
    before = Conversation.objects.get(id=cast.lounge.id)
    at = later()
    with committing():
        answer = schedule(bob, cast.lounge, scheduled_at=at)
    assert answer.status_code == 201
    message = answer.json()
    assert (message["seq"], message["rev"], message["scheduled_at"]) == (None, None, at)
    assert (message["body"], message["failure"]) == ("Soup at one", None)
    (event,) = published.events("scheduled.updated")
    assert event["d"] == {"message_id": message["id"], "state": "waiting"}
    assert counted(published, cast.lounge) == [(1, 0)]
    assert {one["topic"] for one in published.messages} == {f"user:{cast.bob.id}"}
    assert (counts(bob, cast.lounge), counts(alice, cast.lounge)) == ((1, 0), (0, 0))
    assert published.events("message.created") == []
    assert scheduled(bob, cast.lounge) == [message]
    assert scheduled(alice, cast.lounge) == []
    for method, path in (
        ("GET", ""), ("PATCH", ""), ("DELETE", ""), ("DELETE", "?for=me"), ("GET", "/edits"),
        ("PUT", "/pin"), ("PUT", "/reactions/👍"), ("POST", "/send-now"), ("GET", "/receipts"),
    ):  # fmt: skip
        asked = alice(method, f"/messages/{message['id']}{path}", {"body": "Mine"})
        assert code_of(asked) == (404, "not_found"), (method, path)
    quoting = {"client_id": str(uuid.uuid4()), "body": "?", "reply_to": message["id"]}
    answer = alice("POST", f"/conversations/{cast.lounge.id}/messages", quoting)
    assert code_of(answer) == (400, "invalid")
    after = Conversation.objects.get(id=cast.lounge.id)
    assert (after.last_seq, after.rev) == (before.last_seq, before.rev)
    page = alice.get(f"/conversations/{cast.lounge.id}/messages")["results"]
    assert message["id"] not in {row["id"] for row in page}


def test_the_same_client_id_is_scheduled_once(cast: Cast) -> None:
    bob, name = api_as(cast.bob), str(uuid.uuid4())
    first = schedule(bob, cast.lounge, client_id=name)
    again = schedule(bob, cast.lounge, client_id=name, body="Bread at two")
    at_once = schedule(bob, cast.lounge, client_id=name, scheduled_at=None)
    assert [one.status_code for one in (first, again, at_once)] == [201, 200, 200]
    assert again.json()["id"] == at_once.json()["id"] == first.json()["id"]
    assert at_once.json()["seq"] is None
    assert len(scheduled(bob, cast.lounge)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"scheduled_at": "soon"},
        {"scheduled_at": later(seconds=5)},
        {"scheduled_at": later(days=-1)},
        {"scheduled_at": later(days=366)},
        {"body": " "},
        {"reply_to": str(uuid.uuid4())},
        {"encrypted": {"x": 1}},
    ],
)
def test_what_could_not_be_sent_is_not_scheduled(cast: Cast, wrong: dict[str, Any]) -> None:
    answer = schedule(api_as(cast.bob), cast.lounge, **wrong)
    assert code_of(answer) == (400, "invalid")
    assert answer.json()["errors"].keys() == wrong.keys()
    assert scheduled(api_as(cast.bob), cast.lounge) == []


def test_who_may_not_speak_schedules_nothing(cast: Cast) -> None:
    assert code_of(schedule(api_as(cast.dave), cast.lounge)) == (404, "not_found")
    path = f"/conversations/{cast.lounge.id}/scheduled"
    assert code_of(api_as(cast.dave)("GET", path)) == (404, "not_found")
    Conversation.objects.filter(id=cast.lounge.id).update(archived_at=now())
    assert code_of(schedule(api_as(cast.bob), cast.lounge)) == (403, "forbidden")


def test_only_so_many_wait(cast: Cast) -> None:
    bob = api_as(cast.bob)
    with override_limits(scheduled_per_conversation=2):
        for _ in range(2):
            assert schedule(bob, cast.lounge).status_code == 201
        assert code_of(schedule(bob, cast.lounge)) == (400, "invalid")
        assert schedule(api_as(cast.alice), cast.lounge).status_code == 201


def test_text_and_time_can_be_changed_with_versions(
    cast: Cast, published: Published, committing: Committing
) -> None:
    bob = api_as(cast.bob)
    message = schedule(bob, cast.lounge).json()
    path, at = f"/messages/{message['id']}", later(days=2)
    with committing():
        changed = bob.ok("PATCH", path, {"body": "Bread", "scheduled_at": at, "version": 1})
    assert (changed["body"], changed["scheduled_at"], changed["version"]) == ("Bread", at, 2)
    assert [event["d"]["state"] for event in published.events("scheduled.updated")] == ["waiting"]
    assert published.events("message.updated") == []
    # Sent again since its answer was lost.
    assert bob.ok("PATCH", path, {"body": "Bread", "version": 1}) == changed
    stale = bob("PATCH", path, {"body": "Cake", "version": 1})
    assert code_of(stale) == (409, "version_conflict")
    assert stale.json()["current"]["body"] == "Bread"
    for wrong in ({}, {"scheduled_at": later(seconds=1)}, {"body": ""}):
        assert code_of(bob("PATCH", path, wrong)) == (400, "invalid")
    assert scheduled(bob, cast.lounge) == [changed]


def test_what_was_sent_has_no_time_to_change(cast: Cast) -> None:
    said = make_message(by=cast.bob, in_=cast.lounge)
    answer = api_as(cast.bob)("PATCH", f"/messages/{said['id']}", {"scheduled_at": later()})
    assert code_of(answer) == (400, "invalid")
    # Nor is it sent again.
    again = api_as(cast.bob)("POST", f"/messages/{said['id']}/send-now")
    assert (again.status_code, again.json()["seq"]) == (200, said["seq"])
    other = api_as(cast.alice)("POST", f"/messages/{said['id']}/send-now")
    assert code_of(other) == (403, "forbidden")


def test_what_is_cancelled_leaves_nothing(
    cast: Cast, published: Published, committing: Committing
) -> None:
    bob = api_as(cast.bob)
    message, other = (schedule(bob, cast.lounge).json() for _ in range(2))
    with committing():
        gone = bob.ok("DELETE", f"/messages/{message['id']}")
    assert (gone["deleted"], gone["body"], gone["seq"]) == (True, "", None)
    (event,) = published.events("scheduled.updated")
    assert event["d"]["state"] == "gone"
    assert counted(published, cast.lounge) == [(1, 0)]
    assert scheduled(bob, cast.lounge) == [other]
    assert not Message.objects.filter(id=message["id"]).exists()
    assert code_of(bob("DELETE", f"/messages/{message['id']}")) == (404, "not_found")


def test_now_is_a_time_too(cast: Cast, published: Published, committing: Committing) -> None:
    bob = api_as(cast.bob)
    first = make_message(by=cast.alice, in_=cast.lounge)
    message = schedule(bob, cast.lounge, body="@alice look", reply_to=first["id"]).json()
    bob.ok("PATCH", f"/messages/{message['id']}", {"body": "@alice, look"})
    with committing():
        answer = bob("POST", f"/messages/{message['id']}/send-now")
    assert answer.status_code == 201
    sent = answer.json()
    assert (sent["id"], sent["client_id"]) == (message["id"], message["client_id"])
    assert (sent["seq"], sent["scheduled_at"], sent["version"]) == (
        (first["seq"] or 0) + 1,
        None,
        2,
    )
    assert (sent["body"], sent["mentions"]) == ("@alice, look", [str(cast.alice.id)])
    assert sent["reply"]["id"] == first["id"]
    assert datetime.fromisoformat(sent["created_at"]) >= now() - timedelta(minutes=1)
    (created,) = published.events("message.created")
    assert created["d"]["id"] == message["id"]
    assert [event["d"]["state"] for event in published.events("scheduled.updated")] == ["gone"]
    assert counted(published, cast.lounge) == [(0, 0)]
    assert scheduled(bob, cast.lounge) == []
    page = api_as(cast.alice).get(f"/conversations/{cast.lounge.id}/messages")["results"]
    assert page[-1]["body"] == "@alice, look"


def test_lists_are_paged(cast: Cast) -> None:
    bob = api_as(cast.bob)
    made = [schedule(bob, cast.lounge, body=str(n)).json()["id"] for n in range(3)]
    path = f"/conversations/{cast.lounge.id}/scheduled?limit=2"
    first = bob.get(path)
    second = bob.get(f"{path}&cursor={first['next']}")
    assert [row["id"] for row in first["results"] + second["results"]] == made
    assert second["next"] is None
    assert code_of(bob("GET", f"{path}&cursor=x")) == (400, "invalid_cursor")


def test_who_leaves_takes_with_them_what_they_scheduled(cast: Cast) -> None:
    schedule(api_as(cast.bob), cast.lounge)
    kept = schedule(api_as(cast.alice), cast.lounge).json()
    leave_conversation(actor=cast.bob, conversation_id=cast.lounge.id)
    waiting = Message.objects.filter(conversation_id=cast.lounge.id, seq=None)
    assert [str(message.id) for message in waiting] == [kept["id"]]


def test_behind_the_second_wall_too_its_author_alone_sees_it(cast: Cast) -> None:
    name = schedule(api_as(cast.bob), cast.lounge).json()["id"]
    with behind_the_wall():
        assert [row["id"] for row in scheduled(api_as(cast.bob), cast.lounge)] == [name]
        for person, rows in ((cast.bob, 1), (cast.alice, 0), (None, 0)):
            found = read_raw("SELECT id FROM messages WHERE id = %s", [name], as_=person)
            assert len(found) == rows
