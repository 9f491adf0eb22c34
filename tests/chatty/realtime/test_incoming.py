"""What one socket asks for is done in order, and writes of one moment wait for no other."""

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from chatty.core.errors import Forbidden, NotAuthenticated, Unavailable
from chatty.core.ids import new_id
from chatty.core.limits import override_limits
from chatty.realtime import registry
from chatty.realtime.incoming import Incoming
from chatty.realtime.registry import Caller, Submission

ME = Caller(user_id=new_id(), session_id=new_id())


class Ears:
    """The connection and the committer in one: notes answers, and answers when told to."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.closed: list[int] = []
        self.waiting: list[tuple[Any, Callable[[Any], None]]] = []
        self.refuses: Exception | None = None

    def send(self, frame: bytes) -> None:
        self.frames.append(orjson.loads(frame))

    def close(self, code: int) -> None:
        self.closed.append(code)

    def submit(self, item: Any, done: Callable[[Any], None], /) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.waiting.append((item, done))

    def run(self, _items: Any, /) -> list[Any]:
        raise AssertionError("sockets do not wait")

    def commit(self) -> None:
        """Answer all that waits: an exception as itself, anything else in capitals."""
        waiting, self.waiting = self.waiting, []
        for item, done in waiting:
            done(item if isinstance(item, Exception) else item.upper())


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> Ears:
    found = Ears()

    def submit(_caller: Caller, data: dict[str, Any]) -> Submission:
        if "fails" in data:
            raise Forbidden("No.")
        return Submission(found, data["item"], lambda answer: {"said": answer})

    monkeypatch.setitem(registry._submissions, "say", submit)
    return found


def incoming(ears: Ears) -> Incoming:
    socket: Any = ears
    hub: Any = None
    return Incoming(hub=hub, connection=socket, caller=ME)


def asking(number: int, name: str, **data: Any) -> str:
    return orjson.dumps({"id": number, "op": name, "d": data}).decode()


async def test_several_writes_may_wait_for_one_commit(ears: Ears) -> None:
    socket = incoming(ears)
    await socket.take(asking(1, "say", item="a"))
    await socket.take(asking(2, "say", item="b"))
    assert (len(ears.waiting), ears.frames) == (2, [])
    ears.commit()
    assert ears.frames == [
        {"re": 1, "ok": True, "d": {"said": "A"}},
        {"re": 2, "ok": True, "d": {"said": "B"}},
    ]


async def test_anything_else_waits_until_the_writes_are_answered(ears: Ears) -> None:
    socket = incoming(ears)
    await socket.take(asking(1, "say", item="a"))
    ping = asyncio.create_task(socket.take(asking(2, "ping")))
    await asyncio.sleep(0)
    assert ears.frames == []
    ears.commit()
    await ping
    assert [frame["re"] for frame in ears.frames] == [1, 2]


async def test_a_socket_that_writes_too_much_at_once_is_read_no_further(ears: Ears) -> None:
    socket = incoming(ears)
    with override_limits(socket_writes_at_once=2):
        await socket.take(asking(1, "say", item="a"))
        second = asyncio.create_task(socket.take(asking(2, "say", item="b")))
        await asyncio.sleep(0)
        assert not second.done()
        ears.commit()
        await second


async def test_a_refusal_is_an_answer_like_others(ears: Ears) -> None:
    socket = incoming(ears)
    ears.refuses = Unavailable("Too much.", retry_after=1)
    await socket.take(asking(1, "say", item="a"))
    ears.refuses = None
    await socket.take(asking(2, "say", fails=True))
    await socket.take(asking(3, "say", item="b"))
    ears.commit()
    codes = [frame.get("error", {}).get("code") for frame in ears.frames]
    assert codes == ["unavailable", "forbidden", None]
    assert ears.frames[0]["error"]["retry_after"] == 1
    assert all(frame["error"]["request_id"] for frame in ears.frames[:2])
    assert ears.closed == []


async def test_what_broke_is_told_as_a_fault_of_ours(
    ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        registry._submissions, "say", lambda _caller, _data: Submission(ears, ValueError(), str)
    )
    socket = incoming(ears)
    await socket.take(asking(1, "say"))
    ears.commit()
    assert ears.frames[0]["error"]["code"] == "internal_error"
    assert ears.closed == []


async def test_who_is_signed_out_loses_the_socket(
    ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = NotAuthenticated("This session has ended.")
    monkeypatch.setitem(
        registry._submissions, "say", lambda _caller, _data: Submission(ears, ended, str)
    )
    socket = incoming(ears)
    await socket.take(asking(1, "say"))
    ears.commit()
    assert ears.frames[0]["error"]["code"] == "not_authenticated"
    assert ears.closed == [4401]


async def test_a_write_is_refused_for_what_any_operation_is(ears: Ears) -> None:
    socket = incoming(ears)
    await socket.take('{"id": 1, "op": "say", "d": {"item": "a\\u0000"}}')
    await socket.take('{"id": 2, "op": "say", "d": [1]}')
    assert [frame["error"]["code"] for frame in ears.frames] == ["invalid", "invalid"]
    for bad in ("{}", "[]", "no", '{"id": true, "op": "say"}', '{"id": "1", "op": "say"}'):
        await socket.take(bad)
    assert ears.closed == [4400] * 5
    assert ears.waiting == []
