"""Hints between processes get lost; who missed something is told within a look or two."""

import asyncio

import psycopg
import pytest

from tests import services
from tests.people import Socket, Talker, only
from tests.servers import RunningServer, ServerFactory


@pytest.fixture(scope="module")
def server(server_factory: ServerFactory) -> RunningServer:
    env = {
        "CHATTY_RATE_LIMITS": "off",
        "CHATTY_LIMIT_GAP_LOOK_SECONDS": "2",
        "CHATTY_LIMIT_PERMISSION_LOOK_SECONDS": "1",
    }
    return server_factory(web_processes=2, env=env)


async def connect_at(talker: Talker, process: int) -> Socket:
    with only(talker.server, process):
        return await talker.connect()


async def test_a_session_that_ended_without_a_word_loses_its_sockets(server: RunningServer) -> None:
    alice = await Talker.register(server, "unsaid.alice")
    bob = await Talker.register(server, "unsaid.bob")
    hers, his = await alice.connect(), await bob.connect()
    with psycopg.connect(server.environment["DATABASE_URL"]) as database:
        database.execute(
            "UPDATE user_sessions SET expires_at = now() - interval '1 second' WHERE id = %s",
            [alice.session_id],
        )
    assert await hers.closed() == 4401
    assert await his.is_alive()
    await asyncio.gather(alice.leave(), bob.leave())


async def test_without_valkey_the_other_processes_are_told_to_look(server: RunningServer) -> None:
    alice = await Talker.register(server, "away.alice")
    bob = await Talker.register(server, "away.bob")
    room = await alice.make_group(bob)
    hers, near, far = (
        await connect_at(alice, 0),
        await connect_at(bob, 0),
        await connect_at(bob, 1),
    )
    await hers.send(room, "before")
    for one in (near, far):
        await one.event("message.created", body="before")
    valkey = services.child_of(server.data / "valkey.log")
    valkey.process.kill()
    valkey.process.wait()
    try:
        sent = await hers.send(room, "while it is away")
        await near.event("message.created", id=sent["id"])
        told = await far.event("resync", conversation_id=room)
        assert told["d"]["reason"] == "gap"
        assert sent["id"] not in [event["d"]["id"] for event in far.events("message.created")]
        changes = await bob.rest("GET", f"/conversations/{room}/changes?since={sent['rev'] - 1}")
        assert [message["id"] for message in changes["messages"]] == [sent["id"]]
    finally:
        services.start_valkey(server.data)
    await asyncio.gather(alice.leave(), bob.leave())
