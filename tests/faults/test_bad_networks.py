"""F8 and F9: the network between a client and the server holds back, cuts, slows, falls silent."""

import asyncio
import uuid

import pytest

from tests.faults.conftest import InstanceFactory
from tests.faults.crowd import gathered
from tests.faults.instance import Instance
from tests.faults.proxy import Proxy
from tests.people import Talker, eventually

pytestmark = pytest.mark.long

SILENCE_SECONDS = 20
OFFLINE_SECONDS = 60


@pytest.fixture(scope="module")
def instance(make_instance: InstanceFactory) -> Instance:
    settings = {
        "CHATTY_LIMIT_SILENCE_SECONDS": str(SILENCE_SECONDS),
        "CHATTY_LIMIT_HEARTBEAT_SECONDS": "5",
        "CHATTY_LIMIT_PRESENCE_GRACE_SECONDS": "1",
    }
    return make_instance(settings=settings)


@pytest.mark.parametrize(
    "seconds",
    [
        pytest.param(5, id="shorter than a client waits"),
        pytest.param(15, id="shorter than the server waits"),
        pytest.param(60, id="longer than anybody waits"),
    ],
)
async def test_who_was_parted_catches_up_and_sends_what_waited(
    instance: Instance, seconds: int
) -> None:
    async with Proxy(instance.base_url) as proxy:
        far = instance.server(proxy.base_url)
        async with gathered(instance.server(), 6, first=far) as crowd:
            parted = crowd.members[0]
            async with crowd.talking():
                await crowd.progress(10)
                proxy.stall()
                said = len(parted.said)
                await crowd.expel()
                await asyncio.sleep(seconds)
                await crowd.progress(10)
                proxy.flow()
                await eventually(lambda: len(parted.said) > said + 3, seconds=60)
            await crowd.check()


async def test_a_network_that_cuts_and_slows_and_half_closes_costs_no_message(
    instance: Instance,
) -> None:
    async with Proxy(instance.base_url) as proxy:
        far = instance.server(proxy.base_url)
        async with gathered(far, 6) as crowd:
            async with crowd.talking():
                for _ in range(5):
                    await crowd.progress(10)
                    proxy.cut()
                await crowd.progress(10)
                proxy.delay_seconds = 0.2
                await crowd.progress(20)
                proxy.delay_seconds = 0.0
                for _ in range(3):
                    proxy.half_close()
                    await crowd.progress(10)
                for _ in range(3):
                    proxy.lost_bytes = 0
                    proxy.loses_answers = True
                    await eventually(lambda: proxy.lost_bytes > 0)
                    proxy.cut()
                    proxy.loses_answers = False
                    await crowd.progress(10)
            await crowd.check()


async def test_a_half_open_socket_is_closed_and_its_person_is_offline(
    instance: Instance,
) -> None:
    mark = uuid.uuid4().hex[:8]
    ann = await Talker.register(instance.server(), f"ann.{mark}")
    hers = await ann.connect()
    async with Proxy(instance.base_url) as proxy:
        ben = await Talker.register(instance.server(proxy.base_url), f"ben.{mark}")
        await ann.make_group(ben)
        await ben.connect()
        await hers.ask("presence.watch", user_ids=[ben.id])
        link = proxy.links[-1]
        proxy.stall()
        await asyncio.wait_for(link.is_ended_by_server.wait(), 3 * SILENCE_SECONDS)
        gone = {"user_id": ben.id, "status": "offline"}
        # The grace begins when the socket is closed, and clocks that look at it are slow.
        await hers.until(
            lambda: any(gone.items() <= told["d"].items() for told in hers.events("presence")),
            seconds=OFFLINE_SECONDS,
        )
        proxy.flow()
        await ben.leave()
    await ann.leave()
