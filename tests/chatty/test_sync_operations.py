"""What clients did while they were away, sent with `sync`."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import RememberedOperation
from accounts.operations.forgetting import forget_ended
from chatty.core.clock import now
from chatty.core.limits import limits
from conversations.models import Conversation, Membership
from messaging.models import Message
from messaging.operations.edits import edit_message
from messaging.operations.send import send_messages
from tests.asking import Api, api_as, at_once, code_of
from tests.cast import Cast
from tests.make import make_group, make_message
from tests.syncing import bodies, op, say, send, statuses

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_kind_of_operation_is_done_as_by_rest(cast: Cast) -> None:
    alice, room = api_as(cast.alice), str(cast.lounge.id)
    said = make_message(by=cast.alice, in_=cast.lounge)["id"]
    gone = make_message(by=cast.bob, in_=cast.lounge)["id"]
    dave = str(cast.dave.id)
    results = send(
        alice,
        say(cast.lounge, "Sent"),
        op("update", "message", {"message_id": said, "body": "Edited"}, base_version=1),
        op("delete", "message", {"message_id": gone}),
        op("create", "reaction", {"message_id": said, "emoji": "👍"}),
        op("create", "pin", {"message_id": said}),
        op("update", "draft", {"conversation_id": room, "body": "Begun"}, base_version=0),
        op("create", "receipt", {"conversation_id": room, "read_seq": 2}),
        op("update", "conversation", {"conversation_id": room, "title": "Den"}, base_version=1),
        op("create", "membership", {"conversation_id": room, "user_ids": [dave]}),
        op("update", "membership", {"conversation_id": room, "folder": "Work"}),
        op("update", "membership", {"conversation_id": room, "user_id": dave, "role": "ADMIN"}),
        op("delete", "membership", {"conversation_id": room, "user_id": dave}),
        op("update", "me", {"display_name": "Alice B"}, base_version=1),
        op("create", "conversation", {"type": "DM", "user_id": dave}),
    )
    assert statuses(results) == ["applied"] * len(results)
    by_kind: list[Any] = [result.get("d") for result in results]
    assert by_kind[0]["body"] == "Sent"
    assert by_kind[0]["duplicate"] is False
    assert (by_kind[1]["body"], by_kind[1]["version"]) == ("Edited", 2)
    assert by_kind[2]["deleted"] is True
    assert by_kind[4]["pinned"] is True
    assert (by_kind[5]["body"], by_kind[5]["version"]) == ("Begun", 1)
    assert by_kind[6]["read_seq"] == 3
    assert (by_kind[7]["title"], by_kind[9]["folder"]) == ("Den", "Work")
    assert by_kind[10]["role"] == "ADMIN"
    assert by_kind[12]["display_name"] == "Alice B"
    assert by_kind[13]["type"] == "DM"
    assert not Membership.objects.filter(
        conversation_id=cast.lounge.id, user_id=cast.dave.id, left_at=None
    ).exists()
    back = send(
        alice,
        op("delete", "reaction", {"message_id": said, "emoji": "👍"}),
        op("delete", "pin", {"message_id": said}),
        op("delete", "draft", {"conversation_id": room}),
        op("delete", "conversation", {"conversation_id": room}),
    )
    assert statuses(back) == ["applied"] * 4
    assert back[0]["d"]["reactions"] == []
    assert (back[1]["d"]["pinned"], back[2]["d"]["body"]) == (False, "")
    assert alice("GET", f"/conversations/{room}").status_code == 404


def test_a_version_of_what_has_none_is_not_looked_at(cast: Cast) -> None:
    alice, room = api_as(cast.alice), str(cast.lounge.id)
    said = make_message(by=cast.bob, in_=cast.lounge)["id"]
    data = {"message_id": said, "emoji": "👍"}
    results = send(
        alice,
        *(op("create", kind, data, base_version=7) for kind in ("reaction", "pin", "bookmark")),
        op("create", "receipt", {"conversation_id": room, "read_seq": 1}, base_version=7),
        op("update", "membership", {"conversation_id": room, "folder": "Work"}, base_version=7),
        *(op("delete", kind, data, base_version=0) for kind in ("reaction", "pin", "bookmark")),
    )
    assert statuses(results) == ["applied"] * len(results)


def test_the_answer_holds_what_the_operations_did(cast: Cast) -> None:
    bob = api_as(cast.bob)
    revs = {str(cast.lounge.id): Conversation.objects.get(id=cast.lounge.id).rev}
    answer = bob.ok("POST", "/sync", {"cursors": revs, "operations": [say(cast.lounge, "New")]})
    (row,) = answer["conversations"]
    assert row["last_message"]["body"] == "New"
    (page,) = answer["changes"].values()
    assert [message["body"] for message in page["messages"]] == ["New"]


def test_messages_that_follow_each_other_are_sent_together(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob, calls = api_as(cast.bob), []
    other = make_group(cast.bob)

    def counted(**arguments: Any) -> Any:
        calls.append(len(arguments["items"]))
        return send_messages(**arguments)

    monkeypatch.setattr("chatty.sync_operations.send_messages", counted)
    rooms = [cast.lounge] * 3 + [other] * 2 + [cast.lounge]
    results = send(bob, *(say(room, f"{number}") for number, room in enumerate(rooms)))
    assert statuses(results) == ["applied"] * 6
    assert calls == [3, 2, 1]
    assert bodies(cast.lounge, bob) == ["0", "1", "2", "5"]


def test_a_repeat_answers_the_same_and_does_nothing(cast: Cast) -> None:
    bob, room = api_as(cast.bob), str(cast.lounge.id)
    said = say(cast.lounge)
    operations = [
        said,
        op("create", "reaction", {"message_id": said["op_id"], "emoji": "👍"}),
        op("update", "conversation", {"conversation_id": room, "title": "Mine"}),
        op("update", "draft", {"conversation_id": room, "body": "Begun"}),
        op("create", "receipt", {"conversation_id": room, "read_seq": 1}),
        op("update", "me", {"bio": "Here"}),
        op("create", "bookmark", {"message_id": said["op_id"]}),
    ]
    first = send(bob, *operations)
    assert statuses(first) == ["applied", "applied", "forbidden", *["applied"] * 4]
    state = Conversation.objects.get(id=room)
    again = send(bob, *operations)
    assert statuses(again) == statuses(first)
    assert [row.get("id") for row in again] == [row.get("id") for row in first]
    assert again[2] == first[2]
    assert again[0]["d"]["body"] == "Hello"
    assert [row["count"] for row in again[0]["d"]["reactions"]] == [1]
    assert [row.get("d") for row in again[3:]] == [row["d"] for row in first[3:]]
    assert again[6]["d"]["bookmarked"] is True
    assert Conversation.objects.get(id=room).rev == state.rev
    # Whatever it says now.
    changed = {**said, "data": {**said["data"], "client_id": str(uuid.uuid4()), "body": "Other"}}
    (other,) = send(bob, changed)
    assert other["id"] == first[0]["id"]
    assert bodies(cast.lounge, bob) == ["Hello"]


def test_what_is_remembered_is_one_persons(cast: Cast) -> None:
    said = say(cast.lounge)
    (mine,), (theirs,) = send(api_as(cast.bob), said), send(api_as(cast.alice), said)
    assert mine["id"] != theirs["id"]


def test_nothing_that_was_written_is_remembered(cast: Cast) -> None:
    bob = api_as(cast.bob)
    said = say(cast.lounge, "A secret word")
    (sent,) = send(bob, said)
    draft = {"conversation_id": str(cast.lounge.id), "body": "secret too"}
    send(bob, op("update", "draft", draft))
    edit = {"message_id": sent["id"], "body": "secret as well"}
    (conflict,) = send(bob, op("update", "message", edit, base_version=7))
    assert conflict["status"] == "conflict"
    rows = list(RememberedOperation.objects.values_list("result", flat=True))
    assert len(rows) == 3
    assert "secret" not in str(rows)
    # Deleted meanwhile: the repeat answers the tombstone.
    bob.ok("DELETE", f"/messages/{sent['id']}")
    assert send(bob, said)[0]["d"]["body"] == ""


def test_of_equal_operations_at_once_one_is_done(cast: Cast) -> None:
    api = api_as(cast.bob)
    said = make_message(by=cast.bob, in_=cast.lounge)["id"]
    edit = op("update", "message", {"message_id": said, "body": "Hello there"}, base_version=1)
    group = op("create", "conversation", {"type": "GROUP", "title": "Once"})
    new = say(cast.lounge, "Once")

    def work(number: int) -> Any:
        # The same op_id with another client_id each: only the first of them counts.
        data = {**new["data"], "client_id": str(uuid.uuid4())}
        return send(Api(api.token), edit, group, {**new, "data": data})

    found = at_once(4, work)
    assert all(isinstance(results, list) for results in found), found
    assert {tuple(statuses(results)) for results in found} == {("applied",) * 3}
    assert len({tuple(row["id"] for row in results) for results in found}) == 1
    assert bodies(cast.lounge, api) == ["Hello there", "Once"]
    assert Message.objects.get(id=said).version == 2
    assert Conversation.objects.filter(title="Once").count() == 1


def test_a_failure_of_ours_leaves_the_id_free(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    bob = api_as(cast.bob)
    said, more = say(cast.lounge), op("update", "me", {"bio": "x"})

    def broken(**_: Any) -> Any:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("chatty.sync_operations.send_messages", broken)
        results = send(bob, said, more)
    assert statuses(results) == ["internal_error", "applied"]
    assert bodies(cast.lounge, bob) == []
    assert statuses(send(bob, said, more)) == ["applied", "applied"]
    assert bodies(cast.lounge, bob) == ["Hello"]


def test_what_was_remembered_long_enough_is_forgotten(cast: Cast) -> None:
    bob = api_as(cast.bob)
    old, fresh = op("update", "me", {"bio": "a"}), op("update", "me", {"bio": "b"})
    send(bob, old, fresh)
    long_ago = now() - timedelta(days=limits.sync_operation_days, seconds=1)
    RememberedOperation.objects.filter(op_id=old["op_id"]).update(created_at=long_ago)
    forget_ended()
    left = [str(row.op_id) for row in RememberedOperation.objects.all()]
    assert left == [fresh["op_id"]]


def test_the_newest_of_two_writes_of_a_field_stays(cast: Cast) -> None:
    alice, room = api_as(cast.alice), str(cast.lounge.id)
    alice.ok("PATCH", f"/conversations/{room}", {"topic": "By another device"})
    (result,) = send(
        alice, op("update", "conversation", {"conversation_id": room, "title": "X"}, base_version=1)
    )
    assert result["status"] == "merged"
    assert (result["d"]["title"], result["d"]["topic"]) == ("X", "By another device")
    alice.ok("PATCH", "/me", {"bio": "Other"})
    (own,) = send(alice, op("update", "me", {"custom_status": "Here"}, base_version=1))
    assert (own["status"], own["d"]["bio"], own["d"]["custom_status"]) == (
        "merged", "Other", "Here",
    )  # fmt: skip


def test_edits_of_a_stale_version_by_rest_are_still_refused(cast: Cast) -> None:
    bob, said = api_as(cast.bob), make_message(by=cast.bob, in_=cast.lounge, body="a b c")["id"]
    edit_message(actor=cast.bob, session_id=uuid.uuid4(), message_id=said, body="x b c")
    refused = bob("PATCH", f"/messages/{said}", {"body": "a b y", "version": 1})
    assert code_of(refused) == (409, "version_conflict")
    assert refused.json()["current"]["body"] == "x b c"
    assert refused.json()["base"]["body"] == "a b c"
