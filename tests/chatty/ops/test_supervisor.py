"""The supervisor, run in a process of its own: it takes over that process's signals."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chatty.ops.options import PROJECT

_PROGRAM = """
import os, sys
from pathlib import Path
from signal import SIGTERM
from chatty.ops.processes import Command
from chatty.ops.supervisor import ChildSpec, Stage, StopRequested, StopStep, Supervisor

folder = Path(sys.argv[1])

def child(name, script, stage=Stage.APPLICATION, **more):
    return ChildSpec(
        **more,
        name=name, stage=stage, log=folder / "log", stop_steps=(StopStep(SIGTERM, 0.5),),
        command=Command(arguments=("/bin/sh", "-c", script), environment=os.environ, folder=folder),
    )

try:
    with Supervisor(announce=lambda line: print(line, flush=True)) as supervisor:
        {body}
        print("up", flush=True)
        supervisor.run_until_stopped(chore=lambda: None, chore_seconds=60)
except StopRequested:
    print("stopped", flush=True)
"""

Run = Callable[[str], subprocess.Popen[str]]

_PATIENCE_SECONDS = 60.0


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Start a supervisor whose children `body` starts; kill it at the end, if it is still there."""
    started: list[subprocess.Popen[str]] = []

    def start(body: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM.format(body=body), str(tmp_path)],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    "options, pauses",
    [("", ("0.2", "0.4", "0.8")), (", longest_restart_seconds=0.3", ("0.2", "0.3", "0.3"))],
)
def test_a_child_that_ends_is_started_again_later_and_later(
    run: Run, options: str, pauses: tuple[str, ...]
) -> None:
    supervisor = run(f'supervisor.start(child("web", "exit 3"{options}))')
    assert supervisor.stdout is not None
    lines = [supervisor.stdout.readline() for _ in range(3)]
    assert [line.partition(".  Its")[0].partition(" Its log")[0].strip() for line in lines] == [
        f"web ended (exit code 3); starting it again in {pause} s." for pause in pauses
    ]


def test_a_child_that_cannot_be_started_again_is_tried_again(run: Run, tmp_path: Path) -> None:
    supervisor = run(
        "from dataclasses import replace; (folder / 'work').mkdir(); "
        "spec = child('web', 'cd ..; rmdir work'); "
        "supervisor.start(replace(spec, command=replace(spec.command, folder=folder / 'work')))"
    )
    assert supervisor.stdout is not None
    assert supervisor.stdout.readline().startswith("web ended (exit code 0); ")
    assert supervisor.stdout.readline().startswith("web could not be started ([Errno 2]")
    (tmp_path / "work").mkdir()
    assert supervisor.stdout.readline().startswith("web ended (exit code 0); ")


def test_children_of_the_application_stop_before_the_services(run: Run, tmp_path: Path) -> None:
    trap = "trap 'echo {0} >> order; exit' TERM; touch {0}.up; while :; do sleep 0.02; done"
    supervisor = run(
        f'supervisor.start(child("database", "{trap.format("database")}", Stage.SERVICES)); '
        f'supervisor.start(child("web", "{trap.format("web")}"))'
    )
    _wait_for(lambda: (tmp_path / "web.up").exists() and (tmp_path / "database.up").exists())
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.communicate(timeout=_PATIENCE_SECONDS)[0] == "stopped\n"
    assert supervisor.returncode == 0
    assert (tmp_path / "order").read_text().split() == ["web", "database"]


def test_a_child_that_does_not_heed_is_killed_with_all_it_started(run: Run, tmp_path: Path) -> None:
    stubborn = "trap : TERM; sleep 300 & echo $! > grandchild; while :; do sleep 0.1; done"
    supervisor = run(f'supervisor.start(child("web", "{stubborn}"))')
    grandchild = _read_pid(tmp_path / "grandchild")
    supervisor.send_signal(signal.SIGTERM)
    supervisor.communicate(timeout=_PATIENCE_SECONDS)
    _wait_for(lambda: not _is_alive(grandchild))


def test_what_a_killed_child_started_does_not_outlive_it(run: Run, tmp_path: Path) -> None:
    script = "echo $$ > leader; sleep 300 & echo $! > grandchild; wait"
    run(f'supervisor.start(child("worker", "{script}"))')
    grandchild = _read_pid(tmp_path / "grandchild")
    os.kill(_read_pid(tmp_path / "leader"), signal.SIGKILL)
    _wait_for(lambda: not _is_alive(grandchild))


def test_children_die_with_a_supervisor_that_is_killed(run: Run, tmp_path: Path) -> None:
    supervisor = run('supervisor.start(child("web", "echo $$ > leader; exec sleep 300"))')
    leader = _read_pid(tmp_path / "leader")
    supervisor.kill()
    _wait_for(lambda: not _is_alive(leader))


def test_a_stop_while_something_runs_to_its_end_is_heard_at_once(run: Run, tmp_path: Path) -> None:
    supervisor = run(
        'print("up", flush=True); '
        'supervisor.run_to_end(child("prepare", "echo $$ > leader; exec sleep 300"))'
    )
    leader = _read_pid(tmp_path / "leader")
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.communicate(timeout=_PATIENCE_SECONDS)[0] == "stopped\n"
    assert not _is_alive(leader)


def test_a_hangup_that_was_to_be_ignored_is_ignored(run: Run) -> None:
    ignored = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # What nohup hands down.
    try:
        supervisor = run("pass")
    finally:
        signal.signal(signal.SIGHUP, ignored)
    supervisor.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    assert supervisor.poll() is None
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.communicate(timeout=_PATIENCE_SECONDS)[0] == "stopped\n"


def _read_pid(path: Path) -> int:
    _wait_for(lambda: path.exists() and path.read_text().strip() != "")
    return int(path.read_text())


def _is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.02)
