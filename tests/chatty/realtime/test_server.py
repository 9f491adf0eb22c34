"""What our server protocol relies on in uvicorn, which is pinned for it."""

import asyncio
import inspect
import socket
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from uvicorn.config import Config
from uvicorn.protocols.websockets.wsproto_impl import WSProtocol
from uvicorn.server import ServerState
from wsproto import events

from chatty.ops.options import PROJECT
from chatty.realtime import server
from chatty.realtime.deflate import ANSWER
from chatty.realtime.server import AHEAD_MESSAGES, EXTENSION, WebSocketProtocol
from chatty.realtime.wire_frames import Frame, encode_close


class Transport(asyncio.Transport):
    """A TCP connection that remembers what was done to it."""

    def __init__(self) -> None:
        super().__init__()
        self.aborted = 0
        self.closed = False
        self.is_read = True
        self.written: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def get_write_buffer_size(self) -> int:
        return 7

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.aborted += 1

    def pause_reading(self) -> None:
        self.is_read = False

    def resume_reading(self) -> None:
        self.is_read = True


class Sender:
    """What a connection hears of its wire."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def pause(self) -> None:
        self.heard.append("pause")

    def resume(self) -> None:
        self.heard.append("resume")

    def end(self) -> None:
        self.heard.append("end")


async def make_protocol() -> WebSocketProtocol:
    async def nothing(_scope: Any, _receive: Any, _send: Any) -> None: ...

    config = Config(nothing, lifespan="off", log_config=None)
    return WebSocketProtocol(config, ServerState(), {})


def test_uvicorn_is_the_version_that_was_read() -> None:
    assert version("uvicorn").startswith("0.54.")
    pins = Path(PROJECT, "requirements.txt").read_text("utf-8")
    assert "uvicorn==0.54." in pins


async def test_everything_that_the_subclass_touches_exists() -> None:
    protocol = await make_protocol()
    assert isinstance(protocol, WSProtocol)
    for name in (
        *("transport", "loop", "close_timer", "conn", "queue", "writable", "read_paused"),
        *("handshake_complete", "close_sent", "disconnected", "config"),
    ):
        assert name in vars(protocol), name
    for name in (
        "handle_connect",
        "pause_writing",
        "resume_writing",
        "connection_lost",
        "shutdown",
    ):
        assert callable(getattr(WSProtocol, name))
    assert inspect.iscoroutinefunction(WSProtocol.run_asgi)
    assert inspect.iscoroutinefunction(WSProtocol.send)
    assert list(inspect.signature(WSProtocol.handle_pong).parameters) == ["self", "event"]


async def test_a_pong_counts_as_life_also_when_it_answers_no_ping() -> None:
    protocol = await make_protocol()
    assert protocol.last_pong_at == 0.0
    protocol.handle_pong(events.Pong(payload=b"unasked"))
    assert protocol.last_pong_at > 0


async def test_the_application_is_given_the_protocol() -> None:
    seen: list[object] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["extensions"][EXTENSION])

    protocol = await make_protocol()
    protocol.app = app
    protocol.transport = Transport()
    protocol.handshake_complete = True
    protocol.close_timer = protocol.loop.call_later(60, print)
    protocol.scope = {"extensions": {"websocket.http.response": {}}}  # type: ignore[typeddict-item]  # enough of a scope
    await protocol.run_asgi()
    protocol.close_timer.cancel()
    assert seen == [protocol]


async def read_to_the_end(wire: socket.socket) -> None:
    """Read until the other side has closed."""
    while await asyncio.get_running_loop().sock_recv(wire, 65_536):
        continue


async def test_abort_leaves_nothing_in_the_kernel_of_what_was_never_read() -> None:
    loop = asyncio.get_running_loop()
    protocol = await make_protocol()
    accepted: asyncio.Future[Any] = loop.create_future()

    class Accepting(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            accepted.set_result(transport)

    listener = await loop.create_server(Accepting, "127.0.0.1", 0)
    with socket.socket() as sleeper:
        sleeper.setblocking(False)
        await loop.sock_connect(sleeper, listener.sockets[0].getsockname())
        protocol.transport = await accepted
        protocol.transport.write(b"x" * 8_000_000)
        protocol.abort()
        with pytest.raises(ConnectionResetError):
            await read_to_the_end(sleeper)
    listener.close()
    await listener.wait_closed()


async def test_abort_drops_the_connection() -> None:
    protocol = await make_protocol()
    transport = Transport()
    protocol.transport = transport
    protocol.abort()
    assert transport.aborted == 1


def test_the_guard_is_named_where_it_guards() -> None:
    assert "tests/chatty/realtime/test_server.py" in str(server.__doc__)


HEAD = (
    b"GET /ws/v1 HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


async def open_protocol(*, offer: str = "") -> tuple[WebSocketProtocol, Transport]:
    """One whose application has accepted."""
    protocol, transport = await make_protocol(), Transport()
    protocol.connection_made(transport)
    extensions = f"sec-websocket-extensions: {offer}\r\n".encode() if offer else b""
    protocol.data_received(HEAD + extensions + b"\r\n")
    (task,) = protocol.tasks
    task.cancel()
    await protocol.send({"type": "websocket.accept"})
    return protocol, transport


def said(opcode: int, payload: bytes) -> bytes:
    """A short frame of a client."""
    return bytes((0x80 | opcode, 0x80 | len(payload))) + b"\0\0\0\0" + payload


async def test_the_answer_to_an_offer_is_ours() -> None:
    _, transport = await open_protocol(offer="permessage-deflate; client_max_window_bits")
    assert b"sec-websocket-extensions: " + ANSWER.encode() in transport.written[0].lower()
    _, transport = await open_protocol()
    assert b"101 " in transport.written[0]
    assert b"extensions" not in transport.written[0].lower()


async def test_an_open_socket_keeps_nothing_of_its_handshake() -> None:
    first, _ = await open_protocol()
    second, _ = await open_protocol()
    assert first.conn is second.conn


async def test_what_comes_before_the_accept_is_kept_and_bounded() -> None:
    protocol, transport = await make_protocol(), Transport()
    protocol.connection_made(transport)
    protocol.data_received(HEAD + b"\r\n")
    protocol.data_received(said(1, b"early"))
    assert protocol.queue.qsize() == 1
    await protocol.send({"type": "websocket.accept"})
    assert (await protocol.receive())["type"] == "websocket.connect"
    assert await protocol.receive() == {"type": "websocket.receive", "text": "early"}
    other, transport = await make_protocol(), Transport()
    other.connection_made(transport)
    other.data_received(HEAD + b"\r\n")
    other.data_received(b"x" * 10_000)
    assert transport.aborted == 0
    other.data_received(b"x" * 10_000)
    assert transport.aborted == 1
    for one in (protocol, other):
        for task in one.tasks:
            task.cancel()


async def test_a_peer_that_runs_ahead_waits_until_it_was_read() -> None:
    protocol, transport = await open_protocol()
    await protocol.receive()
    for number in range(AHEAD_MESSAGES):
        assert transport.is_read
        protocol.data_received(said(1, str(number).encode()))
    assert not transport.is_read
    for _ in range(AHEAD_MESSAGES):
        await protocol.receive()
    assert transport.is_read


async def test_frames_are_written_until_the_close_and_never_after_it() -> None:
    protocol, transport = await open_protocol()
    sender = Sender()
    protocol.attach(sender)
    transport.written.clear()
    protocol.write([Frame(b"a"), Frame(b"b")])
    assert protocol.waiting_bytes() == 7
    protocol.close(4401)
    protocol.close(4403)
    protocol.write([Frame(b"late")])
    assert transport.written == [b"\x81\x01a\x81\x01b", encode_close(4401)]
    assert sender.heard == ["end"]
    protocol.data_received(said(1, b"unheard") + said(8, b"\x11\x31"))
    assert transport.closed
    assert len(transport.written) == 2
    kinds = [(await protocol.receive())["type"] for _ in range(protocol.queue.qsize())]
    assert kinds == ["websocket.connect", "websocket.disconnect"]
    protocol.connection_lost(None)
    assert protocol.close_timer is None


async def test_the_sender_hears_when_there_is_room() -> None:
    protocol, _ = await open_protocol()
    sender = Sender()
    protocol.pause_writing()
    protocol.attach(sender)
    protocol.resume_writing()
    protocol.pause_writing()
    protocol.connection_lost(None)
    assert sender.heard == ["pause", "resume", "pause", "end"]
    late = Sender()
    protocol.attach(late)
    assert late.heard == ["end"]


async def test_who_reads_no_pongs_is_sent_none() -> None:
    protocol, transport = await open_protocol()
    transport.written.clear()
    protocol.data_received(said(9, b"1"))
    protocol.pause_writing()
    protocol.data_received(said(9, b"2") * 1_000)
    assert transport.written == [b"\x8a\x011"]


async def test_text_that_is_no_text_and_frames_that_are_none_are_told_so() -> None:
    protocol, transport = await open_protocol()
    protocol.data_received(said(1, b"\xff"))
    assert transport.written[-1].startswith(b"\x88") and b"\x03\xef" in transport.written[-1]  # noqa: PT018 - one frame
    assert not transport.closed
    protocol, transport = await open_protocol()
    protocol.data_received(b"\x81\x01x")
    assert b"\x03\xea" in transport.written[-1]
    assert transport.closed


async def test_who_says_goodbye_and_reads_nothing_is_dropped_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "CLOSE_SECONDS", 0.0)
    protocol, transport = await open_protocol()
    protocol.data_received(said(8, b"x"))
    assert transport.written[-1] == b"\x88\x00"
    assert transport.closed
    await asyncio.sleep(0.01)
    assert transport.aborted == 1


async def test_a_server_that_stops_tells_the_peer_and_the_sender() -> None:
    protocol, transport = await open_protocol()
    sender = Sender()
    protocol.attach(sender)
    protocol.shutdown()
    assert transport.written[-1] == encode_close(1012)
    assert transport.closed
    assert sender.heard == ["end"]
