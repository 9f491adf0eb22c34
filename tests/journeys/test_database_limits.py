"""What the web processes may ask of the database, seen from the database."""

import asyncio
import json
import uuid

import httpx
import psycopg
import pytest

from tests.people import PATIENCE_SECONDS, Talker
from tests.servers import RunningServer, ServerFactory

ROOMY = {"CHATTY_RATE_LIMITS": "off"}
POOL = 4


@pytest.fixture(scope="module")
def hurried(server_factory: ServerFactory) -> RunningServer:
    """Two processes that share four connections and wait for no statement for long."""
    env = {
        "CHATTY_LIMIT_DATABASE_POOL": str(POOL),
        "CHATTY_LIMIT_DATABASE_POOL_WAIT_SECONDS": "30",
        "CHATTY_LIMIT_STATEMENT_SECONDS": "0.5",
        "CHATTY_LIMIT_SLOW_QUERY_SECONDS": "0.4",
        "CHATTY_LIMIT_LOCK_SECONDS": "20",
    }
    return server_factory(web_processes=2, env=ROOMY | env)


def web_connections(running: RunningServer) -> int:
    """How many connections the web role has open."""
    with psycopg.connect(running.environment["CHATTY_DATABASE_OWNER_URL"]) as owner:
        row = owner.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = 'chatty_web'"
        ).fetchone()
    assert row is not None
    return int(row[0])


async def test_all_web_processes_together_hold_no_more_connections_than_the_pool(
    hurried: RunningServer,
) -> None:
    alice = await Talker.register(hurried, "alice")
    limits = httpx.Limits(max_connections=40)
    async with httpx.AsyncClient(base_url=hurried.base_url, limits=limits, timeout=30) as client:
        asked = [
            client.get("/api/v1/conversations", headers=alice.bearer, timeout=PATIENCE_SECONDS)
            for _ in range(200)
        ]
        answers = asyncio.gather(*asked)
        most = 0
        while not answers.done():
            most = max(most, await asyncio.to_thread(web_connections, hurried))
        assert {answer.status_code for answer in await answers} == {200}
    assert 1 <= most <= POOL
    await alice.leave()


async def test_a_statement_that_takes_too_long_is_cut_off_and_told_of(
    hurried: RunningServer,
) -> None:
    bob = await Talker.register(hurried, "bob")
    name = f"request-{uuid.uuid4().hex}"
    async with httpx.AsyncClient(base_url=hurried.base_url, timeout=30) as client:
        with psycopg.connect(hurried.environment["CHATTY_DATABASE_OWNER_URL"]) as owner:
            owner.execute("LOCK TABLE conversations IN ACCESS EXCLUSIVE MODE")
            answer = await client.get(
                "/api/v1/conversations",
                headers=bob.bearer | {"X-Request-ID": name},
                timeout=PATIENCE_SECONDS,
            )
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert answer.headers["Retry-After"]
        again = await client.get("/api/v1/conversations", headers=bob.bearer)
        assert again.status_code == 200
    lines = map(json.loads, (hurried.data / "web.log").read_text("utf-8").splitlines())
    told = [line for line in lines if line.get("request_id") == name]
    slow = [line for line in told if line["event"] == "database.slow_query"]
    assert len(slow) >= 1
    assert slow[0]["seconds"] >= 0.4
    assert "FROM memberships" in slow[0]["query"]
    assert bob.id not in slow[0]["query"]
    await bob.leave()
