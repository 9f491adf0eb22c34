"""F1 to F3: the web processes, the database and its parts are killed in mid-traffic."""

import asyncio

import psycopg
import pytest

from tests.faults.conftest import InstanceFactory
from tests.faults.crowd import gathered
from tests.faults.instance import POSTMASTER, WEB, Instance
from tests.people import eventually

pytestmark = pytest.mark.long

BACK_SECONDS = 60.0
KILLS = 30
RHYTHM_SECONDS = 2.0


@pytest.fixture(scope="module")
def instance(make_instance: InstanceFactory) -> Instance:
    return make_instance(web_processes=2)


async def test_a_web_process_killed_every_two_seconds_costs_no_message(
    instance: Instance,
) -> None:
    ended = instance.ends("web")
    async with gathered(instance.server(), 50) as crowd:
        before = instance.memory_bytes()
        async with crowd.talking(pause_seconds=2.0):
            for kill in range(KILLS):
                if kill == KILLS // 2:
                    await crowd.expel()
                victims = instance.children(WEB)
                assert victims, instance.lines[-5:]
                instance.kill(victims[kill % len(victims)])
                # The service goes on: with the other process, or with the next one.
                await crowd.progress(1, seconds=BACK_SECONDS)
                await asyncio.sleep(RHYTHM_SECONDS)
            await eventually(lambda: len(instance.children(WEB)) == 2, seconds=BACK_SECONDS)
            await crowd.progress(100)
        await crowd.check()
        assert instance.memory_bytes() < 1.5 * before
    assert instance.ends("web") == ended + KILLS


async def test_a_database_killed_five_times_costs_no_message(instance: Instance) -> None:
    ended = instance.ends("web")
    async with gathered(instance.server(), 20) as crowd:
        before = instance.memory_bytes()
        async with crowd.talking(pause_seconds=0.5):
            for _ in range(5):
                await crowd.progress(20)
                instance.kill(instance.children(POSTMASTER)[0])
                await asyncio.to_thread(instance.wait_until_ready, seconds=BACK_SECONDS)
            await crowd.expel()
            await crowd.progress(20)
        await crowd.check()
        assert instance.memory_bytes() < 1.5 * before
    assert instance.ends("PostgreSQL") == 5
    assert instance.ends("web") == ended


@pytest.mark.parametrize("kind", ["client backend", "walwriter"])
async def test_a_killed_part_of_the_database_costs_no_message(
    instance: Instance, kind: str
) -> None:
    ended = instance.ends("PostgreSQL")
    async with gathered(instance.server(), 10) as crowd:
        async with crowd.talking():
            for _ in range(3):
                await crowd.progress(20)
                instance.kill(backend(instance, kind))
                await crowd.progress(20)
            await crowd.expel()
        await crowd.check()
    # The postmaster starts them again itself.
    assert instance.ends("PostgreSQL") == ended


def backend(instance: Instance, kind: str) -> int:
    """The process id of a part of PostgreSQL; of a connection, one of the web processes'."""
    with psycopg.connect(instance.owner_address(), autocommit=True) as owner:
        row = owner.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = %s"
            " AND pid <> pg_backend_pid() AND usename IS DISTINCT FROM current_user"
            " ORDER BY state_change DESC NULLS LAST LIMIT 1",
            [kind],
        ).fetchone()
    assert row is not None
    return int(row[0])
