"""F17: two thousand clients are dropped at once and all come back at once."""

import asyncio
import random
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.faults.conftest import InstanceFactory
from tests.faults.crowd import gathered
from tests.faults.instance import Instance
from tests.faults.member import TRANSIENT
from tests.people import Talker

pytestmark = pytest.mark.long

PEOPLE = 100
CLIENTS_EACH = 20
POOL = 20
BACK_SECONDS = 90.0
LONGEST_SEND_SECONDS = 10.0
# Much less than clients take by themselves (up to a minute): the worst that a network can do.
SPREAD_SECONDS = 5.0
FIRST_SPREAD_SECONDS = 20.0


@pytest.fixture(scope="module")
def instance(make_instance: InstanceFactory) -> Instance:
    return make_instance()


@dataclass
class Visitor:
    """A client that connects, catches up by `sync`, and then only listens."""

    talker: Talker
    statuses: Counter[int]
    wire: ClientConnection | None = None
    cursor: str | None = None
    errors: list[str] = field(default_factory=list)

    async def come(self, *, spread_seconds: float) -> None:
        """Come back, after a pause like any other client's, as often as it takes."""
        self.wire = None
        await asyncio.sleep(random.uniform(0, spread_seconds))
        while self.wire is None:
            with suppress(*TRANSIENT):
                self.wire = await connect(
                    self.talker.server.socket_url,
                    additional_headers=self.talker.bearer,
                    ping_interval=None,
                    open_timeout=30,
                    compression=None,
                )
                await asyncio.wait_for(self.wire.recv(), 30)
        while not await self._catch_up():
            continue

    async def _catch_up(self) -> bool:
        """Whether it was answered; after what it was told to wait, if not."""
        body: dict[str, Any] = {"account_cursor": self.cursor} if self.cursor else {}
        try:
            answer = await self.talker.http.post("/sync", json=body)
        except TRANSIENT:
            await asyncio.sleep(random.uniform(0.5, 2.0))
            return False
        self.statuses[answer.status_code] += 1
        if answer.status_code == 503:
            assert int(answer.headers["Retry-After"]) > 0
            await asyncio.sleep(int(answer.headers["Retry-After"]) * random.uniform(1, 2))
            return False
        assert answer.status_code == 200, answer.text
        self.cursor = answer.json()["account_cursor"]
        return True

    def drop(self) -> None:
        """Lose the network."""
        assert self.wire is not None
        self.wire.transport.abort()


@pytest.fixture
async def visitors(instance: Instance) -> AsyncIterator[list[Visitor]]:
    """All of them, each connected and up to date."""
    gate, mark = asyncio.Semaphore(4), uuid.uuid4().hex[:8]

    async def register(number: int) -> Talker:
        async with gate:
            return await Talker.register(instance.server(), f"v{number}.{mark}")

    talkers = await asyncio.gather(*(register(number) for number in range(PEOPLE)))
    statuses: Counter[int] = Counter()
    found = [Visitor(talker, statuses) for talker in talkers for _ in range(CLIENTS_EACH)]
    await asyncio.gather(*(one.come(spread_seconds=FIRST_SPREAD_SECONDS) for one in found))
    yield found
    for one in found:
        one.drop()
    await asyncio.gather(*(talker.http.aclose() for talker in talkers))


async def test_two_thousand_clients_that_return_at_once_starve_nobody(
    instance: Instance, visitors: list[Visitor]
) -> None:
    visitors[0].statuses.clear()
    async with gathered(instance.server(), 4) as crowd:
        async with crowd.talking():
            await crowd.progress(20)
            before = instance.memory_bytes()
            watching = asyncio.create_task(most_connections(instance))
            for visitor in visitors:
                visitor.drop()
            async with asyncio.timeout(BACK_SECONDS):
                await asyncio.gather(
                    *(visitor.come(spread_seconds=SPREAD_SECONDS) for visitor in visitors)
                )
            watching.cancel()
            await crowd.progress(20)
        await crowd.check()
        assert max(member.longest_wait_seconds for member in crowd.members) < LONGEST_SEND_SECONDS
    assert set(visitors[0].statuses) <= {200, 503}
    with suppress(asyncio.CancelledError):
        await watching
    assert 0 < _most[0] <= POOL
    assert instance.memory_bytes() < 1.5 * before
    assert instance.ends("web") == 0


_most = [0]


async def most_connections(instance: Instance) -> None:
    """Look, until cancelled, how many connections the web processes have open."""
    async with await psycopg.AsyncConnection.connect(
        instance.owner_address(), autocommit=True
    ) as owner:
        while True:
            row = await (
                await owner.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE usename = 'chatty_web'"
                    " AND application_name = ''"
                )
            ).fetchone()
            assert row is not None
            _most[0] = max(_most[0], row[0])
            await asyncio.sleep(0.1)
