"""The hub under what other processes and Redis do to it: races, an absent bus, lost events."""

import asyncio

import pytest

from tests.chatty.realtime.test_hub import World


@pytest.fixture
async def world() -> World:
    return World()


async def test_who_came_back_is_not_made_deaf_by_an_older_removal(world: World) -> None:
    """Removed and added again while an event before both is on its way from another process."""
    await world.enter("a", "room", "user:a")
    world.members = {"a": {"room", "user:a"}}
    await world.tell("room", "1", rev=1)
    await world.tell("room", None, rev=3, revoke=["a"])
    await world.tell("user:a", "welcome back", subscribe=["room"])
    await world.tell("room", "2", rev=2)
    await world.tell("room", "5", rev=4)
    assert world.heard["a"] == ["1", "welcome back", "2", "5"]


async def test_who_is_let_into_what_has_ended_is_taken_out_again(world: World) -> None:
    await world.enter("a", "user:a")
    world.removed = {"a"}
    await world.tell("user:a", "welcome", subscribe=["room"])
    assert world.rechecked == ["a"]
    assert world.bus.calls[-1] in ("-room", "-user:a")
    await world.tell("room", "for nobody")
    assert world.heard["a"] == ["welcome"]


async def test_while_one_topic_is_subscribed_nothing_overtakes(world: World) -> None:
    await world.enter("a", "user:a")
    await world.enter("b", "other")
    world.bus.is_open.clear()
    await world.tell("user:a", "welcome", subscribe=["room"])
    await world.tell("room", "first")
    await world.tell("other", "x")
    assert world.heard == {"a": [], "b": []}
    world.bus.is_open.set()
    await world.settle()
    assert world.heard == {"a": ["welcome", "first"], "b": ["x"]}


async def test_a_bus_that_is_away_holds_nothing_up_twice(world: World) -> None:
    await world.enter("a", "user:a")
    world.bus.is_away = True
    await world.tell("user:a", "one", subscribe=["room"])
    assert world.hub.is_cut_off
    world.bus.is_open.clear()
    await world.tell("user:a", "two", subscribe=["hall"])
    await world.tell("room", "said here")
    assert world.heard["a"] == ["one", "two", "said here"]


async def test_of_what_only_the_newest_counts_older_ones_are_not_told(world: World) -> None:
    await world.enter("a", "seen:b")

    async def show(text: str, stamp: float) -> None:
        frame = text.encode()
        world.hub.receive(
            {"topic": "seen:b", "frame": frame, "rev": None, "control": None, "stamp": stamp}
        )
        await world.settle()

    await show("offline", 2.0)
    await show("online", 1.0)
    await show("away", 3.0)
    await world.tell("seen:b", "no order")
    assert world.heard["a"] == ["offline", "away", "no order"]


async def test_a_topic_that_is_further_than_was_told_is_found(world: World) -> None:
    await world.enter("a", "room", "user:a")
    assert sorted(world.hub.unmeasured()) == ["room", "user:a"]
    assert world.hub.measure(["room", "user:a"], {"room": 4}) == {}
    assert world.hub.unmeasured() == []
    assert world.hub.ordered() == ["room"]
    assert world.hub.measure(["room"], {"room": 4}) == {}
    assert world.hub.measure(["room", "gone"], {"room": 6, "gone": 9}) == {"room": 6}
    # It was only late.
    await world.tell("room", "5", rev=5)
    await world.tell("room", "6", rev=6)
    world.hub.catch_up({"room": 6}, lambda _topic: b"look")
    assert world.heard["a"] == ["5", "6"]
    assert world.hub.measure(["room"], {"room": 7}) == {"room": 7}
    for _ in range(2):
        world.hub.catch_up({"room": 7}, lambda _topic: b"look")
    await world.settle()
    assert world.heard["a"] == ["5", "6", "look"]
    assert world.hub.measure(["room"], {"room": 7}) == {}


async def test_of_a_topic_that_was_measured_the_first_events_are_put_in_order(world: World) -> None:
    await world.enter("a", "room")
    assert world.hub.measure(["room"], {"room": 4}) == {}
    for rev in (6, 5):
        await world.tell("room", str(rev), rev=rev)
    assert world.heard["a"] == ["5", "6"]


async def test_what_was_missed_before_anything_was_heard_counts_while_deaf(world: World) -> None:
    world.bus.is_away = True
    await world.enter("a", "room")
    assert world.hub.measure(["room"], {"room": 4}) == {"room": 4}
    world.hub.catch_up({"room": 4}, lambda _topic: b"look")
    await world.settle()
    assert world.heard["a"] == ["look"]
    assert world.hub.measure(["room"], {"room": 4}) == {}


async def test_whoever_leaves_by_what_they_are_told_leaves_nothing_behind(world: World) -> None:
    await world.enter("a", "room")
    await world.enter("b", "hall")
    await world.tell("room", "1", rev=1)
    await world.tell("room", "the end", rev=2, end=True)
    await world.tell("hall", "3", rev=3)
    await world.tell("hall", "5", rev=5, revoke=["b"])
    async with asyncio.timeout(30):
        await world.looked.wait()
    await world.settle()
    assert world.heard == {"a": ["1", "the end"], "b": ["3"]}
    assert world.hub.ordered() == []
    assert (world.hub._orders, world.hub._releases, world.hub._stamps) == ({}, {}, {})
