"""Collecting static files only when they have changed."""

import os
import time
from pathlib import Path

import pytest
from pytest_django import Settings

from chatty.ops.static_files import collect_changed_static_files


@pytest.fixture
def source(settings: Settings, tmp_path: Path) -> Path:
    """A folder with one script as the only source of static files."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "app.js").write_text("first")
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    return folder


def test_they_are_collected_once_and_again_after_a_change(source: Path, tmp_path: Path) -> None:
    assert collect_changed_static_files() is True
    assert collect_changed_static_files() is False
    (source / "app.js").write_text("second")
    later = time.time() + 2  # collectstatic takes files of one second for the same.
    os.utime(source / "app.js", (later, later))
    assert collect_changed_static_files() is True
    assert (tmp_path / "collected" / "app.js").read_text() == "second"


def test_an_interrupted_collection_is_done_again(source: Path, tmp_path: Path) -> None:
    collect_changed_static_files()
    (tmp_path / "collected" / ".fingerprint").unlink()
    assert collect_changed_static_files() is True
