"""What our server protocol relies on in uvicorn, which is pinned for it."""

import asyncio
import inspect
from importlib.metadata import version
from pathlib import Path
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.websockets.wsproto_impl import WSProtocol
from uvicorn.server import ServerState
from wsproto import events

from chatty.ops.options import PROJECT
from chatty.realtime import server
from chatty.realtime.server import EXTENSION, WebSocketProtocol


class Transport(asyncio.Transport):
    """A TCP connection that only remembers being dropped."""

    def __init__(self) -> None:
        super().__init__()
        self.aborted = 0

    def abort(self) -> None:
        self.aborted += 1


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
    for name in ("transport", "loop", "close_timer"):
        assert name in vars(protocol), name
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


async def test_abort_drops_the_connection() -> None:
    protocol = await make_protocol()
    transport = Transport()
    protocol.transport = transport
    protocol.abort()
    assert transport.aborted == 1


def test_the_guard_is_named_where_it_guards() -> None:
    assert "tests/chatty/realtime/test_server.py" in str(server.__doc__)
