"""What the worker does for attachments when asked."""

import uuid

from attachments.operations.blobs import REMOVE, remove_blob
from attachments.operations.custom_emoji import drop_custom_emoji
from attachments.operations.endings import expire_attachments
from attachments.operations.examination import EXAMINE, examine_attachment
from attachments.operations.processing import give_up_processing, process_attachment
from attachments.operations.scanning import (
    END_QUARANTINE,
    PROCESS,
    SCAN,
    end_quarantine,
    give_up_scanning,
    scan_attachment,
)
from chatty.core.jobs.outbox import queue
from chatty.core.jobs.runner import job_handler, last_rites
from conversations.operations.space_deletion import WIPE_EMOJI


@job_handler(REMOVE)
def remove_released_blob(*, blob_id: str, storage_upload: str = "") -> None:
    """Remove bytes that nothing points at any more."""
    remove_blob(blob_id=uuid.UUID(blob_id), storage_upload=storage_upload)


@job_handler(EXAMINE)
def examine_completed_attachment(*, attachment_id: str, sha256: str | None = None) -> None:
    """Look at all of a file that is complete."""
    examine_attachment(attachment_id=uuid.UUID(attachment_id), sha256=sha256)


@job_handler(PROCESS)
def process_whole_attachment(*, attachment_id: str) -> None:
    """Find out what is in a file, and make pictures of it."""
    process_attachment(uuid.UUID(attachment_id))


@job_handler(SCAN)
def scan_whole_attachment(*, attachment_id: str, attempt: int = 0) -> None:
    """Have a file scanned for viruses."""
    scan_attachment(uuid.UUID(attachment_id), attempt=attempt)


@job_handler(END_QUARANTINE)
def remove_quarantined(*, attachment_id: str) -> None:
    """Remove the bytes of a file that was blocked a while ago."""
    end_quarantine(uuid.UUID(attachment_id))


@job_handler(WIPE_EMOJI)
def wipe_emoji_of_space(*, space_id: str) -> None:
    """Drop the emoji of a space that was deleted for all."""
    drop_custom_emoji(uuid.UUID(space_id))


@last_rites(EXAMINE)
def leave_unread(*, attachment_id: str, sha256: str | None = None) -> None:
    """A file could not be read to its end, time and again."""
    del sha256
    give_up_processing(uuid.UUID(attachment_id))


@last_rites(PROCESS)
def leave_unprocessed(*, attachment_id: str) -> None:
    """What is in a file could not be found out."""
    give_up_processing(uuid.UUID(attachment_id))


@last_rites(SCAN)
def leave_unscanned(*, attachment_id: str, attempt: int = 0) -> None:
    """A file could not be scanned, though there was a scanner."""
    del attempt
    give_up_scanning(uuid.UUID(attachment_id))


@queue.task(name="attachments.tasks.expire_files", ignore_result=True)  # type: ignore[untyped-decorator]  # Celery ships no types
def expire_files() -> int:
    """Let go of what was not sent in time."""
    return expire_attachments()
