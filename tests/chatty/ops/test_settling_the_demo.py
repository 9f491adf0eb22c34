"""When bin/up fills an instance, and that it starts all the same when that fails."""

import os
from pathlib import Path
from typing import Any

import pytest

from chatty.ops import application, up
from chatty.ops.application import Preparation
from chatty.ops.embedded.places import DataFolder
from chatty.ops.options import UpOptions

NOBODY: Any = None


def settle(
    data: Path, *, with_demo: bool = True, has_people: bool = False, has_demo: bool = False
) -> str | None:
    options = UpOptions(host="127.0.0.1", port=0, data=data, web_processes=1, with_demo=with_demo)
    found = Preparation(owner_path=None, has_people=has_people, has_demo=has_demo)
    return up._settle_demo(options, DataFolder(data), NOBODY, os.environ, found)


@pytest.fixture
def seeded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords of the demos that were made."""
    passwords: list[str] = []

    def seed(*_arguments: object, password: str) -> None:
        passwords.append(password)

    monkeypatch.setattr(application, "seed_demo", seed)
    return passwords


def test_an_empty_instance_is_filled_once(tmp_path: Path, seeded: list[str]) -> None:
    first = settle(tmp_path)
    assert seeded == [first]
    assert settle(tmp_path, has_demo=True) == first
    assert settle(tmp_path, has_demo=True, has_people=True) == first
    assert settle(tmp_path, has_demo=True, with_demo=False) == first
    assert seeded == [first]


@pytest.mark.parametrize("with_demo, has_people", [(True, True), (False, False), (False, True)])
def test_others_are_left_alone(
    tmp_path: Path, seeded: list[str], with_demo: bool, has_people: bool
) -> None:
    assert settle(tmp_path, with_demo=with_demo, has_people=has_people) is None
    assert seeded == []
    assert not (tmp_path / "secrets.env").exists()


def test_a_demo_that_fails_keeps_nobody_from_chatting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(application, "seed_demo", lambda *_, **__: "No space (log: demo.log)")
    assert settle(tmp_path) is None
    assert capsys.readouterr().out.splitlines() == [
        "Making the demo",
        "The demo could not be made, Chatty starts without it: No space (log: demo.log)",
    ]
