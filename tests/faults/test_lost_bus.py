"""F4 and F5: Valkey is killed, or forgets everything, while people talk."""

import asyncio
from pathlib import Path

import pytest
from redis import Redis

from tests import services
from tests.faults.crowd import gathered
from tests.faults.instance import Instance

pytestmark = pytest.mark.long

DOWN_SECONDS = 10.0
FLUSHES = 5


async def test_without_the_bus_people_hear_by_polling_and_at_once_when_it_is_back(
    instance_with_bus: Instance, bus_folder: Path
) -> None:
    async with gathered(instance_with_bus.server(), 10) as crowd:
        async with crowd.talking():
            await crowd.progress(20)
            valkey = services.child_of(bus_folder / "valkey.log")
            valkey.process.kill()
            valkey.process.wait()
            await crowd.progress(50)
            await asyncio.sleep(DOWN_SECONDS)
        # Nothing more is said: who did not hear of the last of it has to be told by the server.
        await crowd.check()
        async with crowd.talking():
            services.start_valkey(bus_folder)
            await crowd.expel()
            await crowd.progress(50)
        await crowd.check()
    assert instance_with_bus.ends("web") == 0


async def test_a_bus_that_forgets_everything_costs_no_message(
    instance_with_bus: Instance, bus_address: str
) -> None:
    with Redis.from_url(bus_address) as redis:
        async with gathered(instance_with_bus.server(), 10) as crowd:
            async with crowd.talking():
                for _ in range(FLUSHES):
                    await crowd.progress(20)
                    redis.flushall()
                await crowd.expel()
                await crowd.progress(20)
            await crowd.check()
    assert instance_with_bus.ends("web") == 0
