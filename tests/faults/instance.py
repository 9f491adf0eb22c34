"""A Chatty that `bin/up` runs and watches, on a database that keeps its promises (fsync)."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL, SIGTERM, Signals

import httpx

from chatty.ops.embedded import places
from chatty.ops.options import PROJECT
from tests import services
from tests.servers import RunningServer

WEB = "chatty.ops.serve"
POSTMASTER = "postgres -D"

_OPTIONS = ("--no-demo", "--port", "0")
_START_SECONDS = 180.0
_STOP_SECONDS = 30.0
# Fifty people ask at once, and nobody guesses passwords.
_SETTINGS = {"CHATTY_RATE_LIMITS": "off", "CHATTY_LIMIT_ACCESS_TOKEN_SECONDS": "7200"}


class Instance:
    """`bin/up` and its children. What it says is kept in `lines`."""

    def __init__(
        self, data: Path, *, web_processes: int = 1, settings: Mapping[str, str] | None = None
    ) -> None:
        self.data = data
        self.lines: list[str] = []
        self._settings = {
            **_SETTINGS,
            "CHATTY_WEB_PROCESSES": str(web_processes),
            **(settings or {}),
        }
        self._process: subprocess.Popen[str] | None = None
        self._ready = threading.Event()
        self.base_url = ""

    def start(self) -> None:
        """Start it and wait for its ready line."""
        self.data.mkdir(mode=0o711)
        (self.data / "static").symlink_to(services.shared_static_folder())
        # One after another: what is collected once is there for all.
        with services.only_one("static"):
            self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "chatty.ops.up", *_OPTIONS, "--data", str(self.data)],
            cwd=PROJECT,
            env=_environment() | self._settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        assert self._ready.wait(_START_SECONDS), "\n".join(self.lines)
        assert self.base_url, "\n".join(self.lines)

    def _listen(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        with self._process.stdout as said:
            for line in said:
                self.lines.append(line.rstrip("\n"))
                if line.startswith("Chatty is ready at "):
                    self.base_url = line.split()[-1]
                    self._ready.set()
        self._ready.set()

    def stop(self) -> None:
        """Stop it and everything that it runs."""
        if self._process is None:
            return
        self._process.send_signal(SIGTERM)
        try:
            self._process.wait(_STOP_SECONDS)
        finally:
            self._process.kill()
            self._process.wait()

    def server(self, base_url: str | None = None) -> RunningServer:
        """As the people of the tests know it; `base_url` is that of a proxy before it."""
        return RunningServer(
            base_url=base_url or self.base_url,
            owner_path=None,
            data=self.data,
            environment={},
            web=[],
            worker=None,
        )

    def children(self, words: str) -> list[int]:
        """The ids of the children whose command line holds `words`, lowest first."""
        assert self._process is not None
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, IndexError):
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if int(parent) == self._process.pid and state != "Z" and words in line:
                    found.append(int(entry.name))
        return sorted(found)

    def kill(self, pid: int, number: Signals = SIGKILL) -> None:
        """Send a signal to one of them."""
        with suppress(ProcessLookupError):
            os.kill(pid, number)

    def ends(self, name: str) -> int:
        """How often a child has ended, as `bin/up` tells."""
        return sum(line.startswith(name) and " ended (" in line for line in self.lines)

    def owner_address(self) -> str:
        """Where the database is reached as its owner."""
        return self._variable("CHATTY_DATABASE_OWNER_URL")

    def web_address(self) -> str:
        """Where it is reached as the web processes reach it."""
        return self._variable("DATABASE_URL")

    def _variable(self, name: str) -> str:
        lines = places.DataFolder(self.data).environment.read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if not line.startswith("#"))[name]

    def memory_bytes(self) -> int:
        """What the largest of the web processes holds resident."""
        return max(_resident_bytes(pid) for pid in self.children(WEB))

    def descriptors(self) -> int:
        """How many files and sockets the web processes have open."""
        return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in self.children(WEB))

    def is_ready(self) -> bool:
        """Whether /readyz answers 200."""
        try:
            return httpx.get(f"{self.base_url}/readyz", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def wait_until_ready(self, *, seconds: float) -> float:
        """Wait until it is ready; how long that took, in seconds."""
        began = time.monotonic()
        while not self.is_ready():
            waited = time.monotonic() - began
            assert waited < seconds, f"not ready within {seconds} s: {self.lines[-5:]}"
            time.sleep(0.05)
        return time.monotonic() - began


def _resident_bytes(pid: int) -> int:
    lines: Sequence[str] = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1_024 for line in lines if line.startswith("VmRSS"))


def _environment() -> dict[str, str]:
    """The environment without the services of the test run."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL"} and not name.startswith(("CHATTY_", "PYTEST_"))
    }
