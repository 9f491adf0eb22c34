"""Worker and database are killed while what was scheduled is sent."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from chatty.core.clock import now, wire_time
from tests.faults.conftest import InstanceFactory
from tests.faults.instance import POSTMASTER, Instance
from tests.people import Talker, eventually

pytestmark = pytest.mark.long

WORKER = "chatty.ops.work"
MESSAGES = 300
KILLS = 5
GIVE_UP_SECONDS = 240.0


@pytest.fixture(scope="module")
def instance(make_instance: InstanceFactory) -> Instance:
    return make_instance(
        settings={
            "CHATTY_LIMIT_SCHEDULED_PER_CONVERSATION": str(MESSAGES),
            # Each in a transaction and a task of its own, so that a kill meets many of them.
            "CHATTY_LIMIT_SCHEDULED_AT_ONCE": "1",
        }
    )


async def schedule(talker: Talker, room: str) -> None:
    """Messages that fall due one millisecond after the other."""
    first = now() + timedelta(seconds=45)
    for number in range(MESSAGES):
        body = {
            "client_id": str(uuid.uuid4()),
            "body": str(number),
            "scheduled_at": wire_time(first + timedelta(milliseconds=number)),
        }
        await talker.rest("POST", f"/conversations/{room}/messages", body)


async def timeline(talker: Talker, room: str) -> list[Any]:
    found: list[Any] = []
    has_after = True
    while has_after:
        after = found[-1]["seq"] if found else 0
        path = f"/conversations/{room}/messages?after={after}&limit=100"
        page = await talker.rest("GET", path)
        found += page["results"]
        has_after = page["has_after"]
    return found


@asynccontextmanager
async def sending(instance: Instance) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """A conversation in which all of them fall due soon; gives how many are sent. In the end each
    was sent once, and in order.
    """
    talker = await Talker.register(instance.server(), f"p.{uuid.uuid4().hex[:8]}")
    room = await talker.make_group()
    before = (await talker.rest("GET", f"/conversations/{room}"))["last_seq"]
    await schedule(talker, room)

    async def sent() -> int:
        found = await talker.rest("GET", f"/conversations/{room}")
        return int(found["last_seq"]) - int(before)

    yield sent
    await eventually_more(sent, MESSAGES - 1)
    lines = (await timeline(talker, room))[-MESSAGES:]
    assert [line["body"] for line in lines] == [str(number) for number in range(MESSAGES)]
    assert [line["seq"] for line in lines] == list(range(before + 1, before + MESSAGES + 1))
    assert await sent() == MESSAGES
    left = await talker.rest("GET", f"/conversations/{room}/scheduled")
    assert (left["results"], left["count"]) == ([], 0)
    await talker.http.aclose()


async def test_a_worker_killed_while_it_sends_sends_each_once_and_in_order(
    instance: Instance,
) -> None:
    amid = 0
    async with sending(instance) as sent:
        for _ in range(KILLS):
            reached = await sent()
            await eventually_more(sent, reached)
            amid += await is_amid(sent)
            for worker in instance.children(WORKER):
                instance.kill(worker)
            await eventually(lambda: bool(instance.children(WORKER)), seconds=GIVE_UP_SECONDS)
            if await sent() == MESSAGES:
                break
    assert amid >= 1
    assert instance.ends("worker") >= 2


async def test_a_database_killed_while_they_are_sent_sends_each_once_and_in_order(
    instance: Instance,
) -> None:
    async with sending(instance) as sent:
        for _ in range(KILLS):
            reached = await sent()
            await eventually_more(sent, reached)
            instance.kill(instance.children(POSTMASTER)[0])
            await asyncio.to_thread(instance.wait_until_ready, seconds=GIVE_UP_SECONDS)
            if await sent() == MESSAGES:
                break


async def is_amid(sent: Callable[[], Awaitable[int]]) -> bool:
    """Whether some of them are sent and others not: only then a kill meets the sending."""
    return 0 < await sent() < MESSAGES


async def eventually_more(count: Any, than: int) -> None:
    """Wait until it counts more than that."""
    async with asyncio.timeout(GIVE_UP_SECONDS):
        while await count() <= than:  # noqa: ASYNC110 - the server tells it only when asked
            await asyncio.sleep(0.1)
