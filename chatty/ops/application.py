"""Chatty's own processes: web, worker, and the preparation before them."""

import json
import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from signal import SIGQUIT, SIGTERM

from chatty.ops.embedded.places import DataFolder
from chatty.ops.logs import last_lines
from chatty.ops.options import PROJECT
from chatty.ops.processes import Command
from chatty.ops.readiness import probe_readiness
from chatty.ops.refusal import StartRefused
from chatty.ops.supervisor import Child, ChildSpec, Stage, StopStep, Supervisor

_READY_TIMEOUT_SECONDS = 120.0
_READY_POLL_SECONDS = 0.05
_ENDS_BEFORE_GIVING_UP = 3
# However often they end, people wait for them; what they need may rest longer (a full disk).
_LONGEST_WEB_PAUSE_SECONDS = 1.6


class Gate:
    """Holds the web processes back until the database is prepared.

    They spend that time importing, which is most of their start. A pipe whose writing end closes
    opens it for all of them, and for those that start later.
    """

    def __init__(self) -> None:
        self.reader, self._writer = os.pipe()

    def open(self) -> None:
        """Let them serve."""
        os.close(self._writer)


@dataclass(frozen=True)
class Preparation:
    """What preparing the database found."""

    owner_path: str | None
    """The path under which somebody becomes the owner; None when there is one."""
    has_people: bool
    """Whether anybody has an account who is no part of the demo."""
    has_demo: bool
    """Whether the people of the demo are here."""


def start_web_behind_gate(
    supervisor: Supervisor,
    folder: DataFolder,
    environment: Mapping[str, str],
    *,
    listener: socket.socket,
    processes: int,
) -> tuple[Gate, list[Child]]:
    """Start `processes` web processes on one listening socket; they serve once the gate is open."""
    gate = Gate()
    descriptors = (listener.fileno(), gate.reader)
    arguments = ("--fd", str(listener.fileno()), "--gate", str(gate.reader))
    children = [
        supervisor.start(
            ChildSpec(
                name="web" if processes == 1 else f"web {number}",
                stage=Stage.APPLICATION,
                command=_python(
                    "-m",
                    "chatty.ops.serve",
                    *arguments,
                    process="web",
                    environment=environment,
                    pass_descriptors=descriptors,
                ),
                log=folder.logs / "web.log",
                stop_steps=(StopStep(SIGTERM, 11.0),),
                longest_restart_seconds=_LONGEST_WEB_PAUSE_SECONDS,
            )
        )
        for number in range(1, processes + 1)
    ]
    return gate, children


def prepare(
    supervisor: Supervisor, folder: DataFolder, environment: Mapping[str, str]
) -> Preparation:
    """Migrate, grant, collect static files: `manage.py prepare`, one process for all of it.

    Raises StartRefused when it fails; StopRequested.
    """
    log, output = folder.logs / "prepare.log", folder.logs / "prepare.out"
    try:
        code = supervisor.run_to_end(
            ChildSpec(
                name="prepare",
                stage=Stage.APPLICATION,
                command=_python("manage.py", "prepare", process="owner", environment=environment),
                log=log,
                output=output,
                restart=False,
            )
        )
        if code != 0:
            reason = (last_lines(log, count=1) or ["it says nothing"])[0]
            raise StartRefused(f"The database could not be prepared: {reason} (log: {log})")
        answer = json.loads(output.read_text("utf-8"))
    finally:
        output.unlink(missing_ok=True)  # Holds the owner's token.
    return Preparation(
        owner_path=answer["owner_path"],
        has_people=answer["has_people"],
        has_demo=answer["has_demo"],
    )


def seed_demo(
    supervisor: Supervisor, folder: DataFolder, environment: Mapping[str, str], *, password: str
) -> str | None:
    """Fill an empty instance with example content; the reason when that fails, else None.

    Raises StopRequested.
    """
    log = folder.logs / "demo.log"
    code = supervisor.run_to_end(
        ChildSpec(
            name="demo",
            stage=Stage.APPLICATION,
            command=_python(
                "manage.py",
                "seed_demo",
                "--verbosity=0",  # The password goes to the terminal, not into a log.
                process="command",
                environment={**environment, "CHATTY_DEMO_PASSWORD": password},
            ),
            log=log,
            restart=False,
        )
    )
    if code == 0:
        return None
    reason = (last_lines(log, count=1) or ["it says nothing"])[0]
    return f"{reason} (log: {log})"


def start_worker(
    supervisor: Supervisor, folder: DataFolder, environment: Mapping[str, str]
) -> Child:
    """Start the worker that does the jobs, with the clock for the periodic ones inside."""
    return supervisor.start(
        ChildSpec(
            name="worker",
            stage=Stage.APPLICATION,
            command=_python(
                "-m",
                "chatty.ops.work",
                "--schedule",
                str(folder.root / "beat-schedule"),
                process="worker",
                environment=environment,
            ),
            log=folder.logs / "worker.log",
            # TERM lets the job at hand end, QUIT drops it; it is done again later, in both cases.
            stop_steps=(StopStep(SIGTERM, 9.0), StopStep(SIGQUIT, 2.0)),
        )
    )


def wait_until_ready(
    supervisor: Supervisor,
    environment: Mapping[str, str],
    *,
    listener: socket.socket,
    web: list[Child],
) -> None:
    """Wait until /readyz answers 200.

    Raises StartRefused, with the last lines of the log, when it does not come to that;
    StopRequested.
    """
    answer = "no answer"

    def is_ready() -> bool:
        nonlocal answer
        if any(child.ends >= _ENDS_BEFORE_GIVING_UP for child in web):
            raise _refuse_web(web[0], "it ends at once")
        is_there, answer = probe_readiness(listener, environment["CHATTY_PUBLIC_URL"])
        return is_there

    if not supervisor.wait_until(
        is_ready, timeout_seconds=_READY_TIMEOUT_SECONDS, every_seconds=_READY_POLL_SECONDS
    ):
        raise _refuse_web(web[0], f"/readyz says: {answer}")


def _refuse_web(child: Child, reason: str) -> StartRefused:
    tail = "\n  ".join(last_lines(child.spec.log))
    return StartRefused(
        f"The web process does not get ready: {reason}. "
        f"Its log, {child.spec.log}, ends with:\n  {tail}"
    )


def _python(
    *arguments: str,
    process: str,
    environment: Mapping[str, str],
    pass_descriptors: tuple[int, ...] = (),
) -> Command:
    return Command(
        arguments=(sys.executable, *arguments),
        environment={**environment, "CHATTY_PROCESS": process},
        folder=PROJECT,
        pass_descriptors=pass_descriptors,
    )
