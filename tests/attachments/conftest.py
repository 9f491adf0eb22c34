"""Files of tests: in a folder of their own."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from attachments.serving import fetching, sending
from chatty.core.jobs import runner
from chatty.core.jobs.models import Job
from tests.attachments.transfers import OneConnection


@pytest.fixture
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where files go. The endpoint works in the test's own thread and transaction."""
    place = tmp_path / "files"
    place.mkdir()
    settings.STORAGE_URL = place.as_uri()
    settings.FILE_ENCRYPTION = "chatty"
    connection.inc_thread_sharing()
    for module in (fetching, sending):
        monkeypatch.setattr(module, "run_in_thread", OneConnection().run_in_thread)
    yield place
    connection.dec_thread_sharing()


def run_jobs() -> list[str]:
    """Do what waits, until nothing does; the names of what was done."""
    for app in ("attachments", "conversations", "messaging"):
        importlib.import_module(f"{app}.tasks")
    done = []
    while job := Job.objects.filter(failed_at=None).order_by("id").first():
        runner._handlers[job.name](**job.arguments)
        job.delete()
        done.append(job.name)
    return done


def files_in(folder: Path) -> list[Path]:
    """All files in a folder and below it."""
    return [path for path in folder.rglob("*") if path.is_file()]
