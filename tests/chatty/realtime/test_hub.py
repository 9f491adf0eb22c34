"""The hub: who hears what, with one subscription a process."""

import asyncio
import json
from collections.abc import Collection, MutableMapping
from typing import Any

import pytest

from chatty.realtime.connection import Connection
from chatty.realtime.hub import SILENT, Hub

HOLD_SECONDS = 0.02


class Bus:
    """Takes subscriptions down; can be away, and can be slow."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.is_away = False
        self.is_open = asyncio.Event()
        self.is_open.set()

    async def subscribe(self, topic: str) -> None:
        await self.is_open.wait()
        if self.is_away:
            raise ConnectionError("away")
        self.calls.append(f"+{topic}")

    async def unsubscribe(self, topic: str) -> None:
        if self.is_away:
            raise ConnectionError("away")
        self.calls.append(f"-{topic}")


class World:
    """A hub, its bus, and what every socket was sent."""

    def __init__(self) -> None:
        self.bus = Bus()
        self.rechecked: list[str] = []
        self.looked = asyncio.Event()
        self.hub = Hub(
            subscribe=self.bus.subscribe,
            unsubscribe=self.bus.unsubscribe,
            recheck=self.recheck,
            hold_seconds=HOLD_SECONDS,
        )
        self.heard: dict[str, list[Any]] = {}
        self.removed: set[str] = set()
        self.members: dict[str, set[str]] = {}

    async def recheck(self, connections: Collection[Connection]) -> None:
        self.rechecked += [connection.id for connection in connections]
        self.looked.set()
        for connection in connections:
            if connection.user_id in self.removed:
                await self.hub.leave(connection, list(connection.topics))
            elif missing := self.members.get(connection.user_id, set()) - connection.topics:
                await self.hub.listen(connection, missing)

    async def enter(self, name: str, *topics: str, user: str = "", session: str = "") -> Connection:
        heard = self.heard.setdefault(name, [])

        async def send(message: MutableMapping[str, Any]) -> None:
            heard.append(message.get("text", message.get("code")))

        connection = Connection(
            id=name,
            user_id=user or name,
            session_id=session or name,
            send=send,
            wire=None,
            max_frames=100,
            max_bytes=100_000,
        )
        await self.hub.add(connection, topics)
        connection.greet(b"hello")
        await self.settle()
        heard.clear()
        return connection

    async def tell(
        self, topic: str, text: str | None, *, rev: int | None = None, **control: Any
    ) -> None:
        frame = None if text is None else text.encode()
        self.hub.receive({"topic": topic, "frame": frame, "rev": rev, "control": control or None})
        await self.settle()

    async def settle(self) -> None:
        for _ in range(10):
            await asyncio.sleep(0)


@pytest.fixture
async def world() -> World:
    return World()


async def test_the_process_subscribes_once_and_leaves_with_the_last(world: World) -> None:
    first = await world.enter("a", "room")
    second = await world.enter("b", "room")
    await world.hub.remove(first)
    assert world.bus.calls == ["+room"]
    await world.tell("room", "x")
    assert world.heard == {"a": [], "b": ["x"]}
    await world.hub.remove(second)
    assert world.bus.calls == ["+room", "-room"]
    assert len(world.hub) == 0
    assert world.hub._topics == {}


async def test_every_socket_gets_the_same_object(world: World) -> None:
    for name in ("a", "b", "c"):
        await world.enter(name, "room")
    await world.tell("room", json.dumps({"ev": "x"}))
    (one,), (two,), (three,) = world.heard.values()
    assert one is two is three


async def test_other_topics_are_not_heard(world: World) -> None:
    await world.enter("a", "room")
    await world.enter("b", "other")
    await world.tell("room", "x")
    assert world.heard == {"a": ["x"], "b": []}


async def test_who_is_revoked_does_not_hear_the_event_that_says_so(world: World) -> None:
    gone = await world.enter("a1", "room", "user:a", user="a")
    await world.enter("a2", "room", user="a")
    await world.enter("b", "room")
    await world.tell("room", "a is out", revoke=["a"])
    await world.tell("room", "secret")
    await world.tell("user:a", "still here")
    assert world.heard == {"a1": ["still here"], "a2": [], "b": ["a is out", "secret"]}
    assert gone.topics == {"user:a"}


async def test_who_arrives_hears_the_topic_from_the_event_on(world: World) -> None:
    await world.enter("a", "user:a")
    await world.tell("user:a", "welcome", subscribe=["room"])
    await world.tell("room", "x")
    assert world.heard["a"] == ["welcome", "x"]
    await world.tell("user:a", "bye", unsubscribe=["room"])
    await world.tell("room", "y")
    assert world.heard["a"] == ["welcome", "x", "bye"]
    assert world.bus.calls == ["+user:a", "+room", "-room"]


async def test_only_the_named_sessions_are_told_and_closed(world: World) -> None:
    await world.enter("1", "user:a", user="a", session="s1")
    await world.enter("2", "user:a", user="a", session="s2")
    await world.tell("user:a", "revoked", sessions=["s1"], close=4401)
    assert world.heard == {"1": ["revoked", 4401], "2": []}


async def test_only_the_named_connections_are_closed(world: World) -> None:
    await world.enter("1", "user:a", user="a")
    await world.enter("2", "user:a", user="a")
    await world.tell("user:a", None, connections=["1"], close=4409)
    assert world.heard == {"1": [4409], "2": []}


async def test_events_of_two_processes_are_put_in_order(world: World) -> None:
    await world.enter("a", "room")
    for rev in (1, 3, 2, 5, 4):
        await world.tell("room", str(rev), rev=rev)
    assert world.heard["a"] == ["1", "2", "3", "4", "5"]
    assert world.hub._releases == {}


async def test_what_is_missing_is_waited_for_and_then_looked_into(world: World) -> None:
    await world.enter("a", "room")
    await world.enter("b", "room")
    world.removed = {"b"}
    await world.tell("room", "1", rev=1)
    await world.tell("room", "3", rev=3)
    assert world.heard["a"] == ["1"]
    await asyncio.wait_for(world.looked.wait(), 30)
    await world.settle()
    assert world.heard["a"] == ["1", "3"]
    # rev 2 may have been b's removal.
    assert world.heard["b"] == ["1"]
    assert set(world.rechecked) == {"a", "b"}


async def test_the_time_to_wait_begins_anew_with_each_gap(world: World) -> None:
    """A timer of a gap that closed must not let the events of the next one go early."""
    await world.enter("a", "room")
    await world.tell("room", "1", rev=1)
    await world.tell("room", "3", rev=3)
    first = world.hub._releases["room"]
    await world.tell("room", "2", rev=2)
    assert first.cancelled()
    await world.tell("room", "5", rev=5)
    second = world.hub._releases["room"]
    assert second is not first
    # A late or repeated event is no progress.
    await world.tell("room", "2", rev=2)
    assert world.hub._releases["room"] is second
    await world.hub._release("room")
    assert world.heard["a"] == ["1", "2", "3", "2"]


async def test_an_event_of_a_topic_nobody_hears_leaves_nothing_behind(world: World) -> None:
    connection = await world.enter("a", "room")
    await world.tell("room", "1", rev=1)
    await world.tell("room", "3", rev=3)
    await world.hub.remove(connection)
    await world.tell("room", "4", rev=4)
    assert world.hub._orders == {}
    assert world.hub._releases == {}


async def test_a_bus_that_is_away_is_asked_again(world: World) -> None:
    world.bus.is_away = True
    await world.enter("a", "room")
    assert await world.hub.subscribe_missing() is False
    world.bus.is_away = False
    assert await world.hub.subscribe_missing() is True
    assert await world.hub.subscribe_missing() is False
    assert world.bus.calls == ["+room"]


async def test_a_bus_that_is_away_keeps_nobody_from_leaving(world: World) -> None:
    connection = await world.enter("a", "room")
    world.bus.is_away = True
    await world.hub.remove(connection)
    assert world.hub._topics == {}


async def test_a_socket_that_closes_while_the_process_subscribes_is_forgotten(world: World) -> None:
    connection = await world.enter("a", "user:a")
    world.bus.is_open.clear()
    listening = asyncio.create_task(world.hub.listen(connection, ["one", "two"]))
    await world.settle()
    removing = asyncio.create_task(world.hub.remove(connection))
    await world.settle()
    world.bus.is_open.set()
    await asyncio.gather(listening, removing)
    assert world.hub._topics == {}
    assert sorted(world.bus.calls) == ["+one", "+user:a", "-one", "-user:a"]


async def test_a_socket_that_has_closed_hears_nothing_new(world: World) -> None:
    connection = await world.enter("a", "user:a")
    await world.hub.remove(connection)
    await world.hub.listen(connection, ["room"])
    assert world.hub._topics == {}


async def test_the_silent_are_closed_and_the_others_not(world: World) -> None:
    silent = await world.enter("a", "room")
    await world.enter("b", "room")
    silent.last_seen_at -= 100
    world.hub.close_silent(silence_seconds=99)
    await world.settle()
    assert world.heard == {"a": [SILENT], "b": []}


async def test_everyone_can_be_told(world: World) -> None:
    await world.enter("a", "room")
    await world.enter("b")
    world.hub.tell_everyone(b"resync")
    await world.settle()
    assert world.heard == {"a": ["resync"], "b": ["resync"]}


async def test_a_removal_waits_for_its_place_in_the_order(world: World) -> None:
    await world.enter("a", "room")
    await world.tell("room", "1", rev=1)
    await world.tell("room", "4", rev=4)
    await world.tell("room", None, rev=3, revoke=["a"])
    await world.tell("room", "2", rev=2)
    assert world.heard["a"] == ["1", "2"]
    assert world.bus.calls[-1] == "-room"


async def test_what_has_no_place_in_the_order_does_not_wait(world: World) -> None:
    await world.enter("a", "room")
    await world.tell("room", "1", rev=1)
    await world.tell("room", "3", rev=3)
    await world.tell("room", "typing")
    assert world.heard["a"] == ["1", "typing"]


async def test_who_comes_while_the_last_one_leaves_is_subscribed(world: World) -> None:
    last = await world.enter("a", "room")
    await asyncio.gather(world.hub.remove(last), world.enter("b", "room"))
    await world.tell("room", "x")
    assert world.heard == {"a": [], "b": ["x"]}
    assert world.bus.calls.count("+room") == world.bus.calls.count("-room") + 1


async def test_a_topic_that_ends_is_told_and_left_by_all(world: World) -> None:
    first = await world.enter("a", "room", "user:a")
    await world.enter("b", "room")
    await world.tell("room", "the end", end=True)
    await world.tell("room", "too late")
    assert world.heard == {"a": ["the end"], "b": ["the end"]}
    assert world.bus.calls[-1] == "-room"
    assert first.topics == {"user:a"}
