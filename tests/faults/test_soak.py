"""F30 in small: people talk for a long time while something breaks every few seconds.

`CHATTY_TEST_SOAK_SECONDS` says for how long: 600 unless it is set.
"""

import asyncio
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from signal import SIGTERM

import psycopg
import pytest
from redis import Redis

from tests import services
from tests.faults.crowd import gathered
from tests.faults.instance import POSTMASTER, WEB, Instance
from tests.faults.proxy import Proxy

pytestmark = pytest.mark.long

SOAK_SECONDS = float(os.environ.get("CHATTY_TEST_SOAK_SECONDS") or 600)
PEOPLE = 20
BACK_SECONDS = 60.0


async def test_a_long_day_of_faults_costs_no_message(
    instance_with_bus: Instance, bus_folder: Path, bus_address: str
) -> None:
    async with Proxy(instance_with_bus.base_url) as proxy:
        server = instance_with_bus.server(proxy.base_url)
        async with gathered(server, PEOPLE) as crowd:
            faults = breakdowns(instance_with_bus, proxy, bus_folder, bus_address)
            chosen = random.Random(f"{SOAK_SECONDS}")
            before = instance_with_bus.memory_bytes()
            async with crowd.talking(pause_seconds=1.0):
                until = time.monotonic() + SOAK_SECONDS
                await crowd.progress(PEOPLE)
                while time.monotonic() < until:
                    chosen.choice(faults)()
                    await crowd.progress(3 * PEOPLE)
                    proxy.flow()
                    await asyncio.to_thread(
                        instance_with_bus.wait_until_ready, seconds=BACK_SECONDS
                    )
                await crowd.expel()
                await crowd.progress(PEOPLE)
            await crowd.check(seconds=2 * BACK_SECONDS)
            assert instance_with_bus.memory_bytes() < 1.5 * before


def breakdowns(
    instance_with_bus: Instance, proxy: Proxy, bus_folder: Path, bus_address: str
) -> list[Callable[[], None]]:
    """What may happen, any time."""

    def lose_bus() -> None:
        valkey = services.child_of(bus_folder / "valkey.log")
        valkey.process.kill()
        valkey.process.wait()
        services.start_valkey(bus_folder)

    def forget() -> None:
        with Redis.from_url(bus_address) as redis:
            redis.flushall()

    def cut_database() -> None:
        with psycopg.connect(instance_with_bus.web_address(), autocommit=True) as web:
            web.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                " AND usename = current_user"
            )

    return [
        lambda: instance_with_bus.kill(instance_with_bus.children(WEB)[0]),
        lambda: instance_with_bus.kill(instance_with_bus.children(WEB)[-1], SIGTERM),
        lambda: instance_with_bus.kill(instance_with_bus.children(POSTMASTER)[0]),
        lose_bus,
        forget,
        cut_database,
        proxy.cut,
    ]
