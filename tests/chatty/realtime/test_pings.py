"""The server asks whether anybody is there."""

import asyncio
import os
import socket

import pytest
import uvicorn
from uvicorn.config import Config

from chatty.core.limits import override_limits
from chatty.ops import serve
from tests.chatty.realtime.test_server import open_protocol


async def test_an_open_socket_is_pinged_until_it_is_closed() -> None:
    protocol, transport = await open_protocol()
    protocol.stop_keepalive()
    protocol.ping_interval, protocol.ping_timeout = 0.001, None
    transport.written.clear()
    protocol.start_keepalive()
    async with asyncio.timeout(30):
        while len(transport.written) < 2:  # noqa: ASYNC110 - what was written notifies nobody
            await asyncio.sleep(0.001)
    assert all(frame[:2] == b"\x89\x04" for frame in transport.written)
    assert len(set(transport.written)) == len(transport.written)
    protocol.close(1000)
    transport.written.clear()
    await asyncio.sleep(0.01)
    assert transport.written == []
    protocol.connection_lost(None)


def test_the_server_pings_in_the_rhythm_of_the_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    configs: list[Config] = []

    class Server:
        def __init__(self, config: Config) -> None:
            configs.append(config)

        def run(self, *, sockets: list[socket.socket]) -> None:
            for one in sockets:
                one.close()

    monkeypatch.setattr(uvicorn, "Server", Server)
    with socket.socket() as listener, override_limits(heartbeat_seconds=7):
        serve._serve_with_uvicorn(os.dup(listener.fileno()))
    (config,) = configs
    assert (config.ws_ping_interval, config.ws_ping_timeout) == (7.0, None)
    assert config.ws == "chatty.realtime.server:WebSocketProtocol"
