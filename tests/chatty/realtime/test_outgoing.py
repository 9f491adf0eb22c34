"""Events on their way out: in order, first to the own process, together to the others."""

import asyncio
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from chatty.realtime import outgoing as module
from chatty.realtime.outgoing import Outgoing


class Layer:
    """A channel layer that takes batches down; it may be slow, or away."""

    def __init__(self) -> None:
        self.batches: list[list[Any]] = []
        self.known: list[bool] = []
        self.is_away = False
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def publish_all(
        self, messages: Sequence[Mapping[str, Any]], *, is_known_here: bool
    ) -> None:
        await self.may_answer.wait()
        if self.is_away:
            raise ConnectionError("away")
        self.batches.append([message["n"] for message in messages])
        self.known.append(is_known_here)


@pytest.fixture
async def layer(monkeypatch: pytest.MonkeyPatch) -> Layer:
    made = Layer()
    monkeypatch.setattr(module, "get_channel_layer", lambda: made)
    return made


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_what_comes_together_goes_together(layer: Layer) -> None:
    outgoing, loop = Outgoing(), asyncio.get_running_loop()
    told: list[int] = []
    outgoing.deliver = lambda message: told.append(message["n"])
    layer.may_answer.clear()
    for number in range(3):
        outgoing.put({"n": number}, loop)
    await settle()
    for number in range(3, 6):
        outgoing.put({"n": number}, loop)
        await settle()
    # The own process does not wait for the bus.
    assert told == list(range(6))
    layer.may_answer.set()
    await settle()
    assert layer.batches == [[0, 1, 2], [3, 4, 5]]
    assert layer.known == [True, True]


async def test_threads_may_publish_and_each_keeps_its_order(layer: Layer) -> None:
    outgoing, loop = Outgoing(), asyncio.get_running_loop()

    def publish(place: int) -> None:
        for number in range(200):
            outgoing.put({"n": (place, number)}, loop)

    threads = [threading.Thread(target=publish, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    await asyncio.gather(*(asyncio.to_thread(thread.join) for thread in threads))
    await settle()
    sent = [one for batch in layer.batches for one in batch]
    assert len(sent) == 800
    for place in range(4):
        assert [n for at, n in sent if at == place] == list(range(200))
    assert layer.known[0] is False


async def test_a_bus_that_is_away_costs_a_hint_and_no_more(
    layer: Layer, caplog: pytest.LogCaptureFixture
) -> None:
    outgoing, loop = Outgoing(), asyncio.get_running_loop()
    told: list[int] = []
    outgoing.deliver = lambda message: told.append(message["n"])
    layer.is_away = True
    failing = [outgoing.is_failing]
    outgoing.put({"n": 1}, loop)
    await settle()
    failing.append(outgoing.is_failing)
    layer.is_away = False
    outgoing.put({"n": 2}, loop)
    await settle()
    failing.append(outgoing.is_failing)
    assert failing == [False, True, False]
    assert told == [1, 2]
    assert layer.batches == [[2]]
    assert [record.getMessage() for record in caplog.records] == ["publish.failed"]


async def test_a_bus_that_hangs_is_not_waited_for_without_a_bound(
    layer: Layer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT", 10)
    outgoing, loop = Outgoing(), asyncio.get_running_loop()
    layer.may_answer.clear()
    for number in range(100):
        outgoing.put({"n": number}, loop)
    await settle()
    for number in range(100, 200):
        outgoing.put({"n": number}, loop)
    await settle()
    layer.may_answer.set()
    await settle()
    assert [len(batch) for batch in layer.batches] == [10, 10]
    assert layer.batches[-1][-1] == 199


async def test_so_many_go_together_and_no_more(
    layer: Layer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TOGETHER", 4)
    outgoing, loop = Outgoing(), asyncio.get_running_loop()
    for number in range(10):
        outgoing.put({"n": number}, loop)
    await settle()
    assert layer.batches == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


async def test_one_message_that_breaks_the_hub_stops_no_other(
    layer: Layer, caplog: pytest.LogCaptureFixture
) -> None:
    outgoing, loop = Outgoing(), asyncio.get_running_loop()
    told: list[int] = []

    def deliver(message: Mapping[str, Any]) -> None:
        told.append(1 // message["n"])

    outgoing.deliver = deliver
    for number in (1, 0, 1):
        outgoing.put({"n": number}, loop)
    await settle()
    assert told == [1, 1]
    assert layer.batches == [[1, 0, 1]]
    assert "publish.delivery_failed" in caplog.text
