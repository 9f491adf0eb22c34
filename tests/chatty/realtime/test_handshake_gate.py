"""Sockets that come back together: a few at once, in order, and a bound to those who wait."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from chatty.core.errors import Unavailable
from chatty.core.limits import override_limits
from chatty.realtime import consumer as module
from chatty.realtime.consumer import SocketConsumer
from chatty.realtime.handshake_gate import HandshakeGate, handshake_gate
from chatty.realtime.server import EXTENSION
from chatty.realtime.welcome import close_code
from tests.chatty.realtime.test_connection import Peer, connect
from tests.chatty.realtime.test_server import make_protocol


@pytest.fixture
def narrow() -> Iterator[None]:
    with override_limits(handshakes_at_once=2, handshakes_waiting=3):
        yield


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_few_enter_at_once_and_the_others_in_order(narrow: None) -> None:
    gate, inside, may_go = HandshakeGate(), [], asyncio.Event()

    async def enter(number: int) -> None:
        async with gate.enter():
            inside.append(number)
            await may_go.wait()

    tasks = [asyncio.create_task(enter(number)) for number in range(5)]
    await settle()
    assert inside == [0, 1]
    with pytest.raises(Unavailable) as caught:
        await enter(5)
    assert close_code(caught.value) == 1013
    # Who hangs up while waiting makes room.
    tasks[2].cancel()
    await settle()
    tasks.append(asyncio.create_task(enter(6)))
    may_go.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert inside == [0, 1, 3, 4, 6]


async def test_who_is_one_too_many_is_closed_with_1013(narrow: None) -> None:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    socket = SocketConsumer()
    socket.scope, socket.base_send = {"headers": []}, send
    gate = handshake_gate()
    gate._waiting = 3
    await socket._connect()
    assert sent == [{"type": "websocket.accept"}, {"type": "websocket.close", "code": 1013}]
    gate._waiting = 0


async def test_who_hung_up_while_waiting_is_not_asked_for_proof(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []

    async def in_thread(work: object) -> None:
        asked.append(work)
        raise Unavailable("enough")

    async def send(_message: object) -> None: ...

    monkeypatch.setattr(module, "run_in_thread", in_thread)
    protocol = await make_protocol()
    for is_gone in (True, False):
        protocol.disconnected = is_gone
        socket: Any = SocketConsumer()
        socket.scope, socket.base_send = {"headers": [], "extensions": {EXTENSION: protocol}}, send
        await socket._connect()
        assert len(asked) == (0 if is_gone else 1)


async def test_what_was_sent_ahead_of_a_handshake_that_failed_is_not_done() -> None:
    async def send(_message: object) -> None: ...

    peer = Peer()
    socket: Any = SocketConsumer()
    socket.base_send = send

    async def fail_late() -> None:
        socket.connection = connect(peer, greeted=False)
        socket.incoming = object()
        raise Unavailable("at the very end")

    socket._shake_hands = fail_late
    await socket._connect()
    await socket._receive({"type": "websocket.receive", "text": '{"id":1,"op":"ping"}'})
    assert peer.got == []


async def test_who_hangs_up_is_counted_out_after_being_counted_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else they would show as there until their last beat fades."""
    order: list[str] = []
    counting: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    class Running:
        hub: Any = None

        async def remove(self, _connection: object) -> None: ...

        def sweep_soon(self) -> None:
            order.append("swept")

    running = Running()
    running.hub = running

    async def in_thread(work: Any) -> None:
        order.append("out")

    monkeypatch.setattr(module, "realtime", lambda: running)
    monkeypatch.setattr(module, "run_in_thread", in_thread)
    socket: Any = SocketConsumer()
    socket.connection = socket.caller = object()
    socket._counting = counting
    leaving = asyncio.create_task(socket._disconnect())
    await settle()
    assert order == []
    order.append("in")
    counting.set_result(None)
    await leaving
    assert order == ["in", "out", "swept"]
