"""Valkey or PostgreSQL is away for a while: what can go on does, and all comes back by itself."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from tests import services
from tests.people import PATIENCE_SECONDS, Socket, Talker
from tests.servers import RunningServer, ServerFactory


@pytest.fixture(scope="module")
def server(server_factory: ServerFactory) -> RunningServer:
    env = {"CHATTY_RATE_LIMITS": "off", "CHATTY_LIMIT_DATABASE_POOL_WAIT_SECONDS": "0.5"}
    return server_factory(env=env)


@pytest.fixture
async def talk(server: RunningServer) -> AsyncIterator[tuple[Talker, Talker, str]]:
    """Alice, Bob and their room."""
    mark = uuid.uuid4().hex[:8]
    alice = await Talker.register(server, f"alice.{mark}")
    bob = await Talker.register(server, f"bob.{mark}")
    yield alice, bob, await alice.make_group(bob)
    await alice.leave()
    await bob.leave()


async def test_without_its_database_it_says_so_and_comes_back(
    server: RunningServer, talk: tuple[Talker, Talker, str]
) -> None:
    alice, _bob, room = talk
    hers = await alice.connect()
    path = f"/conversations/{room}/messages"
    body = {"client_id": str(uuid.uuid4()), "body": "lost?"}
    with database_away(server):
        answer = await alice.http.post(path, json=body)
        assert answer.status_code == 503
        assert answer.json()["code"] == "unavailable"
        assert int(answer.headers["Retry-After"]) > 0
        error = await hers.refusal("message.send", {"conversation_id": room, **body})
        assert (error["status"], error["code"]) == (503, "unavailable")
        assert error["retry_after"] > 0
        assert await hers.is_alive()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (answer := await alice.http.post(path, json=body)).status_code == 503:
            continue
    assert answer.status_code == 201
    repeated = await hers.ask("message.send", {"conversation_id": room, **body})
    assert repeated["duplicate"] is True
    await hers.event("message.created", body="lost?")
    assert [message["seq"] for message in await alice.history(room)] == [1]


# The last one here: for a second after it every socket is looked at again, by the database.
async def test_sends_outlive_a_killed_valkey_and_delivery_comes_back(
    server: RunningServer, talk: tuple[Talker, Talker, str]
) -> None:
    alice, bob, room = talk
    hers, his = await alice.connect(), await bob.connect()
    await hers.send(room, "before")
    await his.event("message.created", body="before")

    valkey = services.child_of(server.data / "valkey.log")
    valkey.process.kill()
    valkey.process.wait()
    while_away = [await hers.send(room, "by socket"), await alice.post(room, "by REST")]
    # Those at the process that made a change hear of it without Valkey.
    for said in while_away:
        await his.event("message.created", id=said["id"])
    services.start_valkey(server.data)

    # Whoever was connected is told to look; nobody has to ask.
    await his.event("resync")
    await hears_again(alice, room, his)
    before = his.events("message.created", room)[0]
    changes = await bob.rest("GET", f"/conversations/{room}/changes?since={before['rev']}")
    assert [message["seq"] for message in changes["messages"]][:2] == [
        sent["seq"] for sent in while_away
    ]
    stored = [message["seq"] for message in await bob.history(room)]
    assert stored == list(range(1, len(stored) + 1))
    # A new socket is as good as the old ones.
    newcomer = await bob.connect()
    await alice.post(room, "to all")
    for socket in (hers, his, newcomer):
        await socket.event("message.created", body="to all")


async def hears_again(alice: Talker, room: str, his: Socket) -> None:
    """Say things until one of them is heard."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while "after" not in his.bodies(room):
            await alice.post(room, "after")


@contextmanager
def database_away(server: RunningServer) -> Iterator[None]:
    """Cut every connection to the server's database, and let no new one in."""
    name = server.data.name
    with (
        psycopg.connect(services.database_address("postgres"), autocommit=True) as owner,
        # A role may end its own connections; this one stays.
        psycopg.connect(server.environment["DATABASE_URL"], autocommit=True) as web,
    ):
        owner.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false'.encode())
        web.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid()"
        )
        try:
            yield
        finally:
            owner.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true'.encode())
