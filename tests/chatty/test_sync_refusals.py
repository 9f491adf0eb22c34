"""Operations that are none, or not the caller's to do."""

import uuid
from typing import Any

import pytest

from conversations.models import Conversation
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.make import make_message
from tests.syncing import bodies, op, say, send, statuses

pytestmark = pytest.mark.django_db(transaction=True)


def test_malformed_operations_fail_alone(cast: Cast) -> None:
    bob, room = api_as(cast.bob), str(cast.lounge.id)
    nested: Any = "x"
    for _ in range(40):
        nested = [nested]
    strange: list[Any] = [
        None, 7, "x", [], {},
        {**op("update", "me", {}), "op_id": 7},
        {**op("update", "me", {}), "op_id": "x"},
        {**op("update", "me", {}), "op_id": ["x"]},
        op("create", "space"), op("create", ["message"]), op("upsert", "message"),
        op({"create": 1}, "message"),
        op("update", "reaction"), op("delete", "receipt"), op("create", "me"), op("delete", "me"),
        op("update", "me", [1]), op("update", "me", "x"),
        op("update", "me", {"bio": "x"}, base_version="1"),
        op("update", "me", {"bio": "x"}, base_version=True),
        op("update", "me", {"bio": "x"}, base_version=2**31),
        op("create", "message", {"conversation_id": room, "client_id": "x", "body": "x"}),
        op("create", "message", {"conversation_id": nested, "client_id": nested}),
        op("create", "message", nested),
        op("update", "message", {"message_id": nested, "body": nested}),
        op("create", "reaction", {"message_id": {"x": nested}, "emoji": [nested]}),
        op("update", "draft", {"conversation_id": room, "body": nested}),
        op("update", "membership", {"conversation_id": room, "user_id": nested}),
        op("update", "conversation", {"conversation_id": room, "title": nested}),
        op("update", "message", {"message_id": str(uuid.uuid4()), "body": "x", "version": 2},
           base_version=1),
        op("delete", "draft", {"conversation_id": str(uuid.uuid4()), "version": 2}, base_version=1),
        op("create", "pin", {"message_id": str(uuid.uuid4())}, base_version=-1),
    ]  # fmt: skip
    answer = bob.ok("POST", "/sync", {"operations": [*strange, say(cast.lounge, "After all")]})
    results = answer["results"]
    assert {row["status"] for row in results[:-1]} == {"rejected"}
    assert {row["error"]["code"] for row in results[:-1]} == {"invalid"}
    assert results[-1]["status"] == "applied"
    (refused,) = send(bob, op("update", "bookmark", {"message_id": str(uuid.uuid4())}))
    assert refused["error"]["code"] == "invalid"
    assert "not offered" in refused["error"]["errors"]["resource"][0]


def test_what_is_not_the_callers_is_not_found(cast: Cast) -> None:
    room = str(cast.lounge.id)
    said = make_message(by=cast.bob, in_=cast.lounge)["id"]
    before = Conversation.objects.get(id=room).rev
    operations = [
        say(cast.lounge),
        op("update", "message", {"message_id": said, "body": "x"}),
        op("delete", "message", {"message_id": said}),
        op("create", "reaction", {"message_id": said, "emoji": "👍"}),
        op("create", "pin", {"message_id": said}),
        op("update", "draft", {"conversation_id": room, "body": "x"}),
        op("create", "receipt", {"conversation_id": room, "read_seq": 1}),
        op("create", "membership", {"conversation_id": room, "user_ids": [str(cast.dave.id)]}),
        op("update", "membership", {"conversation_id": room, "folder": "x"}),
        op("delete", "membership", {"conversation_id": room}),
        op("update", "conversation", {"conversation_id": room, "title": "x"}),
        op("delete", "conversation", {"conversation_id": room}),
    ]
    for outsider in (cast.dave, cast.mallory):
        api = api_as(outsider)
        # By themselves: what is refused takes others with it.
        codes = [statuses(send(api, operation))[0] for operation in operations]
        assert codes == ["not_found"] * len(operations)
    assert Conversation.objects.get(id=room).rev == before


def test_a_list_that_is_none_is_refused_as_a_whole(cast: Cast) -> None:
    bob, said = api_as(cast.bob), say(cast.lounge)
    for operations in ("x", 7, {"x": 1}):
        assert code_of(bob("POST", "/sync", {"operations": operations})) == (400, "invalid")
    many = [op("update", "me", {}) for _ in range(500)]
    assert code_of(bob("POST", "/sync", {"operations": [*many, said]})) == (400, "invalid")
    for wrong in ({"account_cursor": "x"}, {"cursors": {"x": -1}}):
        assert bob("POST", "/sync", {**wrong, "operations": [said]}).status_code == 400
    given = {str(uuid.UUID(int=number)): 1 for number in range(5_001)}
    refused = bob("POST", "/sync", {"cursors": given, "operations": [said]})
    assert code_of(refused) == (400, "too_many_cursors")
    # A request that is refused does nothing.
    assert bodies(cast.lounge, bob) == []
    assert len(send(bob, *many)) == 500
