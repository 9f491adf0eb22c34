"""The benchmark measures a real server, leaves nothing behind, and keeps out of people's way."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from chatty.ops.options import PROJECT
from tests.make import PASSWORD
from tests.servers import RunningServer, ServerFactory

COUNT_ROWS = """
SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM conversations),
       (SELECT count(*) FROM messages)
"""


@pytest.fixture(scope="module")
def unlimited(server_factory: ServerFactory) -> RunningServer:
    """A server with its limits out of the way."""
    return server_factory(env={"CHATTY_RATE_LIMITS": "off"})


def bench(running: RunningServer, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command against a server; what is measured is small and quick."""
    pids = [f"--pid=web={child.process.pid}" for child in running.web]
    return subprocess.run(
        [sys.executable, "manage.py", "bench", *pids, *arguments],
        cwd=PROJECT,
        env={**running.environment, "CHATTY_PROCESS": "command"},
        capture_output=True,
        text=True,
        check=False,
    )


def rows(running: RunningServer) -> tuple[int, int, int]:
    """How many people, conversations and messages there are."""
    with psycopg.connect(running.environment["CHATTY_DATABASE_OWNER_URL"]) as owner:
        found: tuple[int, int, int] | None = owner.execute(COUNT_ROWS).fetchone()
    assert found is not None
    return found


SMALL = (
    *("--pairs=2", "--rate=20", "--window=2", "--members=5", "--senders=1,2", "--sockets=3,6"),
    *("--history=120", "--asking=1,2", "--lists=3,60", "--spaces=2", "--seconds=0.3"),
)


@pytest.fixture(scope="module")
def measured(unlimited: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a run of everything wrote."""
    file = tmp_path_factory.mktemp("bench") / "figures.json"
    done = bench(unlimited, *SMALL, f"--json={file}")
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return {**answer, "said": done.stdout}


def test_every_row_of_the_table_of_targets_is_measured(measured: dict[str, Any]) -> None:
    figures = {one["key"]: one for one in measured["figures"]}
    assert {
        *("w1.p50", "w1.p99", "w1.ack.p99", "w1.cpu", "w1.rate", "w1.stored"),
        *("w2.1.cpu", "w2.2.cpu", "w3.rss", "w4.1.cpu", "w4.1.p50", "w4.2.cpu"),
        *("changes.p50", "list.p50", "list.3.p50", "sync.p50"),
        *("spaces.list.p50", "spaces.one.p50", "spaces.whole.p50", "spaces.sync.p50"),
    } <= figures.keys()
    for key in ("w1.p50", "w1.cpu", "w1.rate", "w2.1.cpu", "w4.1.cpu", "w4.1.p50", "list.p50"):
        assert figures[key]["value"] > 0, key
    assert figures["w2.1.cpu"]["more"]["counted"] % 5 == 0
    assert figures["w1.stored"]["value"] >= 20 + 6


def test_figures_come_with_what_they_depend_on(measured: dict[str, Any]) -> None:
    assert {"commit", "Python", "Django", "uvicorn", "PostgreSQL", "Valkey", "CPU"} <= set(measured)
    assert "build" in measured["Python"]
    assert "W1 2 pairs × 2 in flight" in measured["said"]
    assert "target" in measured["said"]


def test_nothing_is_left_behind(unlimited: RunningServer, measured: dict[str, Any]) -> None:
    assert rows(unlimited) == (0, 0, 0)


def test_limits_in_the_way_are_named(server_factory: ServerFactory) -> None:
    strict = server_factory(env={"CHATTY_MESSAGES_PER_MINUTE": "3"})
    done = bench(strict, "--only=w1", *SMALL)
    assert done.returncode != 0
    assert "CHATTY_RATE_LIMITS=off" in done.stderr
    assert rows(strict) == (0, 0, 0)


@pytest.fixture
def lived_in(unlimited: RunningServer) -> Iterator[RunningServer]:
    """That server while somebody has an account at it."""
    body = {"username": "alice", "email": "alice@example.org", "password": PASSWORD}
    answer = httpx.post(f"{unlimited.base_url}/api/v1/auth/register", json=body, timeout=30)
    assert answer.status_code == 201, answer.text
    yield unlimited
    with psycopg.connect(unlimited.environment["CHATTY_DATABASE_OWNER_URL"]) as owner:
        owner.execute("TRUNCATE users CASCADE")


def test_where_people_are_it_asks_first(lived_in: RunningServer) -> None:
    refused = bench(lived_in, "--only=list", *SMALL)
    assert refused.returncode != 0
    assert "People have accounts here" in refused.stderr
    assert bench(lived_in, "--only=list", "--yes", *SMALL).returncode == 0
    assert rows(lived_in) == (1, 0, 0)


def test_without_bin_up_the_processes_must_be_named(unlimited: RunningServer) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "bench", "--only=list"],
        cwd=PROJECT,
        env={**unlimited.environment, "CHATTY_PROCESS": "command"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "No bin/up runs on" in done.stderr


def test_what_is_unknown_is_refused(unlimited: RunningServer) -> None:
    done = bench(unlimited, "--only=w1,w9")
    assert done.returncode != 0
    assert "--only" in done.stderr
