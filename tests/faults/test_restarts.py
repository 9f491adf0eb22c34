"""F21: the web processes are restarted one after another, as a new release asks for."""

import asyncio
import uuid
from signal import SIGTERM

import psycopg
import pytest

from tests.faults.conftest import InstanceFactory
from tests.faults.crowd import gathered
from tests.faults.instance import WEB, Instance
from tests.people import Talker, eventually

pytestmark = pytest.mark.long

RESTARTING = 1012
BACK_SECONDS = 60.0


@pytest.fixture(scope="module")
def instance(make_instance: InstanceFactory) -> Instance:
    return make_instance(web_processes=2)


async def test_a_rolling_restart_costs_no_answer_and_says_why(instance: Instance) -> None:
    ended = instance.ends("web")
    async with gathered(instance.server(), 10) as crowd:
        async with crowd.talking():
            for _ in range(2):
                for pid in instance.children(WEB):
                    await crowd.progress(20)
                    instance.kill(pid, SIGTERM)
                    await until_replaced(instance, pid)
            await crowd.expel()
            await crowd.progress(20)
        await crowd.check()
        codes = {code for member in crowd.members for code in member.codes}
        assert codes == {RESTARTING}
    assert instance.ends("web") == ended + 4


async def test_what_was_asked_before_the_restart_is_answered(instance: Instance) -> None:
    ann = await Talker.register(instance.server(), f"ann.{uuid.uuid4().hex[:8]}")
    room = await ann.make_group()
    with psycopg.connect(instance.owner_address()) as owner:
        owner.execute("SELECT 1 FROM conversations WHERE id = %s FOR UPDATE", [room])
        asked = asyncio.create_task(ann.post(room, "just in time"))
        await eventually(lambda: is_waited_for(instance, owner))
        before = instance.children(WEB)
        for pid in before:
            instance.kill(pid, SIGTERM)
        owner.rollback()
        assert (await asked)["seq"] == 1
    for pid in before:
        await until_replaced(instance, pid)
    await asyncio.to_thread(instance.wait_until_ready, seconds=BACK_SECONDS)
    assert [message["body"] for message in await ann.history(room)] == ["just in time"]
    await ann.leave()


async def until_replaced(instance: Instance, gone: int) -> None:
    """Wait until two web processes run and that one does not."""

    def is_so() -> bool:
        pids = instance.children(WEB)
        return len(pids) == 2 and gone not in pids

    await eventually(is_so, seconds=BACK_SECONDS)


def is_waited_for(instance: Instance, owner: psycopg.Connection) -> bool:
    """Whether somebody waits for what that connection holds."""
    with psycopg.connect(instance.owner_address(), autocommit=True) as watcher:
        row = watcher.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY (pg_blocking_pids(pid))",
            [owner.info.backend_pid],
        ).fetchone()
    return row is not None and row[0] > 0
