"""Starting processes that never outlive us, and ending those that an earlier start left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class ServiceUser:
    """The user a service runs as when we are root and it must not be."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, kw_only=True)
class Command:
    """A program to start: how, where, as whom, and the signal it gets should we die first."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path = Path("/")
    user: ServiceUser | None = None
    pass_descriptors: tuple[int, ...] = ()
    orphan_signal: signal.Signals = signal.SIGKILL


def die_with_parent(orphan_signal: signal.Signals, *, parent_pid: int) -> None:
    """Ask the kernel to send us `orphan_signal` when our parent ends, however it ends (prctl(2)).

    Linux only, elsewhere without effect. The kernel forgets it at a change of user, so it is set
    after that; and the parent may have died just before, which only the parent's id shows.
    """
    if sys.platform != "linux":
        return
    _libc.prctl(_PR_SET_PDEATHSIG, int(orphan_signal), 0, 0, 0)
    if os.getppid() != parent_pid:
        os._exit(1)


def launch(command: Command, *, stdout: IO[bytes], stderr: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own: Ctrl-C at the terminal reaches only us.

    Call it from the main thread: the kernel's parent for `die_with_parent` is the thread.
    """
    parent_pid = os.getpid()
    user = command.user
    return subprocess.Popen(  # noqa: S603 - every command is our own
        command.arguments,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        cwd=command.folder,
        env=dict(command.environment),
        pass_fds=command.pass_descriptors,
        process_group=0,
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
        umask=0o077,
        # Runs after the change of user.
        preexec_fn=lambda: die_with_parent(command.orphan_signal, parent_pid=parent_pid),  # noqa: PLW1509 - no other threads
    )


def run_as(
    user: ServiceUser | None,
    arguments: tuple[str, ...],
    *,
    timeout_seconds: float,
    input_text: str | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a short command to its end as `user` (None: as ourselves), its output captured.

    A program that cannot be reached or started answers with return code 126, as in a shell.
    """
    try:
        return subprocess.run(  # noqa: S603 - every command is our own
            arguments,
            input=input_text,
            stdin=subprocess.DEVNULL if input_text is None else None,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            timeout=timeout_seconds,
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
        )
    except OSError as error:
        return subprocess.CompletedProcess(arguments, 126, "", str(error))


def processes_working_in(folder: Path, *, programs: Collection[str]) -> list[int]:
    """Return the ids of the `programs` whose working folder is `folder` (Linux; elsewhere none).

    PostgreSQL and Valkey change into their data folder, so this finds all of their processes,
    a postmaster and backends that lost theirs alike, and cannot be fooled by a reused id. Names
    are those of the files that were started; a person's shell in that folder is none of them.
    """
    found = []
    wanted = folder.resolve()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            is_there = (entry / "cwd").readlink() == wanted
            if is_there and (entry / "comm").read_text().strip() in programs:
                found.append(int(entry.name))
        except OSError:  # Ended meanwhile, or another user's.
            continue
    return found


def end_processes_working_in(
    folder: Path,
    *,
    programs: Collection[str],
    first_signal: signal.Signals,
    patience_seconds: float = 10.0,
) -> int:
    """End each of the `programs` that works in `folder` and return how many there were.

    Only for the holder of the instance lock, before it starts its own: what is found then was
    left by an instance that was killed. They get `first_signal`, after `patience_seconds` SIGKILL.
    """
    left_behind = processes_working_in(folder, programs=programs)
    remaining, sent = left_behind, first_signal
    deadline = 0.0
    while remaining:
        if time.monotonic() > deadline:
            for pid in remaining:
                _send(pid, sent)
            sent, deadline = signal.SIGKILL, time.monotonic() + patience_seconds
        time.sleep(0.02)
        remaining = processes_working_in(folder, programs=programs)
    return len(left_behind)


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
