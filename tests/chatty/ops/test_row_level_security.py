"""The second wall of a real instance: built by the preparation, and asked for by what serves."""

import asyncio
import os
import subprocess
import sys

import psycopg
import pytest
from django.test import Client
from pytest_django import Settings

from chatty.ops.options import PROJECT
from tests.people import Talker
from tests.servers import RunningServer, ServerFactory
from tests.wall import build_wall


@pytest.fixture(scope="module")
def server(server_factory: ServerFactory) -> RunningServer:
    env = {"CHATTY_RATE_LIMITS": "off", "CHATTY_ROW_LEVEL_SECURITY": "on"}
    return server_factory(env=env)


def prepare(server: RunningServer, **changes: str) -> subprocess.CompletedProcess[str]:
    """`manage.py prepare`, as each start runs it."""
    environment = {**server.environment, "CHATTY_PROCESS": "owner", **changes}
    return subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=PROJECT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def rows(server: RunningServer, actor: str, statement: str) -> int:
    """How many rows the web role reads as somebody."""
    with psycopg.connect(server.environment["DATABASE_URL"]) as connection:
        connection.execute("SELECT set_config('chatty.actor', %s, false)", [actor])
        return len(connection.execute(statement.encode()).fetchall())


async def test_people_talk_and_the_web_role_reads_for_each_what_is_theirs(
    server: RunningServer,
) -> None:
    ann, ben, mallory = [
        await Talker.register(server, f"wall.{name}") for name in ("ann", "ben", "mallory")
    ]
    ear = await ben.connect()
    group = await ann.make_group(ben)
    await ear.event("conversation.created", id=group)
    said = await ann.post(group, "over REST")
    await ear.event("message.created", id=said["id"])
    answered = await ear.send(group, "and by socket")
    page = await ann.rest("GET", f"/conversations/{group}/messages")
    bodies = [row["body"] for row in page["results"] if row["type"] == "TEXT"]
    assert bodies == ["over REST", "and by socket"]
    sync = await ear.ask("sync", {})
    assert [row["id"] for row in sync["conversations"]] == [group]
    invite = await ann.rest("POST", f"/conversations/{group}/invites", {})
    landing = await mallory.http.get(f"/invites/{invite['code']}")
    assert landing.json()["conversation_id"] == group
    outside = await mallory.http.get(f"/messages/{answered['id']}")
    assert outside.status_code == 404
    # And past the program, with the role that serves.
    for statement, seen in (
        ("SELECT * FROM messages", 2),
        ("SELECT * FROM conversation_keys", 1),
        ("SELECT * FROM conversations", 1),
    ):
        found = [rows(server, who, statement) for who in (ann.id, ben.id, mallory.id, "", "system")]
        assert found[:4] == [seen, seen, 0, 0], statement
        assert found[4] >= seen
    await asyncio.gather(ann.leave(), ben.leave(), mallory.leave())


def test_it_needs_a_role_that_policies_hold_for(server: RunningServer) -> None:
    owner = server.environment["CHATTY_DATABASE_OWNER_URL"]
    done = prepare(server, CHATTY_ROW_LEVEL_SECURITY="on", DATABASE_URL=owner)
    assert done.returncode != 0
    assert "CHATTY_ROW_LEVEL_SECURITY=on needs two roles" in done.stderr


@pytest.mark.django_db
def test_who_does_not_know_of_the_wall_is_not_ready(client: Client, settings: Settings) -> None:
    has_wall = settings.ROW_LEVEL_SECURITY
    assert client.get("/readyz").status_code == 200
    settings.ROW_LEVEL_SECURITY = not has_wall
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, "unavailable")
    if not has_wall:
        build_wall()
        assert client.get("/readyz").status_code == 200


@pytest.mark.long
@pytest.mark.parametrize(
    "part",
    [
        "tests/contracts/test_matrix.py",
        "tests/conversations/api",
        "tests/messaging/api",
        "tests/messaging/operations",
        "tests/chatty/test_sync.py",
        "tests/journeys/test_two_people_talk.py",
    ],
)
def test_the_api_is_the_same_behind_the_wall(part: str) -> None:
    """Whole suites once more, as the web role."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("CHATTY_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", part],
        cwd=PROJECT,
        env={**kept, "CHATTY_ROW_LEVEL_SECURITY": "on", "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
