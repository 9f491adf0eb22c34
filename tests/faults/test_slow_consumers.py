"""F16: two hundred sockets that never read cost the others nothing, and the server no memory."""

import asyncio
import uuid

import pytest

from tests.faults.conftest import InstanceFactory
from tests.faults.crowd import gathered
from tests.faults.instance import Instance
from tests.faults.raw_socket import open_sleeper
from tests.people import Talker

pytestmark = pytest.mark.long

SLEEPERS = 200
# 32 KB each on the wire, so that whatever buffers there are soon are full.
LONG_TEXT = "🦭" * 8_000
MOST_MESSAGES = 2_000
# HTTP connections that the members open meanwhile.
OTHERS = 10


@pytest.fixture(scope="module")
def instance(make_instance: InstanceFactory) -> Instance:
    return make_instance()


async def test_sockets_that_never_read_are_closed_and_cost_nobody_anything(
    instance: Instance,
) -> None:
    server = instance.server()
    async with gathered(server, 4) as crowd:
        sleepy = await Talker.register(server, f"sleepy.{uuid.uuid4().hex[:8]}")
        owner = crowd.members[-1]
        await owner.rest("POST", f"/conversations/{crowd.room}/members", {"user_ids": [sleepy.id]})
        without = instance.descriptors()
        sleepers = [await open_sleeper(sleepy) for _ in range(SLEEPERS)]
        assert instance.descriptors() >= without + SLEEPERS
        before = most = instance.memory_bytes()
        async with crowd.talking():
            sent = 0
            # Their own ends do not hear of it: behind what they never read stands the close.
            while (still := instance.descriptors()) > without + OTHERS:
                assert sent < MOST_MESSAGES, f"{still} descriptors are open, {without} were before"
                sent += 1
                await owner.say(crowd.room, LONG_TEXT)
                most = max(most, instance.memory_bytes())
        await crowd.check()
        assert most < 1.5 * before, f"{before:,} bytes before, {most:,} at most"
        # Nobody but them was closed, and each of the others heard everything.
        assert all(member.codes == [] for member in crowd.members)
        for raw in sleepers:
            raw.close()
        await sleepy.leave()
        assert await asyncio.to_thread(instance.is_ready)
