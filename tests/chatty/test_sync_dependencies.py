"""Operations that build on others, and those that are too many."""

import uuid
from typing import Any

import pytest

from chatty.core.limits import override_limits
from tests.asking import api_as
from tests.cast import Cast
from tests.make import make_message
from tests.syncing import bodies, op, say, send, statuses

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_made_before_is_named_by_its_op_id_or_client_id(cast: Cast) -> None:
    bob, group = api_as(cast.bob), op("create", "conversation", {"type": "GROUP", "title": "New"})
    first = op(
        "create",
        "message",
        {"conversation_id": group["op_id"], "client_id": str(uuid.uuid4()), "body": "One"},
    )
    client_id = first["data"]["client_id"]
    answer = {
        "conversation_id": group["op_id"],
        "client_id": str(uuid.uuid4()),
        "body": "Two",
        "reply_to": client_id,
        "thread_id": client_id,
    }
    results = send(
        bob,
        group,
        first,
        op("create", "message", answer),
        op("update", "message", {"message_id": client_id, "body": "One!"}),
        op("create", "pin", {"message_id": first["op_id"]}),
    )
    assert statuses(results) == ["applied"] * 5
    assert results[1]["d"]["conversation_id"] == results[0]["id"]
    assert results[2]["d"]["reply_to"] == results[2]["d"]["thread_id"] == results[1]["id"]
    assert (results[4]["id"], results[4]["d"]["body"]) == (results[1]["id"], "One!")


def test_what_depends_on_a_rejected_one_is_rejected(cast: Cast) -> None:
    bob, room = api_as(cast.bob), str(cast.lounge.id)
    theirs = make_message(by=cast.alice, in_=cast.lounge)["id"]
    said = say(cast.lounge, "")
    name = said["data"]["client_id"]
    results = send(
        bob,
        said,
        op("update", "message", {"message_id": name, "body": "x"}),
        op("create", "reaction", {"message_id": said["op_id"], "emoji": "👍"}),
        say(cast.lounge, "Answer", reply_to=name),
        say(cast.lounge, "By itself"),
        # A later change of the same object; another object of the same message stands alone.
        op("update", "message", {"message_id": theirs, "body": "x"}),
        op("delete", "message", {"message_id": theirs}),
        op("create", "reaction", {"message_id": theirs, "emoji": "👍"}),
        # What is malformed is no better.
        op("update", "draft", {"conversation_id": room, "body": "x"}, base_version=-1),
        op("update", "draft", {"conversation_id": room, "body": "y"}),
        op("create", "bookmark", {"message_id": theirs}, base_version=-1),
        op("delete", "bookmark", {"message_id": theirs}),
    )
    assert statuses(results) == [
        "invalid", *["depends_on_rejected"] * 3, "applied",
        "forbidden", "depends_on_rejected", "applied",
        *["invalid", "depends_on_rejected"] * 2,
    ]  # fmt: skip
    assert bodies(cast.lounge, bob) == ["Hello", "By itself"]
    # Nothing of them is remembered but what was really refused.
    assert statuses(send(bob, results_again(results[3]), said)) == ["invalid", "invalid"]


def results_again(result: dict[str, Any]) -> dict[str, Any]:
    """A new body under the id of what was not tried: it may be tried now."""
    return {"op_id": result["op_id"], "type": "update", "resource": "me", "data": {"bio": 1}}


def test_messages_keep_their_rate_and_their_order(cast: Cast) -> None:
    bob, mine = api_as(cast.bob), make_message(by=cast.bob, in_=cast.lounge, body="Mine")["id"]
    operations = [say(cast.lounge, f"{number}") for number in range(6)]
    edit = op("update", "message", {"message_id": mine, "body": "Edited"})
    with override_limits(messages_per_minute=4):
        results = send(bob, *operations, edit)
    assert statuses(results) == ["applied"] * 4 + ["rate_limited"] * 3
    assert results[-1]["error"]["retry_after"] > 0
    # Sent again with the same ids, the rest is done, and nothing twice.
    assert statuses(send(api_as(cast.bob), *operations, edit)) == ["applied"] * 7
    assert bodies(cast.lounge, bob) == ["Edited", *(f"{number}" for number in range(6))]


def test_other_operations_count_as_reads(cast: Cast) -> None:
    bob, room = api_as(cast.bob), str(cast.lounge.id)
    operations = [
        op("create", "receipt", {"conversation_id": room, "read_seq": number})
        for number in range(6)
    ]
    with override_limits(reads_per_minute=4):
        results = send(bob, *operations)
    assert statuses(results) == ["applied"] * 3 + ["rate_limited"] * 3


def test_looking_up_what_was_done_before_is_a_read(cast: Cast) -> None:
    bob = api_as(cast.bob)
    done = say(cast.lounge, "Once")
    with override_limits(reads_per_minute=3):
        (first,) = send(bob, done)
        # One for the request, one for the first of them.
        again, refused = send(bob, done, done)
        assert (again["status"], again["id"]) == ("applied", first["id"])
        assert refused["error"]["code"] == "rate_limited"
        assert refused["error"]["retry_after"] > 0
    another = api_as(cast.bob)
    assert send(another, done)[0]["id"] == first["id"]
    assert bodies(cast.lounge, another) == ["Once"]
