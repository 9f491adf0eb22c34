"""The realtime of a process with a real bus: one channel, a cut that is noticed, a clean end."""

import asyncio
from collections.abc import AsyncIterator, Collection, MutableMapping
from typing import Any

import pytest

from chatty.core.redis_client import redis
from chatty.realtime import process, publish, registry
from chatty.realtime.connection import Connection
from chatty.realtime.frames import event_frame
from chatty.realtime.process import Realtime, realtime, start_realtime, stop_realtime
from chatty.realtime.registry import register_notice
from chatty.realtime.topics import EVERYONE, group_name
from tests.people import eventually


class Ear:
    """A socket without a network."""

    def __init__(self, name: str) -> None:
        self.heard: list[str] = []
        self.news = asyncio.Event()
        self.connection = Connection(
            id=name,
            user_id=f"00000000-0000-7000-8000-00000000000{name}",
            session_id=f"00000000-0000-7000-8000-00000000000{name}",
            send=self.take,
            wire=None,
            max_frames=100,
            max_bytes=100_000,
        )

    async def take(self, message: MutableMapping[str, Any]) -> None:
        self.heard.append(message["text"])
        self.news.set()

    async def hears(self, text: str) -> None:
        async with asyncio.timeout(30):
            while text not in self.heard:
                self.news.clear()
                await self.news.wait()


async def tell(running: Realtime, topic: str, frame: bytes) -> None:
    message = {"type": "hub.event", "topic": topic, "frame": frame, "rev": None, "control": None}
    await running.layer.group_send(group_name(topic), message)


@pytest.fixture
async def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whom the process looked at again."""
    seen: list[str] = []

    async def look_again_at(_hub: object, connections: Collection[Connection]) -> None:
        seen.extend(connection.id for connection in connections)

    monkeypatch.setattr(process, "look_again_at", look_again_at)
    monkeypatch.setattr(process, "RETRY_SECONDS", 0.05)
    return seen


@pytest.fixture
async def running(looked: list[str]) -> AsyncIterator[Realtime]:
    await start_realtime()
    yield realtime()
    await stop_realtime()


async def enter(running: Realtime, name: str, *topics: str) -> Ear:
    ear = Ear(name)
    await running.hub.add(ear.connection, topics)
    ear.connection.greet(b"hello")
    return ear


async def test_the_very_first_socket_hears_its_topics(running: Realtime) -> None:
    """daphne starts realtime with the first socket: pump and socket want the channel at once."""
    first, second = await asyncio.gather(
        enter(running, "1", "room", "user:1"), enter(running, "2", "room")
    )
    await tell(running, "room", b"to all")
    await tell(running, "user:1", b"to one")
    await first.hears("to one")
    await second.hears("to all")
    assert first.heard == ["hello", "to all", "to one"]
    assert second.heard == ["hello", "to all"]
    assert list(running.layer.channels) == [running.channel]


async def test_a_bus_that_failed_halfway_leaves_no_channel_that_nobody_empties(
    looked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    running = Realtime()
    attend, tries = running.layer.attend, []

    async def fail_once(channel: str) -> None:
        tries.append(channel)
        if len(tries) == 1:
            raise ConnectionError
        await attend(channel)

    monkeypatch.setattr(running.layer, "attend", fail_once)
    running.start()
    ear = await enter(running, "1", "room")
    await running.hub.subscribe_missing()
    await tell(running, "room", b"heard")
    await ear.hears("heard")
    await running.stop()
    assert len(tries) == 2
    assert len(set(tries)) == 1


async def test_a_message_nobody_understands_silences_nothing(
    running: Realtime, caplog: pytest.LogCaptureFixture
) -> None:
    ear = await enter(running, "1", "room")
    await running.layer.group_send(group_name("room"), {"type": "hub.event", "topic": "room"})
    await tell(running, "room", b"after")
    await ear.hears("after")
    assert "realtime.message_failed" in caplog.text


async def test_a_cut_is_noticed_and_everyone_is_told_to_look(
    running: Realtime, looked: list[str]
) -> None:
    ears = [await enter(running, name, "room") for name in ("1", "2")]
    await tell(running, "room", b"before")
    await ears[0].hears("before")
    assert redis().client_kill_filter(_type="pubsub") >= 1
    resync = event_frame("resync", {"reason": "gap"})
    for ear in ears:
        await ear.hears(resync.decode())
    await eventually(lambda: looked == ["1", "2"])
    await tell(running, "room", b"after")
    for ear in ears:
        await ear.hears("after")
        assert ear.heard == ["hello", "before", resync.decode(), "after"]


async def test_everyone_is_told_whatever_they_hear_and_a_notice_is_heeded_first(
    running: Realtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ears = [await enter(running, "1", "room"), await enter(running, "2")]
    heeded: list[list[int]] = []
    monkeypatch.setattr(registry, "_notices", {})
    register_notice("weather", lambda: heeded.append([len(ear.heard) for ear in ears]))
    message = {"type": "hub.event", "topic": EVERYONE, "rev": None}
    for notice, frame in (("weather", b"rain"), ("of a newer version", b"wind")):
        told = {**message, "frame": frame, "control": {"notice": notice}}
        await running.layer.group_send(group_name(EVERYONE), told)
    for ear in ears:
        await ear.hears("wind")
        assert ear.heard == ["hello", "rain", "wind"]
    assert heeded == [[1, 1]]
    # Where nobody knows what was missed, all of them count.
    assert redis().client_kill_filter(_type="pubsub") >= 1
    await eventually(lambda: len(heeded) == 2)


async def test_the_clock_subscribes_what_could_not_be_subscribed(
    running: Realtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(running.hub._subscriptions, "_subscribe", refuse)
        ear = await enter(running, "1", "room")
    assert await running.hub.subscribe_missing() is True
    await tell(running, "room", b"heard")
    await ear.hears("heard")


async def test_realtime_ends_without_a_trace() -> None:
    await start_realtime()
    running = realtime()
    await enter(running, "1", "room")
    assert publish.publishing_loop() is asyncio.get_running_loop()
    await stop_realtime()
    await stop_realtime()
    names = {task.get_coro().__qualname__ for task in asyncio.all_tasks()}  # type: ignore[union-attr]  # none is eager
    assert not {name for name in names if name.startswith(("Realtime.", "RedisSingle"))}
    assert publish._loop is None
    assert running.layer.on_mended is None
