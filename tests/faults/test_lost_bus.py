"""F4 and F5: Valkey is killed, or forgets everything, while people talk."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from tests import services
from tests.faults.conftest import InstanceFactory
from tests.faults.crowd import gathered
from tests.faults.instance import Instance

pytestmark = pytest.mark.long

DOWN_SECONDS = 10.0
FLUSHES = 5


@pytest.fixture(scope="module")
def bus_folder() -> Iterator[Path]:
    """Where a Valkey of our own keeps its data: `bin/up` would start its own at once again."""
    with tempfile.TemporaryDirectory(prefix="chatty-bus-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def address(bus_folder: Path) -> str:
    return services.start_valkey(bus_folder)


@pytest.fixture(scope="module")
def instance(make_instance: InstanceFactory, address: str) -> Instance:
    return make_instance(web_processes=2, settings={"REDIS_URL": address})


async def test_without_the_bus_people_hear_by_polling_and_at_once_when_it_is_back(
    instance: Instance, bus_folder: Path
) -> None:
    async with gathered(instance.server(), 10) as crowd:
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
    assert instance.ends("web") == 0


async def test_a_bus_that_forgets_everything_costs_no_message(
    instance: Instance, address: str
) -> None:
    with Redis.from_url(address) as redis:
        async with gathered(instance.server(), 10) as crowd:
            async with crowd.talking():
                for _ in range(FLUSHES):
                    await crowd.progress(20)
                    redis.flushall()
                await crowd.expel()
                await crowd.progress(20)
            await crowd.check()
    assert instance.ends("web") == 0
