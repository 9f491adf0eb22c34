"""The measured instance: which processes it is made of, or one of our own to measure."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from chatty.ops.bench.measuring import Parts
from chatty.ops.options import PROJECT

_UP_SECONDS = 180.0
_DOWN_SECONDS = 30.0
_READY = b"Chatty is ready at "
_NAMES = {
    "chatty.ops.serve": "web",
    "chatty.ops.work": "worker",
    "postgres": "PostgreSQL",
    "valkey-server": "Valkey",
    "redis-server": "Valkey",
}
# What would lead an instance of our own to the data of another.
_NOT_PASSED_ON = (
    "CHATTY_DATA_DIR",
    "CHATTY_DATABASE_OWNER_URL",
    "CHATTY_ENCRYPTION_KEYS",
    "CHATTY_HOST",
    "CHATTY_PROCESS",
    "CHATTY_PUBLIC_URL",
    "CHATTY_SECRET_KEY",
    "CHATTY_STORAGE_URL",
    "DATABASE_URL",
    "REDIS_URL",
)


class NotMeasurable(Exception):  # noqa: N818 - named for what happened
    """The instance does not run here, or does not start."""


def find_parts(data_folder: Path) -> dict[str, list[int]]:
    """The processes that `bin/up` runs on this data folder, by part. NotMeasurable."""
    try:
        supervisor = int((data_folder / "instance.lock").read_text("ascii"))
        children = _children_of(supervisor)
    except (OSError, ValueError):
        children = []
    parts: dict[str, list[int]] = {}
    for pid, words in children:
        name = next((_NAMES[word] for word in words if word in _NAMES), None)
        if name is not None:
            parts.setdefault(name, []).append(pid)
    if "web" not in parts:
        raise NotMeasurable(
            f"No bin/up runs on {data_folder}. Start it, name its folder in CHATTY_DATA_DIR, name "
            f"the processes with --pid web=<pid>, or let --own start an instance to measure."
        )
    return parts


def read_parts(given: Sequence[str]) -> Parts:
    """Processes by part, from `web=12`; several may have the same part. ValueError."""
    parts: dict[str, list[int]] = {}
    for text in given:
        name, _, pid = text.partition("=")
        parts.setdefault(name, []).append(int(pid))
    return parts


@contextmanager
def own_instance(environment: Mapping[str, str]) -> Iterator[tuple[Path, float]]:
    """Run an instance in a temporary folder; the folder, and its seconds from start to ready.

    It is started twice: what is timed is a start with a database that was there before.
    NotMeasurable when it does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="chatty-bench-"))
    folder.chmod(0o711)  # Started by root, PostgreSQL's own user must reach its cluster in there.
    kept = {name: text for name, text in environment.items() if name not in _NOT_PASSED_ON}
    try:
        with _running(folder, kept):
            pass
        with _running(folder, kept) as seconds:
            yield folder, seconds
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def own_environment(folder: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """What lets a `manage.py` find the instance in `folder` and no other."""
    kept = {name: text for name, text in environment.items() if name not in _NOT_PASSED_ON}
    return {**kept, "CHATTY_DATA_DIR": str(folder)}


@contextmanager
def _running(folder: Path, environment: Mapping[str, str]) -> Iterator[float]:
    """Run `bin/up` on a free port without limits; the seconds until it said that it is ready."""
    began = time.monotonic()
    up = subprocess.Popen(  # noqa: S603 - our own start script
        (str(PROJECT / "bin" / "up"), "--no-demo", "--data", str(folder), "--port", "0"),
        env={**environment, "CHATTY_RATE_LIMITS": "off"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_until_ready(up)
        yield time.monotonic() - began
    finally:
        up.send_signal(signal.SIGTERM)
        try:
            up.wait(_DOWN_SECONDS)
        except subprocess.TimeoutExpired:
            up.kill()
            up.wait()


def _wait_until_ready(up: subprocess.Popen[bytes]) -> None:
    assert up.stdout is not None  # noqa: S101 - asked for as a pipe
    deadline = time.monotonic() + _UP_SECONDS
    said: list[bytes] = []
    for line in up.stdout:
        if line.startswith(_READY):
            return
        said.append(line)
        if time.monotonic() > deadline:
            break
    last = said[-1].decode().strip() if said else "it says nothing"
    raise NotMeasurable(f"The instance does not start: {last}")


def _children_of(parent: int) -> list[tuple[int, list[str]]]:
    """The processes that `parent` started, each with the words it was started by."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            stat = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(stat[1]) != parent:
                continue
            command = (entry / "cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        # Valkey names itself anew, in one piece: "…/valkey-server unixsocket:/…".
        words = [word for text in command[:4] for word in os.fsdecode(text).split()]
        found.append((int(entry.name), [Path(word).name for word in words]))
    return found
