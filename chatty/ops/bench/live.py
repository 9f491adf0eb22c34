"""What is measured on sockets: messages between pairs (W1), to a group (W2), and silence (W3)."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from chatty.ops.bench.measuring import Meter, memory_kib, percentile
from chatty.ops.bench.results import Figure, cpu_figure
from chatty.ops.bench.talking import Arrivals, Place, Talker, connect_all

SETTLE_SECONDS = 2.0


@dataclass(frozen=True, kw_only=True)
class Load:
    """How hard to press."""

    rate: float = 50.0
    """Messages a second of the quiet phase."""
    window: int = 8
    """Messages that each pair, or sender, has on their way at any time."""
    seconds: float = 10.0


async def measure_pairs(place: Place, load: Load) -> tuple[list[Figure], int]:
    """W1: direct messages, first at a fixed rate, then with a window of each pair always full.

    The figures, and how many messages were acknowledged in all. Even people send, odd ones listen.
    """
    arrivals = Arrivals(copies=1)
    count = len(place.population.pairs)
    talkers = await connect_all(
        place, range(count * 2), lambda number: arrivals.note if number % 2 else None
    )
    await asyncio.sleep(SETTLE_SECONDS)
    senders = talkers[::2]
    await _send_steadily(place, senders, arrivals, Load(rate=load.rate, seconds=1.0))
    sent = len(arrivals.acknowledged)

    arrivals.reset()
    await _send_steadily(place, senders, arrivals, load)
    sent += len(arrivals.acknowledged)
    figures = _latencies(arrivals, load)

    arrivals.reset()
    meter = Meter(place.parts)
    await _keep_full(place, senders, arrivals, load)
    spent = meter.read()
    sent += len(arrivals.acknowledged)
    done = len(arrivals.delivered)
    figures += [
        cpu_figure("w1.cpu", f"W1 {count} pairs × {load.window} in flight", spent, done, "message"),
        Figure(
            "w1.rate",
            "W1 the same",
            round(done / spent.seconds),
            "messages/s",
            {"p50 ms": percentile(arrivals.delivered, 0.5)},
        ),
    ]
    _leave(talkers)
    return figures, sent


async def measure_group(place: Place, load: Load, *, senders: int) -> list[Figure]:
    """W2: one group whose members are all there; every one of them, senders too, gets a copy."""
    group = place.population.group
    assert group is not None  # noqa: S101 - the command made one for this measurement
    size = len(group.members)
    arrivals = Arrivals(copies=size)
    talkers = await connect_all(place, range(size), lambda _number: arrivals.note)
    await asyncio.sleep(SETTLE_SECONDS)
    await arrivals.send(talkers[0], group.id)
    arrivals.reset()
    meter = Meter(place.parts)
    end = time.monotonic() + load.seconds

    async def keep_sending(talker: Talker) -> None:
        while time.monotonic() < end:
            await arrivals.send(talker, group.id)

    await asyncio.gather(*(keep_sending(talker) for talker in talkers[:senders]))
    spent = meter.read()
    _leave(talkers)
    work = f"W2 {size} members, {senders} sending"
    return [
        cpu_figure(f"w2.{senders}.cpu", work, spent, arrivals.copies, "delivery"),
        Figure(
            f"w2.{senders}.rate",
            "W2 the same",
            round(arrivals.copies / spent.seconds),
            "deliveries/s",
            {"all have it, p50 ms": percentile(arrivals.delivered, 0.5)},
        ),
    ]


async def measure_idle(place: Place, *, steps: Sequence[int]) -> list[Figure]:
    """W3: what the web processes grow by with sockets on which nothing happens."""
    web = place.parts["web"]
    before = memory_kib(web)
    talkers: list[Talker] = []
    figures = []
    for step in steps:
        began = time.monotonic()
        new = range(len(talkers), step)
        talkers += await connect_all(place, new, lambda _number: None)
        took = time.monotonic() - began
        await asyncio.sleep(SETTLE_SECONDS)
        after = memory_kib(web)
        more = {
            "PSS": round((after[1] - before[1]) / step, 1),
            "sockets opened/s": round(len(new) / took),
        }
        rss = round((after[0] - before[0]) / step, 1)
        # The target is that of the last, largest step.
        key = "w3.rss" if step == steps[-1] else f"w3.{step}.rss"
        figures.append(Figure(key, f"W3 {step} idle sockets", rss, "KiB RSS/socket", more))
    _leave(talkers)
    return figures


async def _send_steadily(
    place: Place, senders: Sequence[Talker], arrivals: Arrivals, load: Load
) -> None:
    """Send at the rate, whether or not earlier ones arrived."""
    began = time.monotonic()
    sending = []
    pairs = place.population.pairs
    for number in range(round(load.rate * load.seconds)):
        await asyncio.sleep(max(0.0, began + number / load.rate - time.monotonic()))
        at = number % len(pairs)
        sending.append(asyncio.ensure_future(arrivals.send(senders[at], pairs[at].id)))
    await asyncio.gather(*sending)


async def _keep_full(
    place: Place, senders: Sequence[Talker], arrivals: Arrivals, load: Load
) -> None:
    """Send the next one as soon as one of the window has arrived."""
    end = time.monotonic() + load.seconds

    async def keep_sending(at: int) -> None:
        while time.monotonic() < end:
            await arrivals.send(senders[at], place.population.pairs[at].id)

    await asyncio.gather(
        *(keep_sending(at) for at in range(len(senders)) for _ in range(load.window))
    )


def _latencies(arrivals: Arrivals, load: Load) -> list[Figure]:
    figures = []
    for name, values in (
        ("delivered", arrivals.delivered),
        ("acknowledged", arrivals.acknowledged),
    ):
        work = f"W1 at {load.rate:g}/s, send to {name}"
        for share in (0.5, 0.95, 0.99):
            point = f"p{share * 100:.0f}"
            key = f"w1.{point}" if name == "delivered" else f"w1.ack.{point}"
            figures.append(Figure(key, work, percentile(values, share), f"ms {point}"))
    return figures


def _leave(talkers: Sequence[Talker]) -> None:
    for talker in talkers:
        talker.leave()
