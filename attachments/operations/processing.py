"""From a whole file to one that can be shown: what is in it, pictures of it, and nothing of where
it was taken.

    UPLOADED -> PROCESSING -> (scanner) -> READY, FAILED, or REJECTED

Each step is a job, so that what kills its worker is tried again, and each ends in one transaction.
Nobody but the uploader can open a file before the last step (`attachments.queries.locations`).
"""

import logging
import uuid
from typing import Final

from django.conf import settings
from django.db import transaction

from attachments.adapters.parser import Examined, examine_file, task_of
from attachments.models import Attachment, Blob, Kind, ScanStatus, Status
from attachments.operations.announce import announce
from attachments.operations.derived import exchange_bytes, store_pictures, write_changed
from attachments.operations.scanning import PROCESS, SCAN, conclude, may_be_scanned
from attachments.parsing.findings import Findings
from attachments.queries.contents import Content, content_of
from chatty.core.encryption.envelope import SealBroken
from chatty.core.encryption.keyring import KeyUnavailable
from chatty.core.jobs.outbox import start_job

log = logging.getLogger(__name__)

# Of the last: a job that has failed for good, and is tried again by hand.
_OPEN: Final = (Status.UPLOADED, Status.PROCESSING, Status.FAILED)


def begin_processing(attachment_id: uuid.UUID) -> None:
    """Go on with a file that was taken in whole; of any other, nothing. Of a file that only its
    conversation's clients can open there is nothing to find.
    """
    with transaction.atomic():
        attachment = _lock(attachment_id)
        if attachment is None or attachment.status != Status.UPLOADED:
            return
        if attachment.encrypted is not None:
            conclude(attachment, ScanStatus.SKIPPED)
            return
        attachment.status = Status.PROCESSING
        attachment.save(update_fields=["status"])
        start_job(PROCESS, attachment_id=str(attachment.id))
        announce(attachment)


def continue_processing(attachment: Attachment) -> None:
    """What the first one still has to go through, for a copy that shares its bytes."""
    if attachment.status in (Status.UPLOADED, Status.PROCESSING):
        start_job(PROCESS, attachment_id=str(attachment.id))
    elif attachment.scan_status != ScanStatus.CLEAN and may_be_scanned(attachment):
        start_job(SCAN, attachment_id=str(attachment.id))


def process_attachment(attachment_id: uuid.UUID) -> None:
    """Read a file and keep what is found. Once more does nothing.

    ParserStoppedError, StorageError: to be tried again. A file that cannot be read is FAILED, and
    from then on a file to be saved: what our own parsers refuse is not handed to a browser's.
    """
    attachment = Attachment.objects.select_related("blob").filter(id=attachment_id).first()
    if attachment is None or not _is_open(attachment):
        return
    try:
        content = content_of(attachment)
        examined = _examine(attachment, content, task=_task(attachment))
        changed = write_changed(content, examined.locations) if examined.locations else None
    except KeyUnavailable:
        # The conversation is no more.
        return
    except SealBroken:
        examined, changed = Examined(None, "broken"), None
    with transaction.atomic():
        locked = _lock(attachment_id)
        if locked is None or not _is_open(locked) or locked.blob_id != attachment.blob_id:
            return
        _keep(locked, examined, changed)


def give_up_processing(attachment_id: uuid.UUID) -> None:
    """The last attempt at a file has failed: it can be saved, and is not shown. Where it was taken
    is looked for once more, alone: that needs little.
    """
    attachment = Attachment.objects.select_related("blob").filter(id=attachment_id).first()
    if attachment is None or attachment.status not in (Status.UPLOADED, Status.PROCESSING):
        return
    changed = None
    try:
        content = content_of(attachment)
        examined = _examine(attachment, content, task="none")
        changed = write_changed(content, examined.locations) if examined.locations else None
    except Exception:
        log.exception("attachments.given_up", extra={"attachment_id": str(attachment_id)})
    with transaction.atomic():
        locked = _lock(attachment_id)
        if locked is None or not _is_open(locked) or locked.blob_id != attachment.blob_id:
            return
        _keep(locked, Examined(None, "given_up"), changed)


def _task(attachment: Attachment) -> str:
    # What was sent as a file is shown as one; a document has a picture of its first page.
    is_shown = attachment.kind != Kind.FILE or attachment.mime_type == "application/pdf"
    return task_of(attachment.mime_type) if is_shown else "none"


def _examine(attachment: Attachment, content: Content, *, task: str) -> Examined:
    wants_locations = settings.STRIPS_LOCATION and attachment.mime_type.startswith(
        ("image/", "video/", "audio/")
    )
    if task == "none" and not wants_locations:
        return Examined(Findings())
    return examine_file(
        content.read,
        size=content.size,
        mime_type=attachment.mime_type,
        task=task,
        wants_locations=wants_locations,
    )


def _keep(attachment: Attachment, examined: Examined, changed: tuple[Blob, bytes] | None) -> None:
    if changed is not None:
        exchange_bytes(attachment, *changed)
    found = examined.findings
    if found is not None:
        _note(attachment, found)
        store_pictures(attachment, found.pictures)
    elif attachment.mime_type == "application/pdf":
        # It was a file before, and is one still: without a picture of its first page.
        attachment.is_processed, attachment.status = True, Status.PROCESSING
    else:
        log.info(
            "attachments.refused",
            extra={"attachment_id": str(attachment.id), "reason": examined.refused},
        )
        attachment.status, attachment.kind = Status.FAILED, Kind.FILE
    attachment.save(update_fields=[*_FOUND, "status", "kind", "mime_type", "is_processed"])
    if attachment.scan_status == ScanStatus.PENDING and may_be_scanned(attachment):
        start_job(SCAN, attachment_id=str(attachment.id))
        announce(attachment)
        return
    is_pending = attachment.scan_status == ScanStatus.PENDING
    conclude(attachment, ScanStatus.SKIPPED if is_pending else attachment.scan_status)


_FOUND: Final = ("width", "height", "duration", "waveform", "thumbhash")


def _note(attachment: Attachment, found: Findings) -> None:
    for name in _FOUND:
        setattr(attachment, name, getattr(found, name))
    if attachment.kind == Kind.VIDEO and found.duration is not None and not found.has_video:
        # A container of either, in which there is nothing to be seen.
        attachment.kind = Kind.AUDIO
        attachment.mime_type = attachment.mime_type.replace("video/", "audio/")
    attachment.is_processed, attachment.status = True, Status.PROCESSING


def _is_open(attachment: Attachment) -> bool:
    return (
        attachment.status in _OPEN
        and not attachment.is_processed
        and attachment.blob_id is not None
        and attachment.encrypted is None
    )


def _lock(attachment_id: uuid.UUID) -> Attachment | None:
    rows = Attachment.objects.select_related("blob").select_for_update(of=("self",), no_key=True)
    return rows.filter(id=attachment_id).first()
