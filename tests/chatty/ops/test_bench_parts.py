"""The parts of the benchmark that need no server."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from chatty.ops.bench.instance import NotMeasurable, find_parts, own_environment, read_parts
from chatty.ops.bench.measuring import Meter, Spent, cpu_seconds, memory_kib, percentile, tree
from chatty.ops.bench.results import Figure, Target, cpu_figure, table
from chatty.ops.bench.socket_client import SocketClient, frame


class Wire(asyncio.Transport):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.closed = True


def server_frame(payload: bytes, kind: int = 1) -> bytes:
    """As servers send them: without a mask."""
    sent = frame(payload, kind)
    size = len(payload)
    length = bytes([sent[1] & 0x7F])
    more = 0 if size < 126 else 2 if size < 65_536 else 8
    return sent[:1] + length + sent[2 : 2 + more] + payload


def connected() -> tuple[SocketClient, Wire, list[bytes]]:
    heard: list[bytes] = []
    client, wire = SocketClient(b"GET", heard.append), Wire()
    client.connection_made(wire)
    assert wire.written == b"GET"
    return client, wire, heard


@pytest.mark.parametrize("step", [1, 3, 1_000_000])
async def test_frames_of_all_lengths_are_cut_however_they_come(step: int) -> None:
    client, _wire, heard = connected()
    texts = [b"", b"x" * 125, b"y" * 126, b"z" * 70_000, b"end"]
    stream = b"HTTP/1.1 101 Switching\r\nA: b\r\n\r\n" + b"".join(map(server_frame, texts))
    if step == 1:
        stream = stream.replace(server_frame(texts[3]), server_frame(b"short"))
        texts[3] = b"short"
    for start in range(0, len(stream), step):
        client.data_received(stream[start : start + step])
    await client.ready
    assert heard == texts


async def test_pings_are_answered_and_a_close_is_remembered() -> None:
    client, wire, heard = connected()
    client.data_received(b"HTTP/1.1 101 Switching\r\n\r\n" + server_frame(b"hi", 9))
    assert wire.written.endswith(frame(b"hi", 10))
    client.data_received(server_frame((4413).to_bytes(2), 8))
    assert wire.closed
    assert client.close_code == 4413
    assert heard == []


async def test_a_refused_upgrade_is_told() -> None:
    client, wire, _ = connected()
    client.data_received(b"HTTP/1.1 403 Forbidden\r\n\r\n")
    with pytest.raises(Exception, match="403 Forbidden"):
        await client.ready
    assert wire.closed


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_frames_of_ours_are_masked_with_zeros(size: int) -> None:
    made = frame(b"a" * size, 1)
    assert made[0] == 0x81
    assert made[1] & 0x80
    assert made.endswith(b"\0\0\0\0" + b"a" * size)


def test_cpu_of_a_process_and_of_what_it_started_is_counted() -> None:
    work = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\n"
    code = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {work!r}])\ninput()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as child:
        meter = Meter({"web": [child.pid]})
        deadline = time.monotonic() + 60
        while meter.read().cpu["web"] < 0.25 and time.monotonic() < deadline:
            time.sleep(0.05)
        spent = meter.read()
        assert spent.cpu["web"] >= 0.25
        assert spent.server_cpu == spent.cpu["web"]
        assert child.pid in tree([child.pid])
        resident, proportional = memory_kib([child.pid])
        assert resident >= proportional > 1_000
        child.communicate(b"\n")
    assert cpu_seconds([child.pid]) == 0
    assert tree([child.pid]) == []


@pytest.mark.parametrize(
    "values, share, expected",
    [([5], 0.5, 5), ([3, 1, 2], 0.5, 2), (list(range(100)), 0.99, 99), ([1, 2], 0.99, 2)],
)
def test_percentiles(values: Sequence[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


@pytest.mark.parametrize(
    "target, value, verdict",
    [
        (Target(150, 80), 80, "splendid"),
        (Target(150, 80), 150, "good"),
        (Target(150, 80), 300, "2.0x off"),
        (Target(6_000, 12_000, more_is_better=True), 12_000, "splendid"),
        (Target(6_000, 12_000, more_is_better=True), 6_000, "good"),
        (Target(6_000, 12_000, more_is_better=True), 3_000, "2.0x off"),
    ],
)
def test_a_figure_is_judged_by_its_target(target: Target, value: float, verdict: str) -> None:
    assert target.verdict(value) == verdict


def test_the_table_shows_each_part_of_a_sum() -> None:
    spent = Spent(cpu={"web": 0.75, "PostgreSQL": 0.25}, load_cpu=0.5, seconds=2.0)
    one = cpu_figure("w1.cpu", "W1", spent, 10_000, "message")
    assert (one.value, one.unit) == (100.0, "µs CPU/message")
    head, line, plain = table([one, Figure("other", "Other", 1_234.0, "rows")])
    assert head.split()[:4] == ["work", "measured", "unit", "target"]
    assert line.split()[:6] == ["W1", "100", "µs", "CPU/message", "150", "80"]
    assert "web 75, PostgreSQL 25, load generator 50, counted 10,000" in line
    assert plain.split() == ["Other", "1,234", "rows"]


def test_processes_are_read_by_part() -> None:
    assert read_parts(["web=1", "web=2", "db=3"]) == {"web": [1, 2], "db": [3]}
    with pytest.raises(ValueError, match="invalid literal"):
        read_parts(["web"])


def test_a_folder_without_a_running_instance_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotMeasurable, match="No bin/up runs on"):
        find_parts(tmp_path)
    # A number that an instance left behind is now somebody else's.
    (tmp_path / "instance.lock").write_text(f"{os.getpid()}\n")
    with pytest.raises(NotMeasurable, match="No bin/up runs on"):
        find_parts(tmp_path)


def test_an_instance_of_our_own_knows_nothing_of_others(tmp_path: Path) -> None:
    given = {
        "DATABASE_URL": "postgresql:///theirs",
        "CHATTY_ENCRYPTION_KEYS": "1:x",
        "CHATTY_WEB_PROCESSES": "2",
    }
    assert own_environment(tmp_path, given) == {
        "CHATTY_WEB_PROCESSES": "2",
        "CHATTY_DATA_DIR": str(tmp_path),
    }
