"""F18 and F19: statements that hang, and a storm of deadlocks."""

import asyncio
import threading
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress

import psycopg
import pytest

from tests.faults.conftest import InstanceFactory
from tests.faults.crowd import Crowd, gathered
from tests.faults.instance import Instance
from tests.people import Talker

pytestmark = pytest.mark.long

ASKERS = 50
STORMS = 20
ANSWER_SECONDS = 30.0
_POLL_SECONDS = 0.01


@pytest.fixture(scope="module")
def instance(make_instance: InstanceFactory) -> Instance:
    settings = {
        "CHATTY_LIMIT_DATABASE_POOL": "4",
        "CHATTY_LIMIT_DATABASE_POOL_WAIT_SECONDS": "0.5",
    }
    return make_instance(settings=settings)


@pytest.fixture
async def pair(instance: Instance) -> AsyncIterator[tuple[Talker, str]]:
    """A person with a room."""
    ann = await Talker.register(instance.server(), f"ann.{uuid.uuid4().hex[:8]}")
    yield ann, await ann.make_group()
    await ann.leave()


async def test_statements_that_hang_are_refused_and_all_is_well_when_they_do_not(
    instance: Instance, pair: tuple[Talker, str]
) -> None:
    ann, room = pair
    path = f"/conversations/{room}/messages"
    body = {"client_id": str(uuid.uuid4()), "body": "Is anybody there?"}
    with psycopg.connect(instance.owner_address()) as owner:
        owner.execute("LOCK TABLE messages IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        answers = await asyncio.gather(
            *(ann.http.get(path, timeout=ANSWER_SECONDS) for _ in range(ASKERS)),
            ann.http.post(path, json=body, timeout=ANSWER_SECONDS),
        )
        assert time.monotonic() - began < ANSWER_SECONDS
        assert {answer.status_code for answer in answers} == {503}
        assert {answer.json()["code"] for answer in answers} == {"unavailable"}
        assert all(0 < int(answer.headers["Retry-After"]) <= 10 for answer in answers)
        assert (await ann.http.get(instance.base_url + "/healthz")).status_code == 200
        owner.rollback()
    assert (await ann.http.get(path)).status_code == 200
    assert (await ann.http.post(path, json=body)).status_code in (200, 201)
    assert [message["client_id"] for message in await ann.history(room)] == [body["client_id"]]


async def test_a_storm_of_deadlocks_costs_no_message_and_no_answer(instance: Instance) -> None:
    async with gathered(instance.server(), 6) as crowd:
        async with crowd.talking(pause_seconds=0.1):
            await crowd.progress(20)
            storm = Storm(instance, crowd)
            await asyncio.to_thread(storm.rage)
            await crowd.expel()
            await crowd.progress(20)
        await crowd.check()
    assert storm.crossings == STORMS


class Storm:
    """Somebody who takes the locks of a room in the wrong order, again and again."""

    def __init__(self, instance: Instance, crowd: Crowd) -> None:
        self._address = instance.owner_address()
        self._room = crowd.room
        self.crossings = 0

    def rage(self) -> None:
        """Each time: the members' rows, then, when somebody waits for those, the room's."""
        for _ in range(STORMS):
            with (
                psycopg.connect(self._address) as owner,
                psycopg.connect(self._address, autocommit=True) as watcher,
            ):
                owner.execute(
                    "SELECT 1 FROM memberships WHERE conversation_id = %s FOR UPDATE",
                    [self._room],
                )
                self._wait_until_blocking(owner, watcher)
                with suppress(psycopg.errors.DeadlockDetected):
                    owner.execute(
                        "SELECT 1 FROM conversations WHERE id = %s FOR UPDATE",
                        [self._room],
                    )
                self.crossings += 1

    def _wait_until_blocking(self, owner: psycopg.Connection, watcher: psycopg.Connection) -> None:
        deadline = time.monotonic() + ANSWER_SECONDS
        while True:
            row = watcher.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY (pg_blocking_pids(pid))",
                [owner.info.backend_pid],
            ).fetchone()
            assert row is not None
            if row[0] > 0:
                return
            assert time.monotonic() < deadline
            threading.Event().wait(_POLL_SECONDS)
