"""The faults that every run can afford: lost answers, killed processes, cut connections."""

import asyncio
import uuid
from collections.abc import AsyncIterator

import psycopg
import pytest

from tests.faults.crowd import gathered
from tests.faults.proxy import Proxy
from tests.people import Talker, eventually
from tests.servers import RunningServer, ServerFactory, start_another_web


@pytest.fixture(scope="module")
def server(server_factory: ServerFactory) -> RunningServer:
    return server_factory(web_processes=2, env={"CHATTY_RATE_LIMITS": "off"}, keep_listener=True)


@pytest.fixture
async def pair(server: RunningServer) -> AsyncIterator[tuple[Talker, Talker, str]]:
    """Ann, Ben and their room."""
    mark = uuid.uuid4().hex[:8]
    ann = await Talker.register(server, f"ann.{mark}")
    ben = await Talker.register(server, f"ben.{mark}")
    yield ann, ben, await ann.make_group(ben)
    await ann.leave()
    await ben.leave()


async def test_killed_web_processes_lose_and_double_nothing(server: RunningServer) -> None:
    async with gathered(server, 4) as crowd:
        async with crowd.talking(pause_seconds=0.1):
            for victim in range(3):
                await crowd.progress()
                if victim == 1:
                    await crowd.expel()
                server.web[victim].process.kill()
                server.web[victim].process.wait()
                start_another_web(server)
            await crowd.progress()
        await crowd.check()


async def test_cut_database_connections_lose_and_double_nothing(server: RunningServer) -> None:
    async with gathered(server, 4) as crowd:
        async with crowd.talking(pause_seconds=0.1):
            for _ in range(3):
                await crowd.progress()
                assert cut_database_connections(server) > 0
            await crowd.progress()
        await crowd.check()


def cut_database_connections(server: RunningServer) -> int:
    """End every connection of the web processes; how many there were."""
    # A role may end its own connections; this one stays.
    with psycopg.connect(server.environment["DATABASE_URL"], autocommit=True) as web:
        return len(
            web.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = current_user"
                " AND pid <> pg_backend_pid()"
            ).fetchall()
        )


async def test_who_lost_the_answer_sends_again_and_gets_the_same(
    server: RunningServer, pair: tuple[Talker, Talker, str]
) -> None:
    ann, ben, room = pair
    his = await ben.connect()
    data = {"client_id": str(uuid.uuid4()), "body": "Did you get this?"}
    path = f"/conversations/{room}/messages"
    async with Proxy(server.base_url) as proxy:
        far = await Talker.sign_in(_behind(server, proxy), ann.name)
        hers = await far.connect()
        proxy.loses_answers = True
        lost = [
            asyncio.create_task(far.http.post(path, json=data)),
            asyncio.create_task(hers.ask("message.send", conversation_id=room, **data)),
        ]
        first = (await his.event("message.created", **data))["d"]
        await eventually(lambda: proxy.lost_bytes > 0)
        proxy.cut()
        for answer in await asyncio.gather(*lost, return_exceptions=True):
            assert isinstance(answer, Exception)
        await far.leave()
    again = await ann.http.post(path, json=data)
    assert again.status_code == 200
    assert (again.json()["id"], again.json()["seq"]) == (first["id"], first["seq"])
    by_socket = await (await ann.connect()).ask("message.send", conversation_id=room, **data)
    assert by_socket["duplicate"] is True
    assert (by_socket["id"], by_socket["seq"]) == (first["id"], first["seq"])
    assert [m["client_id"] for m in await ben.history(room)] == [data["client_id"]]
    await ann.post(room, "the next")
    await his.event("message.created", body="the next")
    assert his.bodies(room) == [data["body"], "the next"]


def _behind(server: RunningServer, proxy: Proxy) -> RunningServer:
    return RunningServer(
        base_url=proxy.base_url,
        owner_path=None,
        data=server.data,
        environment={},
        web=[],
        worker=None,
    )


async def test_twenty_equal_sends_at_once_make_one_message(
    server: RunningServer, pair: tuple[Talker, Talker, str]
) -> None:
    ann, ben, room = pair
    data = {"client_id": str(uuid.uuid4()), "body": "once"}
    sockets = await asyncio.gather(*(ann.connect() for _ in range(5)))
    posts = [ann.http.post(f"/conversations/{room}/messages", json=data) for _ in range(10)]
    asks = [socket.ask("message.send", conversation_id=room, **data) for socket in sockets * 2]
    by_rest = await asyncio.gather(*posts)
    by_socket = await asyncio.gather(*asks)
    statuses = sorted(answer.status_code for answer in by_rest)
    assert statuses in ([200] * 9 + [201], [200] * 10)
    first_time = statuses.count(201) + sum(not answer["duplicate"] for answer in by_socket)
    assert first_time == 1
    answers = [*(answer.json() for answer in by_rest), *by_socket]
    (stored,) = await ben.history(room)
    assert {(answer["id"], answer["seq"], answer["body"]) for answer in answers} == {
        (stored["id"], 1, "once")
    }


async def test_the_same_client_id_with_another_body_gets_the_first_message(
    server: RunningServer, pair: tuple[Talker, Talker, str]
) -> None:
    ann, ben, room = pair
    client_id = str(uuid.uuid4())
    first = await ann.post(room, "first", client_id)
    second = await ann.post(room, "second", client_id)
    by_socket = await (await ann.connect()).send(room, "third", client_id)
    assert (second["id"], second["body"]) == (first["id"], "first")
    assert (by_socket["id"], by_socket["body"], by_socket["duplicate"]) == (
        first["id"],
        "first",
        True,
    )
    assert [message["body"] for message in await ben.history(room)] == ["first"]
