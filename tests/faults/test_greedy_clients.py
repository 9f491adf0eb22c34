"""Clients that take what they can: a thousand sockets, endless typing, half a request."""

import asyncio
import json
import uuid
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from tests.faults.conftest import InstanceFactory
from tests.faults.instance import Instance
from tests.faults.raw_socket import open_tcp
from tests.people import Talker, eventually, open_socket

pytestmark = pytest.mark.long

SOCKETS = 1_000
CONNECTIONS_PER_USER = 5
TOO_MANY = 4409
TYPING_PER_MINUTE = 120
TYPINGS = 3_000
HALVES = 500
PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="module")
def instance(make_instance: InstanceFactory) -> Instance:
    return make_instance(settings={"CHATTY_RATE_LIMITS": "on"})


@pytest.fixture
async def pair(instance: Instance) -> AsyncIterator[tuple[Talker, Talker, str]]:
    """Greedy, Ben and their room."""
    mark = uuid.uuid4().hex[:8]
    greedy = await Talker.register(instance.server(), f"greedy.{mark}")
    ben = await Talker.register(instance.server(), f"ben.{mark}")
    yield greedy, ben, await greedy.make_group(ben)
    await greedy.leave()
    await ben.leave()


async def test_of_a_thousand_sockets_the_last_few_stay(
    instance: Instance, pair: tuple[Talker, Talker, str]
) -> None:
    greedy, ben, room = pair
    his = await ben.connect()
    before = instance.memory_bytes()
    for _ in range(SOCKETS // 20):
        greedy.sockets += await asyncio.gather(
            *(open_socket(greedy.server, headers=greedy.bearer) for _ in range(20))
        )

    def codes() -> Counter[int | None]:
        return Counter(socket.wire.close_code for socket in greedy.sockets)

    await eventually(lambda: codes()[None] == CONNECTIONS_PER_USER, seconds=PATIENCE_SECONDS)
    assert codes()[TOO_MANY] == SOCKETS - CONNECTIONS_PER_USER
    await greedy.post(room, "so many of me")
    await his.event("message.created", body="so many of me")
    last = [socket for socket in greedy.sockets if socket.wire.close_code is None]
    for socket in last:
        await socket.event("message.created", body="so many of me")
    assert instance.memory_bytes() < 1.5 * before


async def test_a_flood_of_typing_is_refused_and_drowns_nobody(
    pair: tuple[Talker, Talker, str],
) -> None:
    greedy, ben, room = pair
    hers, his = await greedy.connect(), await ben.connect()
    data = {"conversation_id": room, "active": True}
    for number in range(1_000_000, 1_000_000 + TYPINGS):
        await hers.say(json.dumps({"id": number, "op": "typing", "d": data}))
    await ben.post(room, "still here")
    await his.event("message.created", body="still here")
    await hers.until(
        lambda: sum("re" in frame for frame in hers.frames) == TYPINGS, seconds=PATIENCE_SECONDS
    )
    refused = [f["error"]["code"] for f in hers.frames if "re" in f and not f["ok"]]
    assert set(refused) == {"rate_limited"}
    assert len(refused) >= TYPINGS // 2
    assert 0 < len(his.events("typing")) <= TYPINGS - len(refused)
    assert await hers.is_alive()


async def test_half_requests_keep_nobody_out(
    instance: Instance, pair: tuple[Talker, Talker, str]
) -> None:
    greedy, ben, room = pair
    loop = asyncio.get_running_loop()
    halves = [await open_tcp(instance.server()) for _ in range(HALVES)]
    for raw in halves:
        await loop.sock_sendall(raw, b"POST /api/v1/sync HTTP/1.1\r\nContent-Length: 9\r\nHost: ")
    his = await ben.connect()
    await greedy.post(room, "all the same")
    await his.event("message.created", body="all the same")
    assert instance.is_ready()
    for raw in halves:
        raw.close()
