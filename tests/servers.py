"""Real web processes for tests that need sockets, several processes or another server program."""

import itertools
import json
import os
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGCONT, SIGSTOP, SIGTERM
from typing import Protocol

import pytest

from chatty.ops.embedded import postgres
from chatty.ops.listening import bind_listener
from chatty.ops.options import PROJECT
from chatty.ops.processes import Command
from chatty.ops.readiness import probe_readiness
from chatty.ops.supervisor import Child, ChildSpec, Stage, StopStep
from tests import services

_numbers = itertools.count(1)


@dataclass(frozen=True, kw_only=True)
class RunningServer:
    """A Chatty that serves on a port of this machine, with a database of its own."""

    base_url: str
    """http://127.0.0.1:<port>"""
    owner_path: str | None
    """The path under which the first person becomes the owner."""
    data: Path
    environment: Mapping[str, str]
    """For manage.py commands that concern this server."""
    web: list[Child]
    worker: Child | None
    listener: socket.socket | None = None
    """Kept where further web processes are to be started."""

    @property
    def socket_url(self) -> str:
        """ws://127.0.0.1:<port>/ws/v1"""
        return self.base_url.replace("http", "ws", 1) + "/ws/v1"


class ServerFactory(Protocol):
    """What the fixtures `server_factory` and `lasting_server_factory` give."""

    def __call__(
        self,
        web_processes: int = 1,
        server: str = "uvicorn",
        env: Mapping[str, str] | None = None,
        worker: bool = False,
        keep_listener: bool = False,
    ) -> RunningServer:
        """Start `web_processes` under `server` (uvicorn or daphne), `worker` too if asked for;
        `keep_listener` for who will call `start_another_web`.
        """


@pytest.fixture(scope="session")
def lasting_server_factory() -> Iterator[ServerFactory]:
    """Start servers for the tests of many files; all of them are stopped when the session ends."""
    with _servers() as start:
        yield start


@pytest.fixture(scope="module")
def server_factory() -> Iterator[ServerFactory]:
    """Start real servers; all of them are stopped when the file is done: each takes memory."""
    with _servers() as start:
        yield start


@contextmanager
def _servers() -> Iterator[ServerFactory]:
    started: list[RunningServer] = []

    def start(
        web_processes: int = 1,
        server: str = "uvicorn",
        env: Mapping[str, str] | None = None,
        worker: bool = False,
        keep_listener: bool = False,
    ) -> RunningServer:
        more = {"CHATTY_SERVER": server, **(env or {})}
        running = _start_server(
            web_processes, more, with_worker=worker, keep_listener=keep_listener
        )
        started.append(running)
        return running

    yield start
    for running in started:
        stop_server(running)


@pytest.fixture(scope="session")
def server(lasting_server_factory: ServerFactory) -> RunningServer:
    """One server for every test that does not ask for a particular one."""
    return lasting_server_factory()


def stop_server(running: RunningServer) -> None:
    """Stop the processes of a server; its database stays until the run ends."""
    for child in [*running.web, *([running.worker] if running.worker else [])]:
        services.stop_child(child)
    if running.listener is not None:
        running.listener.close()


def start_another_web(running: RunningServer) -> Child:
    """Start one more web process on the server's port; it is not waited for."""
    assert running.listener is not None
    spec = _web_spec(len(running.web) + 1, running.data, running.environment, running.listener)
    child = services.start_child(spec, is_up=lambda _child: True)
    running.web.append(child)
    return child


def _start_server(
    web_processes: int, env: Mapping[str, str], *, with_worker: bool, keep_listener: bool
) -> RunningServer:
    name = f"server_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{next(_numbers)}"
    data = services.run_folder() / name
    (data / "files").mkdir(parents=True)
    (data / "static").symlink_to(services.shared_static_folder())
    listener = bind_listener(host="127.0.0.1", port=0)
    base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    environment = {
        **os.environ,
        "DATABASE_URL": services.database_address(name, role=postgres.WEB_ROLE),
        "CHATTY_DATABASE_OWNER_URL": services.database_address(name),
        "REDIS_URL": services.start_valkey(data),
        "CHATTY_DATA_DIR": str(data),
        "CHATTY_PUBLIC_URL": base_url,
        "CHATTY_WEB_PROCESSES": str(web_processes),
        "PYTHONPATH": str(PROJECT),
        **env,
    }
    owner_path = services.copy_prepared(name)
    if environment.get("CHATTY_ROW_LEVEL_SECURITY") == "on":
        # Of this server alone: what it is copied from was prepared without.
        prepared = json.loads(services.manage("prepare", environment=environment))
        owner_path = prepared["owner_path"]
    web: list[Child] = []
    with ExitStack() as stack:
        stack.enter_context(listener)
        for _ in range(web_processes):
            with _asleep(web):  # So that the answer can only come from the new one.
                web.append(_start_web(len(web) + 1, data, environment, listener))
        if keep_listener:
            stack.pop_all()
    return RunningServer(
        base_url=base_url,
        owner_path=owner_path,
        data=data,
        environment=environment,
        web=web,
        worker=_start_worker(data, environment) if with_worker else None,
        listener=listener if keep_listener else None,
    )


def _start_web(
    number: int, data: Path, environment: Mapping[str, str], listener: socket.socket
) -> Child:
    spec = _web_spec(number, data, environment, listener)
    base_url = environment["CHATTY_PUBLIC_URL"]
    return services.start_child(spec, is_up=lambda _child: probe_readiness(listener, base_url)[0])


def _web_spec(
    number: int, data: Path, environment: Mapping[str, str], listener: socket.socket
) -> ChildSpec:
    descriptor = listener.fileno()
    return ChildSpec(
        name=f"web {number}",
        stage=Stage.APPLICATION,
        command=Command(
            arguments=(sys.executable, "-m", "tests.serve", "--fd", str(descriptor)),
            environment={**environment, "CHATTY_PROCESS": "web"},
            folder=PROJECT,
            pass_descriptors=(descriptor,),
        ),
        log=data / "web.log",
        stop_steps=(StopStep(SIGTERM, 20.0),),
    )


@contextmanager
def _asleep(children: Sequence[Child]) -> Iterator[None]:
    resting = list(children)
    for child in resting:
        child.process.send_signal(SIGSTOP)
    yield
    for child in resting:
        child.process.send_signal(SIGCONT)


def _start_worker(data: Path, environment: Mapping[str, str]) -> Child:
    schedule = str(data / "beat-schedule")
    spec = ChildSpec(
        name="worker",
        stage=Stage.APPLICATION,
        command=Command(
            arguments=(sys.executable, "-m", "chatty.ops.work", "--schedule", schedule),
            environment={**environment, "CHATTY_PROCESS": "worker"},
            folder=PROJECT,
        ),
        log=data / "worker.log",
        stop_steps=(StopStep(SIGTERM, 20.0),),
    )
    return services.start_child(spec, is_up=lambda child: _has_said(child, "ready."))


def _has_said(child: Child, words: str) -> bool:
    return words in child.spec.log.read_text("utf-8")
