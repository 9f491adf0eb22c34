"""`bin/up` on real processes: start, faults, stop, and the start after the worst."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from chatty.ops.embedded import places
from chatty.ops.listening import bind_listener
from chatty.ops.options import PROJECT

START_TIMEOUT_SECONDS = 120
STOP_TIMEOUT_SECONDS = 60


class Instance:
    """A Chatty that `bin/up` runs on a data folder of its own."""

    def __init__(self, data: Path, *options: str) -> None:
        self.data = data
        self.options = options
        self.output: list[str] = []
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        """Start it and return the address that its ready line names."""
        self.output.clear()
        self.process = _start_up("--port", "0", "--data", str(self.data), *self.options)
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output.append(line.rstrip("\n"))
            if line.startswith("Chatty is ready at "):
                return line.split()[-1]
        raise AssertionError("\n".join(self.output))

    def ensure_running(self) -> str:
        """Return the address; start it when an earlier test has ended it."""
        if self.process is None or self.process.poll() is not None:
            return self.start()
        return next(line for line in self.output if line.startswith("Chatty is ready")).split()[-1]

    def next_line(self) -> str:
        """Return the next thing that it says."""
        assert self.process is not None
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop and return its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        self.process.communicate(timeout=STOP_TIMEOUT_SECONDS)
        return self.process.returncode

    def processes(self) -> list[int]:
        """Return every process that has to do with this data, bin/up included."""
        return [
            int(entry.name)
            for entry in Path("/proc").glob("[0-9]*")
            if _concerns(entry, os.fsencode(self.data))
        ]

    def children(self, words: str) -> list[int]:
        """Return the children whose command line holds `words`."""
        return [
            pid
            for pid in self.processes()
            if words.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
        ]

    def address_of_database(self) -> str:
        """Return the owner's address, as manage.py finds it."""
        lines = places.DataFolder(self.data).environment.read_text().splitlines()
        settings = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
        return settings["CHATTY_DATABASE_OWNER_URL"]

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        with psycopg.connect(self.address_of_database()) as connection:
            row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - ours
        assert row is not None
        return int(row[0])


@pytest.fixture(scope="module")
def instance() -> Iterator[Instance]:
    """One instance for the whole file; its folder is one that PostgreSQL's user may reach."""
    with tempfile.TemporaryDirectory(prefix="chatty-up-") as name:
        Path(name).chmod(0o711)
        instance = Instance(Path(name) / "data", "--no-demo")
        yield instance
        if instance.process is not None and instance.process.poll() is None:
            instance.stop()


def test_one_command_serves_and_names_the_owners_door(instance: Instance) -> None:
    base_url = instance.ensure_running()
    ready = httpx.get(f"{base_url}/readyz", timeout=30)
    assert ready.status_code == 200
    assert set(ready.json()["checks"].values()) == {"ok"}
    assert ready.headers["cache-control"] == "no-store"
    assert "server" not in ready.headers
    assert httpx.get(f"{base_url}/healthz", timeout=30).json() == {"status": "ok"}
    door = instance.next_line().split()[-1]
    assert door.startswith(f"{base_url}/signup?owner=")
    assert httpx.get(door, timeout=30).status_code == 200


def test_without_a_demo_nobody_is_there(instance: Instance) -> None:
    instance.ensure_running()
    assert instance.count("users") == instance.count("conversations") == 0
    assert "CHATTY_DEMO_PASSWORD" not in (instance.data / "secrets.env").read_text()


def test_a_second_one_on_the_same_data_is_refused(instance: Instance) -> None:
    base_url = instance.ensure_running()
    refused = _run_up("--port", "0", "--data", str(instance.data))
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "Chatty already runs on the data in" in refused.stderr
    assert httpx.get(f"{base_url}/readyz", timeout=30).status_code == 200


def test_a_taken_port_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with bind_listener(host="127.0.0.1", port=0) as taken:
        port = str(taken.getsockname()[1])
        refused = _run_up("--port", port, "--data", str(tmp_path / "data"))
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert f"Port {port} on 127.0.0.1 is taken" in refused.stderr
    assert not (tmp_path / "data" / "secrets.env").exists()


@pytest.mark.parametrize(
    "words, name",
    [
        ("chatty.ops.serve", "web"),
        ("chatty.ops.work", "worker"),
        ("valkey-server", "Valkey"),
        ("postgres -D", "PostgreSQL"),
    ],
)
def test_a_killed_part_comes_back(instance: Instance, words: str, name: str) -> None:
    base_url = instance.ensure_running()
    _kill(*instance.children(words))
    lines = iter(instance.next_line, "")
    assert next(line for line in lines if line.startswith(f"{name} ended (signal SIGKILL)"))
    _wait_for(lambda: _is_ready(base_url), seconds=60)


def test_a_kill_of_everything_loses_no_committed_row(instance: Instance) -> None:
    instance.ensure_running()
    with psycopg.connect(instance.address_of_database(), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS proof (number integer)")
        connection.execute("INSERT INTO proof SELECT generate_series(1, 1000)")
    while pids := instance.processes():
        _kill(*pids)
    assert instance.process is not None
    instance.process.communicate()
    instance.start()
    with psycopg.connect(instance.address_of_database()) as connection:
        assert connection.execute("SELECT sum(number) FROM proof").fetchone() == (500_500,)


def test_nothing_outlives_a_killed_supervisor(instance: Instance) -> None:
    instance.ensure_running()
    assert instance.process is not None
    instance.process.kill()
    instance.process.communicate()
    _wait_for(lambda: instance.processes() == [], seconds=60)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_leaves_no_process(instance: Instance, number: signal.Signals) -> None:
    instance.ensure_running()
    assert len(instance.processes()) >= 5
    assert instance.stop(number) == 0
    assert instance.processes() == []


def test_another_versions_cluster_is_refused_and_unharmed(instance: Instance) -> None:
    instance.ensure_running()
    instance.stop()
    version = instance.data / "postgres" / "PG_VERSION"
    before = version.read_text()
    version.write_text("17\n")
    refused = _run_up("--port", "0", "--data", str(instance.data))
    version.write_text(before)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "made by PostgreSQL 17" in refused.stderr
    assert instance.processes() == []
    instance.start()


def _start_up(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(PROJECT / "bin" / "up"), *arguments],
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _run_up(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PROJECT / "bin" / "up"), *arguments],
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=START_TIMEOUT_SECONDS,
    )


def _environment() -> dict[str, str]:
    """Return an environment without the services of the test run."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL"} and not name.startswith(("CHATTY_", "PYTEST_"))
    }


def _kill(*pids: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):  # Some end with the one before them.
            os.kill(pid, signal.SIGKILL)


def _concerns(process: Path, data: bytes) -> bool:
    """Whether the data folder is in a process's command line, environment or working folder."""
    try:
        if Path(process, "stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return False
        texts = [(process / name).read_bytes() for name in ("cmdline", "environ")]
        return any(data in text for text in [*texts, os.fsencode((process / "cwd").readlink())])
    except OSError:
        return False


def _is_ready(base_url: str) -> bool:
    try:
        return httpx.get(f"{base_url}/readyz", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def _wait_for(condition: Callable[[], bool], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"it did not come to that within {seconds} s"
        time.sleep(0.05)
