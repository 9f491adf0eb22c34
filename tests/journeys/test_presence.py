"""People come and go: over two processes, under both servers, and without Redis for a while."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from signal import SIGKILL
from typing import Any

import pytest

from tests import services
from tests.people import PATIENCE_SECONDS, Socket, Talker, only
from tests.servers import RunningServer, ServerFactory

GRACE = {"CHATTY_LIMIT_PRESENCE_GRACE_SECONDS": "0.5", "CHATTY_RATE_LIMITS": "off"}


@pytest.fixture(scope="module", params=["two processes", "daphne"])
def server(request: pytest.FixtureRequest, server_factory: ServerFactory) -> RunningServer:
    if request.param == "daphne":
        return server_factory(server="daphne", env=GRACE)
    return server_factory(web_processes=2, env=GRACE)


@pytest.fixture
async def pair(server: RunningServer) -> AsyncIterator[tuple[Talker, Talker]]:
    """Alice and Bob, who come anew for each test."""
    mark = uuid.uuid4().hex[:8]
    alice = await Talker.register(server, f"alice.{mark}")
    bob = await Talker.register(server, f"bob.{mark}")
    yield alice, bob
    await alice.leave()
    await bob.leave()


async def connect(person: Talker, process: int) -> Socket:
    """A socket at that process, or at the only one."""
    with only(person.server, process % len(person.server.web)):
        return await person.connect()


async def watch(socket: Socket, *people: Talker) -> dict[str, Any]:
    """Watch people; who is what now."""
    answer = await socket.ask("presence.watch", user_ids=[person.id for person in people])
    return {seen["user_id"]: seen["status"] for seen in answer["presences"]}


def heard(socket: Socket, person: Talker) -> list[str]:
    """What was heard of a person so far."""
    events = socket.events("presence")
    return [event["d"]["status"] for event in events if event["d"]["user_id"] == person.id]


async def hears(socket: Socket, person: Talker, *statuses: str) -> None:
    """Wait until exactly this was heard."""
    await socket.until(lambda: len(heard(socket, person)) >= len(statuses))
    assert heard(socket, person) == list(statuses)


async def hears_more(socket: Socket, person: Talker, known: int) -> None:
    """Wait until more was heard than was known."""
    await socket.until(lambda: len(heard(socket, person)) > known)


async def test_who_watches_hears_of_every_change_and_of_no_reload(
    pair: tuple[Talker, Talker],
) -> None:
    alice, bob = pair
    hers = await connect(alice, 0)
    assert await watch(hers, bob) == {bob.id: "offline"}
    his = await connect(bob, 1)
    await hears(hers, bob, "online")
    await his.ask("presence.set", status="away", automatic=True)
    await hears(hers, bob, "online", "away")
    other = await connect(bob, 0)
    await hears(hers, bob, "online", "away", "online")
    await his.close()
    await bob.rest("PUT", "/me/presence", {"status": "dnd"})
    await hears(hers, bob, "online", "away", "online", "dnd")
    await other.ask("presence.set", status="online")
    await other.close()
    reloaded = await connect(bob, 1)
    await asyncio.sleep(0.8)
    await hears(hers, bob, "online", "away", "online", "dnd", "online")
    await reloaded.close()
    gone = await hers.event("presence", user_id=bob.id, status="offline")
    seen = await alice.rest("GET", f"/users/{bob.id}")
    assert (seen["presence"], seen["last_seen_at"]) == ("offline", gone["d"]["last_seen_at"])


async def test_only_who_watches_hears_and_only_while_they_do(pair: tuple[Talker, Talker]) -> None:
    alice, bob = pair
    await alice.make_group(bob)
    watching, other = await connect(alice, 0), await connect(alice, 1)
    assert await watch(watching, bob, alice) == {bob.id: "offline", alice.id: "online"}
    his = await connect(bob, 1)
    await hears(watching, bob, "online")
    assert await watch(watching, alice) == {alice.id: "online"}
    await his.ask("presence.set", status="dnd")
    assert await watch(watching, bob) == {bob.id: "dnd"}
    await watching.is_alive()
    await other.is_alive()
    assert (heard(watching, bob), heard(other, bob)) == (["online"], [])


async def test_who_hides_is_offline_to_others_at_once(pair: tuple[Talker, Talker]) -> None:
    alice, bob = pair
    hers, his = await connect(alice, 0), await connect(bob, 1)
    assert await watch(hers, bob) == {bob.id: "online"}
    await bob.rest("PATCH", "/me", {"privacy_settings": {"last_seen": "nobody"}})
    hidden = await hers.event("presence", user_id=bob.id)
    assert (hidden["d"]["status"], hidden["d"]["last_seen_at"]) == ("offline", None)
    await his.ask("presence.set", status="dnd")
    await his.event("presence", status="dnd")
    assert await watch(hers, bob) == {bob.id: "offline"}
    assert await watch(his, bob) == {bob.id: "dnd"}
    assert heard(hers, bob) == ["offline"]


async def test_typing_reaches_the_others_on_either_process(pair: tuple[Talker, Talker]) -> None:
    alice, bob = pair
    room = await alice.make_group(bob)
    hers, his = await connect(alice, 0), await connect(bob, 1)
    await his.ask("typing", conversation_id=room, active=True)
    event = await hers.event("typing", user_id=bob.id)
    assert (event["c"], event.get("rev")) == (room, None)
    assert event["d"] == {"user_id": bob.id, "active": True, "expires_in": 6}
    await bob.rest("POST", f"/conversations/{room}/typing", {"active": False})
    await hers.event("typing", user_id=bob.id, active=False)
    await alice.rest("DELETE", f"/conversations/{room}/members/{bob.id}")
    error = await his.refusal("typing", conversation_id=room, active=True)
    assert error["code"] == "not_found"


async def test_sockets_watch_on_when_redis_comes_back(
    server: RunningServer, pair: tuple[Talker, Talker]
) -> None:
    alice, bob = pair
    hers, his = await connect(alice, 0), await connect(bob, 1)
    assert await watch(hers, bob) == {bob.id: "online"}
    valkey = services.child_of(server.data / "valkey.log")
    valkey.process.kill()
    valkey.process.wait()
    assert await watch(hers, bob, alice) == {bob.id: None, alice.id: None}
    assert (await his.ask("presence.set", status="dnd"))["status"] is None
    assert (await alice.rest("GET", f"/users/{bob.id}"))["presence"] is None
    newcomer = await bob.connect()
    assert await newcomer.is_alive()
    services.start_valkey(server.data)
    await hers.event("resync")
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await watch(hers, bob, alice) != {bob.id: "online", alice.id: "online"}:
            continue
    await his.event("resync")
    async with asyncio.timeout(PATIENCE_SECONDS):
        while "dnd" not in heard(hers, bob):
            await his.ask("presence.set", status="online")
            await his.ask("presence.set", status="dnd")


async def test_who_was_at_a_killed_process_fades_and_is_announced_once(
    server_factory: ServerFactory,
) -> None:
    env = GRACE | {"CHATTY_LIMIT_SILENCE_SECONDS": "5", "CHATTY_LIMIT_HEARTBEAT_SECONDS": "1"}
    server = server_factory(web_processes=3, env=env)
    mark = uuid.uuid4().hex[:8]
    alice = await Talker.register(server, f"alice.{mark}")
    bob = await Talker.register(server, f"bob.{mark}")
    hers = [await connect(alice, process) for process in (0, 1)]
    await connect(bob, 2)
    for socket in hers:
        assert await watch(socket, bob) == {bob.id: "online"}
    # Where the machine stands still for long enough they fade and come back.
    before = [len(heard(socket, bob)) for socket in hers]
    victim = server.web[2].process
    victim.send_signal(SIGKILL)
    victim.wait()
    for socket, known in zip(hers, before, strict=True):
        await hears_more(socket, bob, known)
    # All who sweep have looked by now.
    await asyncio.sleep(1.5)
    told = [heard(socket, bob)[known:] for socket, known in zip(hers, before, strict=True)]
    assert told == [["offline"], ["offline"]]
    await alice.leave()
    await bob.leave()
