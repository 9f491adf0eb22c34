"""Frames to a real server: what is answered, what is refused, and what closes the socket."""

import json
import re
import uuid
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.people import Socket, Talker, open_socket
from tests.servers import RunningServer

pytestmark = pytest.mark.asyncio(loop_scope="module")

FRAME_BYTES = 102_400
PREFIX = '{"id":1,"op":"ping","d":{"pad":"'


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def alice(pair: RunningServer) -> AsyncIterator[Talker]:
    talker = await Talker.register(pair, "frames.alice")
    yield talker
    await talker.http.aclose()


@pytest_asyncio.fixture(loop_scope="module")
async def socket(pair: RunningServer, alice: Talker) -> AsyncIterator[Socket]:
    opened = await open_socket(pair, headers=alice.bearer)
    await opened.event("hello")
    yield opened
    await opened.close()


def padded(size: int) -> str:
    """A ping of exactly that many bytes."""
    return f'{PREFIX}{"x" * (size - len(PREFIX) - 3)}"}}}}'


async def test_a_ping_is_answered_with_the_time(socket: Socket) -> None:
    await socket.say('{"id":7,"op":"ping"}')
    await socket.answer(7)
    assert re.fullmatch(r'\{"re":7,"ok":true,"d":\{"server_time":"[0-9T:.-]+Z"\}\}', socket.raw[-1])


@pytest.mark.parametrize(
    "frame",
    [
        b'{"id":1,"op":"ping"}',
        "",
        "ping",
        '{"id":1,"op":"ping"',
        "[]",
        "null",
        '"text"',
        "7",
        '[{"id":1,"op":"ping"}]',
        '{"op":"ping"}',
        '{"id":true,"op":"ping"}',
        '{"id":1.5,"op":"ping"}',
        '{"id":1.0,"op":"ping"}',
        '{"id":"1","op":"ping"}',
        '{"id":null,"op":"ping"}',
        '{"id":[1],"op":"ping"}',
        '{"id":36893488147419103232,"op":"ping"}',
        '{"id":1,"op":"ping","d":NaN}',
        '{"id":1,"op":"ping","d":1e400}',
        '{"id":1,"op":"ping","d":' + "[" * 10_000 + "]" * 10_000 + "}",
        '{"id":1,"op":"ping","d":' + "[" * 64 + "]" * 64 + "}",
        '{"id":1,"op":"ping","d":' + '{"a":' * 64 + "1" + "}" * 64 + "}",
        '{"id":1,"op":"ping","d":"\\ud800"}',
        '{"id":1,"op":"ping","d":"\\udc00\\ud800"}',
        '{"id":1,"op":"\\udfff"}',
        '{"id":1,"\\ud800":1}',
    ],
)
async def test_a_malformed_frame_closes_with_4400(socket: Socket, frame: str | bytes) -> None:
    await socket.say(frame)
    assert await socket.closed() == 4400
    assert len(socket.raw) == 1


@pytest.mark.parametrize(
    "frame",
    [
        {"op": "no.such.operation", "d": {}},
        {"op": None, "d": {}},
        {"d": {}},
        {"op": ["ping"], "d": {}},
        {"op": "message.send"},
        {"op": "message.send", "d": None},
        {"op": "message.send", "d": []},
        {"op": "message.send", "d": "text"},
        {"op": "message.send", "d": {"conversation_id": 7}},
        {"op": "message.send", "d": {"client_id": {}, "conversation_id": [], "body": {}}},
        {"op": "sync", "d": {"cursors": []}},
        {"op": "receipt", "d": {}},
        {"op": "ping", "d": {"a": ["\0"]}},
        {"op": "ping\0", "d": {}},
        {"op": "message.send", "d": {"\0": 1}},
    ],
)
async def test_a_wrong_operation_is_refused_and_the_socket_stays(
    socket: Socket, frame: dict[str, object]
) -> None:
    await socket.say(json.dumps({"id": -5, **frame}))
    answer = await socket.answer(-5)
    assert list(answer) == ["re", "ok", "error"]
    error = answer["error"]
    assert (answer["ok"], error["code"], error["status"]) == (False, "invalid", 400)
    assert list(error)[:3] == ["code", "detail", "status"]
    assert error["detail"]
    assert re.fullmatch(r"[0-9a-f]{32}", error["request_id"])
    assert await socket.is_alive()


async def test_of_duplicate_keys_the_last_wins(socket: Socket) -> None:
    await socket.say('{"id":"no","id":8,"op":"nonsense","op":"ping"}')
    assert (await socket.answer(8))["ok"] is True


async def test_sixty_four_levels_are_read(socket: Socket) -> None:
    await socket.say('{"id":1,"op":"ping","d":' + "[" * 63 + "]" * 63 + "}")
    assert (await socket.answer(1))["ok"] is True


async def test_the_largest_frame_is_read_and_one_byte_more_closes_with_1009(socket: Socket) -> None:
    await socket.say(padded(FRAME_BYTES))
    assert (await socket.answer(1))["ok"] is True
    await socket.say(padded(FRAME_BYTES + 1))
    assert await socket.closed() == 1009


async def test_sizes_are_bytes_and_not_characters(socket: Socket) -> None:
    text = f'{PREFIX}{"é" * (FRAME_BYTES // 2)}"}}}}'
    assert len(text) < FRAME_BYTES
    await socket.say(text)
    assert await socket.closed() == 1009


async def test_operations_of_a_socket_are_done_in_their_order(
    socket: Socket, alice: Talker
) -> None:
    room = await alice.make_group()
    for number in range(20):
        data = {"conversation_id": room, "client_id": str(uuid.uuid4()), "body": str(number)}
        await socket.say(json.dumps({"id": number, "op": "message.send", "d": data}))
    await socket.answer(19)
    answers = [frame for frame in socket.frames if "re" in frame]
    assert [frame["re"] for frame in answers] == list(range(20))
    assert [frame["d"]["seq"] for frame in answers] == list(range(1, 21))


async def test_keys_of_answers_and_events_come_in_the_contracts_order(
    socket: Socket, alice: Talker
) -> None:
    room = await alice.make_group()
    message = await socket.send(room, "Hello")
    await socket.event("message.created", id=message["id"])
    answer = next(text for text in socket.raw if text.startswith('{"re":'))
    assert answer.startswith('{"re":1,"ok":true,"d":{"id":"')
    event = next(text for text in socket.raw if text.startswith('{"ev":"message.created"'))
    assert event.startswith(f'{{"ev":"message.created","c":"{room}","rev":2,"d":{{"id":"')


async def test_a_repeated_send_says_so(socket: Socket, alice: Talker) -> None:
    room = await alice.make_group()
    name = str(uuid.uuid4())
    first = await socket.send(room, "once", name)
    again = await socket.send(room, "twice", name)
    assert (first.pop("duplicate"), again.pop("duplicate")) == (False, True)
    assert again == first
    last = await socket.send(room, "next")
    assert last["seq"] == first["seq"] + 1
    await socket.event("message.created", id=last["id"])
    assert socket.bodies(room) == ["once", "next"]


async def test_what_one_may_not_see_is_not_found(socket: Socket, pair: RunningServer) -> None:
    bob = await Talker.register(pair, "frames.bob")
    room = await bob.make_group()
    data = {"conversation_id": room, "client_id": str(uuid.uuid4()), "body": "let me in"}
    error = await socket.refusal("message.send", data)
    assert (error["code"], error["status"]) == ("not_found", 404)
    assert await socket.is_alive()
    await bob.leave()


async def test_a_stale_edit_is_answered_with_what_is_there(socket: Socket, alice: Talker) -> None:
    room = await alice.make_group()
    message = await socket.send(room, "one")
    await socket.ask("message.edit", message_id=message["id"], body="two")
    edit = {"message_id": message["id"], "body": "three", "version": 1}
    error = await socket.refusal("message.edit", edit)
    assert (error["code"], error["status"]) == ("version_conflict", 409)
    assert error["current"]["body"] == "two"
    assert error["base"]["body"] == "one"


async def test_too_many_messages_are_refused_and_the_socket_stays(strict: RunningServer) -> None:
    carol = await Talker.register(strict, "frames.carol")
    room = await carol.make_group()
    socket = await carol.connect()
    for number in range(3):
        await socket.send(room, str(number))
    data = {"conversation_id": room, "client_id": str(uuid.uuid4()), "body": "one too many"}
    error = await socket.refusal("message.send", data)
    assert (error["code"], error["status"]) == ("rate_limited", 429)
    assert 1 <= error["retry_after"] <= 20
    assert await socket.is_alive()
    assert len(await carol.history(room)) == 3
    await carol.leave()
