"""The bus with a real Redis, and what we use of the insides of Channels' layer, which is pinned."""

import asyncio
from collections.abc import AsyncIterator
from importlib.metadata import version
from typing import Any

import pytest
from django.conf import settings

from chatty.realtime.bus import Bus
from chatty.realtime.topics import group_name


def message(text: str, topic: str = "room:1") -> dict[str, Any]:
    return {"type": "hub.event", "topic": topic, "frame": text.encode(), "rev": None}


@pytest.fixture
async def buses() -> AsyncIterator[tuple[Bus, Bus]]:
    """Two processes' worth of it."""
    options: Any = settings.CHANNEL_LAYERS["default"]["CONFIG"]
    made = Bus(**options), Bus(**options)
    yield made
    for bus in made:
        await bus.close()


async def listen(bus: Bus, topic: str = "room:1") -> str:
    channel: str = await bus.new_channel()
    await bus.attend(channel)
    await bus.group_add(group_name(topic), channel)
    # SUBSCRIBE is on its way; what is published on another connection may be faster.
    await bus.group_send(group_name(topic), message("here", topic))
    async with asyncio.timeout(30):
        while not await bus.receive_all(channel):
            await bus.group_send(group_name(topic), message("here", topic))
    return channel


async def hear(bus: Bus, channel: str, count: int) -> list[bytes]:
    heard: list[bytes] = []
    async with asyncio.timeout(30):
        while len(heard) < count:
            found = await bus.receive_all(channel)
            heard += [one["frame"] for one in found if one["frame"] != b"here"]
    return heard


def test_the_layer_is_the_version_that_was_read() -> None:
    assert version("channels-redis").startswith("4.3.")


async def test_others_hear_in_order_what_a_process_has_told_its_own(buses: tuple[Bus, Bus]) -> None:
    mine, other = buses
    ears = [await listen(mine), await listen(other)]
    await mine.publish_all([message(str(number)) for number in range(100)], is_known_here=True)
    await mine.publish_all([message("for all")], is_known_here=False)
    expected = [str(number).encode() for number in range(100)]
    assert await hear(other, ears[1], 101) == [*expected, b"for all"]
    assert await hear(mine, ears[0], 1) == [b"for all"]


async def test_several_go_together_to_every_process(buses: tuple[Bus, Bus]) -> None:
    """The hub leaves what nobody hears in it."""
    mine, other = buses
    channel = await listen(other, "room:1")
    both = [message("a", "room:2"), message("b", "room:1")]
    await mine.publish_all(both, is_known_here=True)
    assert await hear(other, channel, 2) == [b"a", b"b"]


async def test_one_alone_goes_to_who_hears_its_topic(buses: tuple[Bus, Bus]) -> None:
    mine, other = buses
    channel = await listen(other, "room:1")
    for text, topic in (("a", "room:1"), ("b", "room:2"), ("c", "room:1")):
        await mine.publish_all([message(text, topic)], is_known_here=True)
    assert await hear(other, channel, 2) == [b"a", b"c"]


async def test_a_bus_that_was_closed_comes_up_again(buses: tuple[Bus, Bus]) -> None:
    mine, other = buses
    await mine.publish_all([message("x")], is_known_here=True)
    await mine.close()
    channel = await listen(other)
    await mine.publish_all([message("y")], is_known_here=True)
    assert await hear(other, channel, 1) == [b"y"]
