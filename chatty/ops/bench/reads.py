"""What is measured over HTTP: a page of messages (W4), changes, the list and a round of sync."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack

from chatty.ops.bench.http_client import HttpClient
from chatty.ops.bench.measuring import Meter, percentile
from chatty.ops.bench.results import Figure, cpu_figure
from chatty.ops.bench.talking import Place

_PAGE = 50
_WARM_UP = 20
_ROUNDS = 100

Ask = Callable[[HttpClient], Awaitable[object]]


class WrongAnswer(Exception):  # noqa: N818 - named for what happened
    """The server did not show what was made."""


async def measure_history(
    place: Place, size: int, *, key: str, concurrency: Sequence[int], seconds: float
) -> list[Figure]:
    """W4: the newest 50 of a conversation of `size` messages."""
    room = place.population.histories[size]
    path = f"/conversations/{room.id}/messages?limit={_PAGE}"
    async with client_of(place, 0) as client:
        found = json.loads(await client.get(path))["results"]
    if [one["seq"] for one in found] != list(range(size - len(found) + 1, size + 1)) or not found:
        raise WrongAnswer(f"Not the newest of {size} messages: {len(found)} came.")
    figures = []
    for count in concurrency:
        work = f"W4 newest {_PAGE} of {size:,}, {count} asking"
        figures += await measure_asking(
            place,
            lambda client: client.get(path),
            key=f"{key}.{count}",
            work=work,
            seconds=seconds,
            concurrency=count,
        )
    return figures


async def measure_changes(place: Place, size: int, *, key: str, seconds: float) -> list[Figure]:
    """The last 50 changes of a conversation of `size` messages."""
    room = place.population.histories[size]
    path = f"/conversations/{room.id}/changes?since={size + 1 - _PAGE}"
    work = f"changes, last {_PAGE} of {size:,}"
    return await measure_asking(
        place, lambda client: client.get(path), key=key, work=work, seconds=seconds
    )


async def measure_list(place: Place, size: int, *, key: str, seconds: float) -> list[Figure]:
    """The first page of the list of somebody who is in `size` conversations with unread ones."""
    reader = place.population.readers[size]
    path = f"/conversations?limit={_PAGE}"
    async with client_of(place, reader) as client:
        first = json.loads(await client.get(path))["results"]
    if len(first) != min(size, _PAGE) or any(one["unread_count"] != 1 for one in first):
        raise WrongAnswer(f"{len(first)} conversations of {size} came, each with 1 unread.")
    work = f"list of {size:,}, first {len(first)}"
    return await measure_asking(
        place,
        lambda client: client.get(path),
        key=key,
        work=work,
        seconds=seconds,
        person=reader,
    )


async def measure_sync(place: Place, size: int, *, key: str, seconds: float) -> list[Figure]:
    """A round of sync of a client that knows all of its `size` conversations."""
    reader = place.population.readers[size]
    async with client_of(place, reader) as client:
        cursor = await catch_up(client)
    body = json.dumps({"account_cursor": cursor}).encode()
    work = f"sync, up to date, {size:,} conversations"
    return await measure_asking(
        place,
        lambda client: client.post("/sync", body),
        key=key,
        work=work,
        seconds=seconds,
        person=reader,
    )


async def catch_up(client: HttpClient) -> str:
    """The account cursor at which nothing is new. WrongAnswer when it does not come to that, as
    while an older transaction is open in the database: what it may have written is told again.
    """
    cursor = None
    for _ in range(_ROUNDS):
        body = json.dumps({"account_cursor": cursor}).encode()
        answer = json.loads(await client.post("/sync", body))
        cursor = str(answer["account_cursor"])
        if not answer["has_more"] and not answer["conversations"]:
            return cursor
    raise WrongAnswer(f"After {_ROUNDS} rounds of sync there still are conversations to tell.")


async def measure_asking(
    place: Place,
    ask: Ask,
    *,
    key: str,
    work: str,
    seconds: float,
    person: int = 0,
    concurrency: int = 1,
) -> list[Figure]:
    """Let `concurrency` clients ask again and again, each as soon as it has its answer."""
    took: list[float] = []
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(client_of(place, person)) for _ in range(concurrency)
        ]
        for _ in range(_WARM_UP):
            await ask(clients[0])
        meter = Meter(place.parts)
        end = time.monotonic() + seconds

        async def keep_asking(client: HttpClient) -> None:
            while (began := time.monotonic()) < end:
                await ask(client)
                took.append((time.monotonic() - began) * 1_000)

        await asyncio.gather(*(keep_asking(client) for client in clients))
        spent = meter.read()
    more = {
        "p95": percentile(took, 0.95),
        "p99": percentile(took, 0.99),
        "requests/s": round(len(took) / spent.seconds),
    }
    return [
        Figure(f"{key}.p50", work, percentile(took, 0.5), "ms p50", more),
        cpu_figure(f"{key}.cpu", work, spent, len(took), "request"),
    ]


def client_of(place: Place, person: int) -> HttpClient:
    return HttpClient(place.url, token=place.population.token(person), host=place.host)
