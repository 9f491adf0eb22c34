"""The portable fallback, daphne, closes sockets with the same codes as uvicorn.

Talk itself is proved under both by test_two_people_talk.py, uvicorn's codes by
tests/chatty/realtime.
"""

import asyncio
import uuid

import pytest

from tests import services
from tests.people import Talker, open_socket
from tests.servers import RunningServer, ServerFactory, stop_server


@pytest.fixture(scope="module")
def server(server_factory: ServerFactory) -> RunningServer:
    return server_factory(server="daphne")


async def somebody(server: RunningServer) -> Talker:
    """A person whom nobody knows yet."""
    return await Talker.register(server, f"ann.{uuid.uuid4().hex[:8]}")


async def test_a_removed_member_and_an_ended_session_hear_no_more(server: RunningServer) -> None:
    ann = await Talker.register(server, "ann.owner")
    ben = await Talker.register(server, "ben.out")
    room = await ann.make_group(ben)
    her, his = await ann.connect(), await ben.connect()
    await ann.rest("DELETE", f"/conversations/{room}/members/{ben.id}")
    await his.event("conversation.removed", conversation_id=room)
    await her.send(room, "without Ben")
    await ben.rest("POST", "/auth/logout")
    await his.event("session.revoked")
    assert await his.closed() == 4401
    assert his.bodies(room) == []
    await asyncio.gather(ann.leave(), ben.leave())


@pytest.mark.parametrize("frame", [b"\x00", "[]", "[" * 10_000])
async def test_malformed_frames_close_with_4400(server: RunningServer, frame: str | bytes) -> None:
    ann = await somebody(server)
    socket = await ann.connect()
    await socket.say(frame)
    assert await socket.closed() == 4400
    await ann.leave()


async def test_the_other_codes_are_the_same(server: RunningServer) -> None:
    ann = await somebody(server)
    assert await (await open_socket(server)).closed() == 4401
    assert await (await open_socket(server, origin="https://evil.example")).closed() == 4403
    sockets = [await ann.connect() for _ in range(6)]
    assert await sockets[0].closed() == 4409
    await sockets[5].say("x" * 102_401)
    assert await sockets[5].closed() == 1009
    assert await sockets[1].is_alive()
    await ann.leave()


async def test_a_ticket_without_redis_closes_with_1013(server: RunningServer) -> None:
    valkey = services.child_of(server.data / "valkey.log")
    valkey.process.kill()
    valkey.process.wait()
    closed = await (await open_socket(server, query="?ticket=x")).closed()
    services.start_valkey(server.data)
    assert closed == 1013


async def test_a_server_stops_with_sockets_open_and_without_a_complaint(
    server: RunningServer,
) -> None:
    """The last test of this server."""
    ann = await Talker.register(server, "ann.last")
    socket = await ann.connect()
    await asyncio.to_thread(stop_server, server)
    assert await socket.closed() in (1012, 1006)
    await ann.leave()
    log = server.web[0].spec.log.read_text("utf-8")
    assert "never awaited" not in log
