"""Keeps the children alive, and ends them in order.

One thread, no event loop: it sleeps until a signal arrives (a child ended, or we are asked to stop)
or a restart is due. Everything else is a plain call from `chatty.ops.up`.
"""

import enum
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from chatty.ops.logs import open_log
from chatty.ops.processes import Command, launch
from chatty.ops.refusal import StartRefused

FIRST_RESTART_SECONDS = 0.2
LONGEST_RESTART_SECONDS = 30.0
STABLE_AFTER_SECONDS = 60.0
"""A child that lived this long starts again with the shortest pause when it ends."""

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(Exception):  # noqa: N818 - a wish, not a fault
    """Somebody asked us to stop: SIGINT, SIGTERM, or the terminal went away."""


class Stage(enum.IntEnum):
    """Children of a higher stage need those of a lower one, and so are stopped before them."""

    SERVICES = 1
    APPLICATION = 2


@dataclass(frozen=True)
class StopStep:
    """A signal, and how long the child may take over it before the next one."""

    number: signal.Signals
    patience_seconds: float


@dataclass(frozen=True, kw_only=True)
class ChildSpec:
    """What the supervisor knows of a child. After the last stop step comes SIGKILL."""

    name: str
    stage: Stage
    command: Command
    log: Path
    stop_steps: tuple[StopStep, ...] = (StopStep(signal.SIGTERM, 10.0),)
    restart: bool = True
    longest_restart_seconds: float = LONGEST_RESTART_SECONDS
    """The pause before a restart doubles with each end, up to this."""
    output: Path | None = None
    """Where the standard output goes when it is not to be mixed into the log."""
    before_start: Callable[[], None] = field(default=lambda: None)
    """Clears what an earlier life of the child left behind."""


@dataclass
class Child:
    """A child's present life."""

    spec: ChildSpec
    process: subprocess.Popen[bytes]
    started_at: float
    """Monotonic clock, seconds."""
    ends: int = 0
    """How often it ended without having been stable since."""
    restart_at: float | None = None
    """Monotonic clock; None while it runs, or when it is not to run again."""

    @property
    def running(self) -> bool:
        """Whether the process was there when we last looked."""
        return self.process.returncode is None


class Supervisor:
    """Starts children, restarts those that end, and stops all when the `with` block ends."""

    def __init__(self, *, announce: Callable[[str], None]) -> None:
        """`announce` gets one clear line for everything a person should know."""
        self._announce = announce
        self._children: list[Child] = []
        self._stop_requested = False
        self._wake_reader, self._wake_writer = os.pipe()

    def __enter__(self) -> Self:
        os.set_blocking(self._wake_reader, False)
        os.set_blocking(self._wake_writer, False)
        signal.set_wakeup_fd(self._wake_writer, warn_on_full_buffer=False)
        for number in _STOP_SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # So `nohup` keeps its promise.
                signal.signal(number, self._request_stop)
        # A handler, though an empty one, is what makes the wake-up pipe hear of ended children.
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop_all()
        signal.set_wakeup_fd(-1)
        os.close(self._wake_reader)
        os.close(self._wake_writer)

    def start(self, spec: ChildSpec) -> Child:
        """Start a child; from now on it is restarted whenever it ends (`spec.restart`)."""
        spec.before_start()
        child = Child(spec=spec, process=_spawn(spec), started_at=time.monotonic())
        self._children.append(child)
        return child

    def run_to_end(self, spec: ChildSpec) -> int:
        """Run a child that does its work and ends; return its exit code.

        The others are looked after meanwhile. It may take as long as it takes: a migration of a
        large database is right to take an hour. Raises StopRequested.
        """
        child = self.start(spec)
        while child.running:
            self._look_after(longest_seconds=1.0)
        self._children.remove(child)
        return child.process.returncode

    def wait_until(
        self, condition: Callable[[], bool], *, timeout_seconds: float, every_seconds: float
    ) -> bool:
        """Look after the children until `condition()` holds; False when time ran out.

        Raises StopRequested, and whatever the condition raises.
        """
        deadline = time.monotonic() + timeout_seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            self._look_after(longest_seconds=every_seconds)
        return True

    def run_until_stopped(self, *, chore: Callable[[], None], chore_seconds: float) -> None:
        """Look after the children until StopRequested; do `chore` every `chore_seconds`."""
        chore_at = time.monotonic()
        while True:
            if time.monotonic() >= chore_at:
                chore()
                chore_at = time.monotonic() + chore_seconds
            self._look_after(longest_seconds=chore_seconds)

    def _request_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop_requested = True

    def _look_after(self, *, longest_seconds: float) -> None:
        """Sleep until something happens, then restart what ended and is due."""
        due = [child.restart_at for child in self._children if child.restart_at is not None]
        pause = min([longest_seconds, *(at - time.monotonic() for at in due)])
        self._sleep(pause)
        if self._stop_requested:
            raise StopRequested
        for child in self._children:
            if _has_just_ended(child) and child.spec.restart:
                self._plan_restart(child, f"ended ({describe_end(child.process.returncode)})")
            if child.restart_at is not None and time.monotonic() >= child.restart_at:
                self._restart(child)

    def _sleep(self, seconds: float) -> None:
        select.select([self._wake_reader], [], [], max(seconds, 0.0))
        with suppress(BlockingIOError):
            while os.read(self._wake_reader, 512):
                pass

    def _plan_restart(self, child: Child, what_happened: str) -> None:
        now = time.monotonic()
        if now - child.started_at > STABLE_AFTER_SECONDS:
            child.ends = 0
        pause = min(FIRST_RESTART_SECONDS * 2**child.ends, child.spec.longest_restart_seconds)
        child.ends += 1
        child.restart_at = now + pause
        self._announce(
            f"{child.spec.name} {what_happened}; starting it again in {pause:g} s. "
            f"Its log: {child.spec.log}"
        )

    def _restart(self, child: Child) -> None:
        """Start a child again. A full disk or a lost folder is reason to wait, not to give up."""
        child.restart_at = None
        try:
            child.spec.before_start()
            child.process = _spawn(child.spec)
        except (OSError, StartRefused) as error:
            self._plan_restart(child, f"could not be started ({error})")
        else:
            child.started_at = time.monotonic()

    def _stop_all(self) -> None:
        for stage in sorted(Stage, reverse=True):
            self._stop_together([child for child in self._children if child.spec.stage is stage])

    def _stop_together(self, children: list[Child]) -> None:
        """Walk all of `children` through their stop steps at once, each at its own pace."""
        began = time.monotonic()
        pending = [(child, _stop_schedule(child.spec, began)) for child in children]
        while True:
            for child, _steps in pending:
                _has_just_ended(child)
            pending = [(child, steps) for child, steps in pending if child.running]
            if not pending:
                return
            for child, steps in pending:
                while steps and time.monotonic() >= steps[0][0]:
                    _signal(child, steps.pop(0)[1])
            self._sleep(0.05)


def describe_end(code: int) -> str:
    """Say in words how a process ended, from its `returncode`."""
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"


def _stop_schedule(spec: ChildSpec, began: float) -> list[tuple[float, signal.Signals]]:
    """Return (monotonic time, signal) in order, SIGKILL last."""
    schedule, at = [], began
    for step in spec.stop_steps:
        schedule.append((at, step.number))
        at += step.patience_seconds
    return [*schedule, (at, signal.SIGKILL)]


def _spawn(spec: ChildSpec) -> subprocess.Popen[bytes]:
    with open_log(spec.log) as log:
        if spec.output is None:
            return launch(spec.command, stdout=log, stderr=log)
        with spec.output.open("wb") as output:
            return launch(spec.command, stdout=output, stderr=log)


def _has_just_ended(child: Child) -> bool:
    """Notice the end of a child, and take whatever is left of its process group along.

    The group is swept while the dead leader still holds its id (WNOWAIT), so the id cannot have
    gone to somebody else. PostgreSQL's processes lead groups of their own and are not touched.
    """
    if not child.running:
        return False
    pid = child.process.pid
    if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        return False
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    child.process.wait()
    return True


def _signal(child: Child, number: signal.Signals) -> None:
    """Signal a child; a SIGKILL goes to its whole group, which could not pass it on itself."""
    with suppress(ProcessLookupError):
        if number is signal.SIGKILL:
            os.killpg(child.process.pid, number)
        else:
            child.process.send_signal(number)
