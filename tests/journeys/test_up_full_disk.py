"""A disk that fills up under a running Chatty, on a small file system of its own."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from chatty.ops.options import PROJECT

pytestmark = pytest.mark.long

_DISK_BYTES = 300 * 2**20


@dataclass(frozen=True)
class SmallDisk:
    """A Chatty whose data folder is a file system of 300 MB that only its processes see."""

    process: subprocess.Popen[str]
    base_url: str
    data: Path
    """As seen from outside: through the supervisor's own view of the file system."""
    said: Path

    def connect(self) -> psycopg.Connection:
        """Connect to the database as its owner."""
        address = f"postgresql://chatty_owner@/chatty?host={self.data / 'postgres-socket'}"
        return psycopg.connect(address, autocommit=True, connect_timeout=5)


@pytest.fixture
def small_disk() -> Iterator[SmallDisk]:
    """Start it in a mount namespace, which needs root or the right to make user namespaces."""
    with tempfile.TemporaryDirectory(prefix="chatty-disk-") as name:
        Path(name).chmod(0o711)
        data, said = Path(name) / "data", Path(name) / "said"
        data.mkdir()
        mount = f'mount -t tmpfs -o size={_DISK_BYTES},mode=0711 none "$1"'
        script = f'{mount} && exec "$2" --port 0 --data "$1" --no-demo'
        with said.open("w") as output:
            process = subprocess.Popen(
                ["unshare", "--mount", "sh", "-c", script, "sh", data, PROJECT / "bin" / "up"],
                env={
                    name: value
                    for name, value in os.environ.items()
                    if name not in {"DATABASE_URL", "REDIS_URL"} and not name.startswith("CHATTY_")
                },
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
            )
        base_url = _wait_for_address(said, process)
        inside = Path(f"/proc/{process.pid}/root") / data.relative_to("/")
        yield SmallDisk(process, base_url, inside, said)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def test_a_full_disk_loses_nothing_and_is_recovered_from(small_disk: SmallDisk) -> None:
    with small_disk.connect() as connection:
        connection.execute("CREATE TABLE proof (number integer, filling text)")
    acknowledged = _insert_until_it_fails(small_disk)
    assert acknowledged > 0
    time.sleep(8)  # The supervisor tries again and again meanwhile, but ever more rarely.
    restarts = small_disk.said.read_text().count("starting it again in")
    assert restarts <= 12
    assert small_disk.process.poll() is None
    (small_disk.data / "filling").unlink()
    _wait_until_ready(small_disk.base_url)
    with small_disk.connect() as connection:
        row = connection.execute("SELECT count(*), coalesce(max(number), 0) FROM proof").fetchone()
    assert row is not None
    assert row[0] >= acknowledged
    assert row[1] >= acknowledged


def _insert_until_it_fails(small_disk: SmallDisk) -> int:
    """Fill the disk to its last megabytes, then insert; return how many rows were acknowledged."""
    usage = os.statvfs(small_disk.data)
    free = usage.f_bavail * usage.f_frsize
    with (small_disk.data / "filling").open("wb") as filling:
        os.posix_fallocate(filling.fileno(), 0, free - 4 * 2**20)
    acknowledged = 0
    try:
        with small_disk.connect() as connection:
            while True:
                number = acknowledged + 1
                connection.execute("INSERT INTO proof VALUES (%s, repeat('x', 7000))", [number])
                acknowledged = number
    except psycopg.Error:
        return acknowledged


def _wait_for_address(said: Path, process: subprocess.Popen[str]) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        for line in said.read_text().splitlines():
            if line.startswith("Chatty is ready at "):
                return line.split()[-1]
        time.sleep(0.1)
    raise AssertionError(said.read_text())


def _wait_until_ready(base_url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{base_url}/readyz", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise AssertionError("it did not recover within 60 s")
