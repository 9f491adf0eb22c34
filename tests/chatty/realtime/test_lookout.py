"""What a process looks at by itself: spread over time, asked for many at once."""

import asyncio
import time
from collections.abc import Callable, Collection
from typing import Any

import pytest

from chatty.core.limits import override_limits
from chatty.realtime import lookout as module
from chatty.realtime import registry
from chatty.realtime.connection import Connection
from chatty.realtime.lookout import Lookout
from chatty.realtime.welcome import gap_frame
from tests.chatty.realtime.test_hub import World

ROOM = "conversation:0198c0de-0000-7000-8000-000000000001"


class Database:
    """How far conversations are, and how often that was asked."""

    def __init__(self) -> None:
        self.revs: dict[str, int] = {}
        self.asked: list[list[str]] = []

    def revs_of(self, topics: Collection[str]) -> dict[str, int]:
        self.asked.append(sorted(topics))
        return {topic: rev for topic, rev in self.revs.items() if topic in topics}


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Database:
    made = Database()
    monkeypatch.setattr(registry, "revs_of", made.revs_of)
    monkeypatch.setattr(module, "LATE_SECONDS", 0.0)
    monkeypatch.setattr(module, "is_failing", lambda: False)

    async def run_in_thread(work: Callable[[], Any]) -> Any:
        return work()

    monkeypatch.setattr(module, "run_in_thread", run_in_thread)
    return made


async def test_a_lost_event_is_found_at_the_next_look(database: Database) -> None:
    world = World()
    await world.enter("a", ROOM, "user:a")
    lookout = Lookout(world.hub)
    database.revs[ROOM] = 5
    await lookout.look_for_gaps()
    assert database.asked == [sorted([ROOM, "user:a"])]
    database.revs[ROOM] = 6
    await lookout.look_for_gaps()
    assert len(database.asked) == 1
    with override_limits(gap_look_seconds=1e-9):
        await lookout.look_for_gaps()
        await lookout.look_for_gaps()
    await world.settle()
    # Of a person's own topic nobody asks twice; it has no `rev`.
    assert database.asked[1:] == [[ROOM], [ROOM]]
    assert world.heard["a"] == [gap_frame(ROOM).decode()]


async def test_while_nothing_can_be_published_it_looks_more_often(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    await world.enter("a", ROOM)
    lookout = Lookout(world.hub)
    await lookout.look_for_gaps()
    database.asked.clear()
    world.hub._progress.advance(ROOM, 1)
    lookout._looked_at = time.monotonic() - 6
    await lookout.look_for_gaps()
    assert database.asked == []
    monkeypatch.setattr(module, "is_failing", lambda: True)
    await lookout.look_for_gaps()
    assert database.asked == [[ROOM]]


async def test_while_the_bus_is_away_it_looks_more_often(database: Database) -> None:
    world = World()
    await world.enter("a", ROOM)
    lookout = Lookout(world.hub)
    database.revs[ROOM] = 1
    await lookout.look_for_gaps()
    lookout._looked_at = time.monotonic() - 6
    await lookout.look_for_gaps()
    assert len(database.asked) == 1
    world.bus.is_away = True
    await world.hub.listen(world.hub.connections()[0], ["presence:b"])
    assert world.hub.is_cut_off
    await lookout.look_for_gaps()
    assert [ROOM] in [[topic for topic in asked if topic == ROOM] for asked in database.asked[1:]]


async def test_many_topics_are_asked_in_parts(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TOPICS_AT_ONCE", 2)
    world = World()
    await world.enter("a", "1", "2", "3", "4", "5")
    await Lookout(world.hub).look_for_gaps()
    assert [len(asked) for asked in database.asked] == [2, 2, 1]


async def test_every_socket_is_looked_at_in_time_and_no_burst_stays_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    for number in range(300):
        await world.enter(str(number), "room")
    looked: list[list[Connection]] = []

    async def look_again_at(_hub: object, connections: list[Connection]) -> None:
        looked.append(list(connections))
        for one in connections:
            one.looked_at = time.monotonic()

    monkeypatch.setattr(module, "look_again_at", look_again_at)
    lookout = Lookout(world.hub)
    await lookout.look_at_permissions()
    assert looked == []
    for number, one in enumerate(world.hub.connections()):
        one.looked_at -= 100 + number
    for _ in range(10):
        await lookout.look_at_permissions()
    assert [len(found) for found in looked] == [60] * 5
    assert len({one.id for found in looked for one in found}) == 300
    # The one that waited longest came first.
    assert looked[0][0].id == "299"


async def test_a_socket_that_missed_many_is_told_once(database: Database) -> None:
    world = World()
    rooms = [f"conversation:0198c0de-0000-7000-8000-{number:012}" for number in range(30)]
    await world.enter("a", *rooms)
    await world.enter("b", *rooms[:2])
    lookout = Lookout(world.hub)
    database.revs = dict.fromkeys(rooms, 5)
    await lookout.look_for_gaps()
    database.revs = dict.fromkeys(rooms, 6)
    with override_limits(gap_look_seconds=1e-9):
        await lookout.look_for_gaps()
    await world.settle()
    assert world.heard["a"] == [gap_frame().decode()]
    assert world.heard["b"] == [gap_frame(room).decode() for room in rooms[:2]]


async def test_what_is_about_to_be_heard_counts_as_no_gap(database: Database) -> None:
    world = World()
    world.bus.is_open.clear()
    entering = asyncio.create_task(world.enter("a", ROOM))
    await asyncio.sleep(0)
    lookout = Lookout(world.hub)
    database.revs[ROOM] = 5
    await lookout.look_for_gaps()
    world.bus.is_open.set()
    await entering
    await lookout.look_for_gaps()
    await world.settle()
    assert database.asked == [[ROOM], [ROOM]]
    assert world.heard["a"] == []
