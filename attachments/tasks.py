"""What the worker does for attachments when asked."""

import uuid

from attachments.operations.blobs import REMOVE, remove_blob
from attachments.operations.endings import expire_attachments
from attachments.operations.examination import EXAMINE, examine_attachment
from chatty.core.jobs.outbox import queue
from chatty.core.jobs.runner import job_handler


@job_handler(REMOVE)
def remove_released_blob(*, blob_id: str, storage_upload: str = "") -> None:
    """Remove bytes that nothing points at any more."""
    remove_blob(blob_id=uuid.UUID(blob_id), storage_upload=storage_upload)


@job_handler(EXAMINE)
def examine_completed_attachment(*, attachment_id: str, sha256: str | None = None) -> None:
    """Look at all of a file that is complete."""
    examine_attachment(attachment_id=uuid.UUID(attachment_id), sha256=sha256)


@queue.task(name="attachments.tasks.expire_files", ignore_result=True)  # type: ignore[untyped-decorator]  # Celery ships no types
def expire_files() -> int:
    """Let go of what was not sent in time."""
    return expire_attachments()
