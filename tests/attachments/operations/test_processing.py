"""The way of a file from complete to shown, as the worker goes it."""

import importlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import AuditEntry
from attachments.adapters import parser
from attachments.adapters.storage import StorageError, installed_storage
from attachments.models import Attachment, Blob, Derivative, FileUsage, Holder, Status
from attachments.operations.binding import bind_attachments, share_attachment
from attachments.operations.scanning import PROCESS
from chatty.core.clock import now
from chatty.core.jobs.models import Job
from chatty.core.jobs.runner import run_job
from chatty.core.limits import limits
from tests.asking import Api, api_as
from tests.attachments.adapters.scanners import (
    NAME,
    SIGNATURE,
    SMALL_LIMIT,
    SmallClamd,
    small_clamd,
)
from tests.attachments.conftest import files_in
from tests.attachments.parsing.hostile import png_of
from tests.attachments.parsing.media import PLACE, document, film, photo, picture, recording
from tests.attachments.transfers import fetch, upload
from tests.cast import Cast
from tests.conftest import Published

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def scanner(settings: Settings) -> Iterator[SmallClamd]:
    with small_clamd() as found:
        settings.CLAMD = str(found.path)
        yield found


def work() -> list[str]:
    """Do what is due by now, as the worker does, until nothing is; the names of what was done."""
    importlib.import_module("attachments.tasks")
    done = []
    while (
        job := Job.objects.filter(failed_at=None, due_at__lte=now()).order_by("due_at").first()
    ) is not None:
        run_job(str(job.id))
        done.append(job.name)
    return done


def wait(**passed: float) -> None:
    """As if so much time had passed for what waits."""
    for job in Job.objects.all():
        job.due_at -= timedelta(**passed)
        job.save()


def send(api: Api, cast: Cast, data: bytes, mime_type: str, **details: Any) -> str:
    """Upload and process a file; its id."""
    sent = upload(api, cast.lounge.id, data, mime_type=mime_type, **details)
    assert sent["status"] == "UPLOADED"
    work()
    return str(sent["id"])


def test_a_photo_is_shown_small_and_tells_nobody_where_it_was_taken(
    cast: Cast, folder: Path, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    bob, data = api_as(cast.bob), photo((800, 600), orientation=6)
    with django_capture_on_commit_callbacks(execute=True):
        attachment_id = send(bob, cast, data, "image/jpeg")
    shown = bob.get(f"/attachments/{attachment_id}")
    assert (shown["status"], shown["is_processed"]) == ("READY", True)
    assert (shown["scan_status"], shown["is_scanned"]) == ("SKIPPED", False)
    assert (shown["width"], shown["height"], shown["size"]) == (600, 800, len(data))
    assert shown["thumbhash"]
    told = [event["d"]["status"] for event in published.events("attachment.updated")]
    assert told == ["UPLOADED", "PROCESSING", "READY"]
    small, large = (
        fetch(bob, attachment_id, f"thumbnail?size={size}") for size in ("small", "large")
    )
    assert small.headers["content-type"] == large.headers["content-type"] == "image/webp"
    assert len(small.body) < len(large.body)
    whole = fetch(bob, attachment_id).body
    assert len(whole) == len(data)
    assert PLACE in data
    assert PLACE not in whole
    # The bytes it came with are gone, the new ones count for what those did, and all are sealed.
    assert [blob.counted_bytes for blob in Blob.objects.order_by("id")] == [len(data), 0, 0]
    assert FileUsage.objects.get(owner_id=cast.bob.id).used_bytes == len(data)
    assert len(files_in(folder)) == 3
    assert not any(b"RIFF" in path.read_bytes()[:64] for path in files_in(folder))
    # Once more does nothing.
    before = sorted(files_in(folder))
    Job.objects.create(name=PROCESS, arguments={"attachment_id": attachment_id})
    assert work() == [PROCESS]
    assert sorted(files_in(folder)) == before
    assert bob("DELETE", f"/attachments/{attachment_id}").status_code == 204
    work()
    assert (files_in(folder), Blob.objects.count()) == ([], 0)


def test_recordings_documents_and_files_become_ready(cast: Cast, settings: Settings) -> None:
    bob = api_as(cast.bob)
    settings.STRIPS_LOCATION = False
    shown = {
        kind: bob.get(f"/attachments/{send(bob, cast, data, mime_type)}")
        for kind, data, mime_type in (
            ("film", film(), "video/mp4"),
            # A container of either, which its sender took for a film.
            ("sound", recording("webm", "libopus"), "video/webm"),
            ("document", document(), "application/pdf"),
            ("broken document", b"%PDF-1.7 nothing", "application/pdf"),
            ("words", b"Some words.", "text/plain"),
            ("photo as a file", photo(), "application/octet-stream"),
        )
    }
    assert {each["status"] for each in shown.values()} == {"READY"}
    assert all(each["is_processed"] for each in shown.values())
    assert [shown["film"][name] for name in ("kind", "width", "height")] == ["video", 160, 120]
    assert (shown["sound"]["kind"], shown["sound"]["mime_type"]) == ("audio", "audio/webm")
    assert 64 <= len(shown["sound"]["waveform"]) <= 128
    with_picture = {kind for kind, each in shown.items() if each["thumbnail_url"]}
    assert with_picture == {"film", "document"}
    assert shown["photo as a file"]["kind"] == "file"
    # The setting is off: it stays as it was sent.
    assert fetch(bob, shown["photo as a file"]["id"]).body == photo()


def test_what_cannot_be_read_is_offered_to_be_saved_and_shown_by_nobody(cast: Cast) -> None:
    bob = api_as(cast.bob)
    for data in (png_of(100_000, 100_000), picture()[:60]):
        attachment_id = send(bob, cast, data, "image/png")
        shown = bob.get(f"/attachments/{attachment_id}")
        assert (shown["status"], shown["kind"]) == ("FAILED", "file")
        assert (shown["is_processed"], shown["thumbnail_url"]) == (False, None)
        assert bob("GET", f"/attachments/{attachment_id}/thumbnail").status_code == 404
        whole = fetch(bob, attachment_id)
        assert whole.body == data
        assert whole.headers["content-disposition"].startswith("attachment;")
    assert not Derivative.objects.exists()
    assert not Job.objects.exists()


def test_what_stops_the_process_is_tried_again_and_given_up_in_the_end(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bob, child = api_as(cast.bob), parser._CHILD
    stopped = tmp_path / "stopped.py"
    stopped.write_text("import os; os.kill(os.getpid(), 9)")
    monkeypatch.setattr(parser, "_CHILD", stopped)
    first, second = (send(bob, cast, photo(), "image/jpeg") for _ in range(2))
    assert bob.get(f"/attachments/{first}")["status"] == "PROCESSING"
    assert Job.objects.filter(name=PROCESS, attempts=1, failed_at=None).count() == 2
    # It was the machine: the next attempt of one of them is better.
    monkeypatch.setattr(parser, "_CHILD", child)
    Job.objects.filter(arguments={"attachment_id": first}).update(due_at=now())
    work()
    assert bob.get(f"/attachments/{first}")["status"] == "READY"
    monkeypatch.setattr(parser, "_CHILD", stopped)
    for _attempt in range(limits.job_attempts - 2):
        wait(hours=1)
        work()
    # What it says of a place goes even so: that takes another program, and little of it.
    monkeypatch.setattr(parser, "_CHILD", tmp_path / "only_at_the_end.py")
    (tmp_path / "only_at_the_end.py").write_text(
        "import os, sys\n"
        'if \'"task": "none"\' not in sys.argv[1]: os.kill(os.getpid(), 9)\n'
        f"sys.argv[0] = {str(child)!r}\n"
        f"exec(compile(open({str(child)!r}).read(), {str(child)!r}, 'exec'),"
        f" {{'__name__': '__main__', '__file__': {str(child)!r}}})\n"
    )
    wait(hours=1)
    work()
    shown = bob.get(f"/attachments/{second}")
    assert (shown["status"], shown["kind"], shown["scan_status"]) == ("FAILED", "file", "SKIPPED")
    assert PLACE not in fetch(bob, second).body
    letter = Job.objects.get(name=PROCESS)
    assert letter.failed_at is not None
    assert "ended with -9" in letter.last_error
    # Somebody has mended the machine, and has it tried once more.
    monkeypatch.setattr(parser, "_CHILD", child)
    Job.objects.filter(id=letter.id).update(failed_at=None, attempts=0, due_at=now())
    work()
    assert bob.get(f"/attachments/{second}")["is_processed"]


def test_a_storage_that_is_away_delays_and_loses_nothing(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob, storage = api_as(cast.bob), installed_storage()

    def full(*_given: object, **_more: object) -> None:
        raise StorageError("The folder of files: ENOSPC.")

    with monkeypatch.context() as patched:
        patched.setattr(type(storage), "put", full)
        attachment_id = send(bob, cast, photo(), "image/jpeg")
    assert bob.get(f"/attachments/{attachment_id}")["status"] == "PROCESSING"
    assert not Derivative.objects.exists()
    assert PLACE in fetch(bob, attachment_id).body
    wait(minutes=1)
    work()
    assert bob.get(f"/attachments/{attachment_id}")["status"] == "READY"
    assert PLACE not in fetch(bob, attachment_id).body


def test_a_scanner_finds_nothing_or_blocks(
    cast: Cast, scanner: SmallClamd, folder: Path, published: Published
) -> None:
    bob = api_as(cast.bob)
    clean = bob.get(f"/attachments/{send(bob, cast, picture(), 'image/png')}")
    assert [clean[name] for name in ("status", "scan_status", "is_scanned")] == [
        "READY", "CLEAN", True,
    ]  # fmt: skip
    # What it sees is what people would get.
    send(bob, cast, photo(), "image/jpeg")
    assert scanner.scanned == [len(picture()), len(photo())]
    data = picture() + SIGNATURE
    blocked_id = send(bob, cast, data, "image/png")
    blocked = bob.get(f"/attachments/{blocked_id}")
    assert (blocked["status"], blocked["scan_status"]) == ("REJECTED", "INFECTED")
    assert blocked["thumbnail_url"] is None
    for what in ("content", "thumbnail"):
        assert bob("GET", f"/attachments/{blocked_id}/{what}").status_code == 409
    entry = AuditEntry.objects.get(action="file.blocked")
    assert (entry.target_type, entry.target_id) == ("user", str(cast.bob.id))
    assert entry.details == {"file": blocked_id, "found": NAME}
    assert not Derivative.objects.filter(attachment_id=blocked_id).exists()
    # Quarantined: the bytes are there for a while, should the scanner have erred.
    call_command("release_file", blocked_id)
    work()
    released = bob.get(f"/attachments/{blocked_id}")
    assert (released["status"], released["scan_status"]) == ("READY", "CLEAN")
    assert released["thumbnail_url"]
    assert AuditEntry.objects.get(action="file.released").target_id == str(cast.bob.id)
    for unknown in (blocked_id, "nothing"):
        with pytest.raises(CommandError):
            call_command("release_file", unknown)
    blocked_id = send(bob, cast, data, "image/png")
    row = Attachment.objects.get(id=blocked_id)
    assert row.blob_id is not None
    wait(days=limits.quarantine_days)
    work()
    row = Attachment.objects.get(id=blocked_id)
    assert (row.blob_id, row.status, row.scan_status) == (None, "REJECTED", "INFECTED")
    too_large = send(bob, cast, bytes(SMALL_LIMIT + 9), "application/zip")
    refused = bob.get(f"/attachments/{too_large}")
    assert (refused["status"], refused["scan_status"]) == ("FAILED", "FAILED")


@pytest.mark.parametrize("policy", ["closed", "open"])
def test_while_the_scanner_is_away_the_policy_decides(
    cast: Cast, settings: Settings, policy: str
) -> None:
    bob = api_as(cast.bob)
    settings.SCAN_POLICY = policy
    with small_clamd() as scanner:
        settings.CLAMD = str(scanner.path)
    clean = send(bob, cast, picture(), "image/png")
    harmful = send(bob, cast, picture() + SIGNATURE, "image/png")
    waiting = bob.get(f"/attachments/{clean}")
    expected = {"closed": ("PROCESSING", "PENDING"), "open": ("READY", "SKIPPED")}[policy]
    assert (waiting["status"], waiting["scan_status"]) == expected
    assert waiting["is_processed"]
    for _ in range(12):
        wait(seconds=limits.scan_retry_seconds)
        work()
    # Never given up, and never asked more often than that.
    assert Job.objects.filter(failed_at=None).count() == 2
    assert all(job.arguments["attempt"] >= 12 for job in Job.objects.all())
    with small_clamd() as scanner:
        settings.CLAMD = str(scanner.path)
        wait(seconds=limits.scan_retry_seconds)
        work()
    shown = bob.get(f"/attachments/{clean}")
    assert (shown["status"], shown["scan_status"]) == ("READY", "CLEAN")
    shown = bob.get(f"/attachments/{harmful}")
    assert (shown["status"], shown["scan_status"]) == ("REJECTED", "INFECTED")


def test_what_is_sent_on_before_it_was_looked_at_is_looked_at_in_both_places(
    cast: Cast, scanner: SmallClamd
) -> None:
    bob = api_as(cast.bob)
    sent = upload(bob, cast.lounge.id, photo(), mime_type="image/jpeg")
    (held,) = bind_attachments(
        [Attachment.objects.get().id],
        uploader_id=cast.bob.id,
        conversation_id=cast.lounge.id,
        holder=Holder.MESSAGE,
    )
    copy = share_attachment(
        held, by=cast.bob.id, conversation_id=cast.lounge.id, holder=Holder.MESSAGE
    )
    work()
    rows = Attachment.objects.select_related("blob")
    assert {row.status for row in rows} == {Status.READY}
    assert {row.scan_status for row in rows} == {"CLEAN"}
    assert Derivative.objects.filter(attachment_id=copy.id).count() == 2
    assert str(held.id) == sent["id"]
    # Each has bytes of its own now, since those they shared said too much.
    assert len({row.blob_id for row in rows}) == 2
    assert FileUsage.objects.get(owner_id=cast.bob.id).used_bytes == len(photo())
