"""The shell part of bin/up: which Python it takes, and what it says when there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chatty.ops.options import PROJECT

_TOOLS = ("bash", "dirname", "rm", "mkdir", "cp", "cmp")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with bin/ as after a clone, nothing installed."""
    shutil.copytree(PROJECT / "bin", tmp_path / "clone" / "bin")
    (tmp_path / "clone" / "requirements.txt").write_text("")
    return tmp_path / "clone"


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with the usual tools and no Python."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for tool in _TOOLS:
        (folder / tool).symlink_to(str(shutil.which(tool)))
    return folder


def _up(clone: Path, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(path / "bash"), str(clone / "bin" / "up"), "--port", "0"],
        env={"PATH": str(path), "HOME": str(clone)},
        capture_output=True,
        text=True,
        check=False,
    )


def _stub(path: Path, script: str) -> None:
    path.write_text(f"#!{shutil.which('sh')}\n{script}\n")
    path.chmod(0o755)


def test_a_python_that_is_too_old_is_named_in_one_line(clone: Path, tools: Path) -> None:
    _stub(tools / "python3", "case $2 in *version_info*) exit 1;; *) echo 3.11.7;; esac")
    refused = _up(clone, tools)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "needs Python 3.12 or newer; found: python3 is 3.11.7;" in refused.stderr
    assert "Install one" in refused.stderr
    assert not (clone / ".venv").exists()


def test_no_python_at_all_is_said_in_one_line(clone: Path, tools: Path) -> None:
    refused = _up(clone, tools)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "found: none." in refused.stderr


def test_a_command_that_exists_but_does_not_run_is_passed_over(clone: Path, tools: Path) -> None:
    _stub(tools / "python3.13", "exit 127")
    _stub(
        tools / "python3.12",
        f'case "$*" in *-m\\ venv*) echo chosen >&2; exit 1;; esac; exec {sys.executable} "$@"',
    )
    refused = _up(clone, tools)
    assert "chosen" in refused.stderr
    assert "Python's venv module does not work here" in refused.stderr
    assert refused.returncode == 1
    assert not (clone / ".venv").exists()


def test_a_half_made_environment_is_made_anew(clone: Path, tools: Path) -> None:
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to("/nowhere/python")
    (clone / ".venv" / "rest").touch()
    _stub(tools / "python3", f'case "$*" in *-m\\ venv*) exit 0;; esac; exec {sys.executable} "$@"')
    _up(clone, tools)
    assert not (clone / ".venv" / "rest").exists()


def test_the_packages_are_not_installed_twice(clone: Path, tools: Path) -> None:
    installed = clone / ".venv" / ".installed"
    installed.mkdir(parents=True)
    shutil.copy(clone / "requirements.txt", installed)
    (clone / ".venv" / "bin").mkdir()
    _stub(
        clone / ".venv" / "bin" / "python",
        'case "$*" in *pip*) exit 9;; esac; echo "$PYTHONPATH $*"',
    )
    started = _up(clone, tools)
    assert started.stdout == f"{clone} -P -m chatty.ops.up --port 0\n"
    assert os.access(clone / ".venv" / "bin" / "python", os.X_OK)
