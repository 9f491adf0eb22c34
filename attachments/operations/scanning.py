"""The virus scanner's word on a file, and what becomes of it then."""

import logging
import uuid
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from accounts.operations.audit import record_audit_entry
from attachments.adapters.clamd import ScannerAwayError, ScannerRefusedError, has_scanner, scan
from attachments.models import Attachment, Holder, ScanStatus, Status
from attachments.operations.announce import announce
from attachments.operations.derived import drop_pictures
from attachments.operations.endings import reject
from attachments.queries.contents import content_of
from chatty.core.clock import now
from chatty.core.encryption.envelope import SealBroken
from chatty.core.encryption.keyring import KeyUnavailable
from chatty.core.errors import NotFound
from chatty.core.ids import read_id
from chatty.core.jobs.outbox import start_job, start_job_at
from chatty.core.limits import limits

log = logging.getLogger(__name__)

PROCESS: Final = "attachments.process"
SCAN: Final = "attachments.scan"
END_QUARANTINE: Final = "attachments.end_quarantine"
_SETTLED: Final = (ScanStatus.CLEAN, ScanStatus.INFECTED)
_FIRST_PAUSE_SECONDS, _MOST_DOUBLINGS = 15.0, 16


def may_be_scanned(attachment: Attachment) -> bool:
    """Whether there is a scanner, and something for it to see."""
    return has_scanner() and attachment.encrypted is None


def scan_attachment(attachment_id: uuid.UUID, *, attempt: int = 0) -> None:
    """Have a file scanned. Once more does nothing; StorageError, to be tried again.

    A scanner that is away is asked again, later and later, for as long as there is the file.
    """
    attachment = Attachment.objects.select_related("blob").filter(id=attachment_id).first()
    if attachment is None or attachment.blob_id is None or attachment.scan_status in _SETTLED:
        return
    found = ""
    try:
        content = content_of(attachment)
        if may_be_scanned(attachment):
            verdict = scan(content.read(0, content.size))
            said, found = (
                ScanStatus.CLEAN if verdict.is_clean else ScanStatus.INFECTED,
                verdict.found,
            )
        else:
            said = ScanStatus.SKIPPED
    except (KeyUnavailable, NotFound):
        # The conversation is no more, or the file.
        return
    except ScannerAwayError as error:
        log.warning("attachments.scanner_away", extra={"reason": str(error)})
        _postpone(attachment_id, attempt)
        said = ScanStatus.SKIPPED if settings.SCAN_POLICY == "open" else ScanStatus.PENDING
    except (ScannerRefusedError, SealBroken) as error:
        log.warning(
            "attachments.not_scanned",
            extra={"attachment_id": str(attachment_id), "reason": str(error)},
        )
        said = _unscanned()
    with transaction.atomic():
        locked = _lock(attachment_id)
        if locked is None or locked.blob_id != attachment.blob_id or said == locked.scan_status:
            return
        if said == ScanStatus.INFECTED:
            _quarantine(locked, found)
        elif locked.scan_status not in _SETTLED:
            conclude(locked, said)


def give_up_scanning(attachment_id: uuid.UUID) -> None:
    """The last attempt to have a file scanned has failed, and not for want of a scanner."""
    with transaction.atomic():
        attachment = _lock(attachment_id)
        if attachment is not None and attachment.scan_status == ScanStatus.PENDING:
            conclude(attachment, _unscanned())


def conclude(attachment: Attachment, said: ScanStatus | str) -> None:
    """End the way of a locked file whose other steps are done: READY if it can be opened."""
    attachment.scan_status = said
    attachment.is_scanned = said in _SETTLED
    # What could not be read stays FAILED, whatever the scanner says.
    if attachment.is_processed or attachment.status != Status.FAILED:
        can_be_opened = said in (ScanStatus.CLEAN, ScanStatus.SKIPPED)
        attachment.status = Status.READY if can_be_opened else Status.FAILED
    attachment.save(update_fields=["status", "scan_status", "is_scanned"])
    announce(attachment)


def end_quarantine(attachment_id: uuid.UUID) -> None:
    """Remove the bytes of a file that was blocked, unless it was released meanwhile."""
    with transaction.atomic():
        attachment = _lock(attachment_id)
        if attachment is None or attachment.scan_status != ScanStatus.INFECTED:
            return
        if attachment.blob_id is not None:
            reject(attachment)


def release_file(attachment_id: object) -> None:
    """Let a file out of quarantine: the scanner was wrong. It is processed once more, and not
    scanned again. NotFound for a file that is not there, or not any more.
    """
    known = read_id(attachment_id)
    with transaction.atomic():
        attachment = None if known is None else _lock(known)
        if attachment is None or attachment.blob_id is None:
            raise NotFound("There is no such file, or its bytes are gone.")
        if attachment.scan_status != ScanStatus.INFECTED:
            raise NotFound("This file is not in quarantine.")
        attachment.status, attachment.scan_status = Status.PROCESSING, ScanStatus.CLEAN
        if attachment.expires_at is not None:
            attachment.expires_at = now() + timedelta(hours=limits.upload_hours)
        attachment.save(update_fields=["status", "scan_status", "expires_at"])
        start_job(PROCESS, attachment_id=str(attachment.id))
        record_audit_entry(
            actor=None,
            action="file.released",
            target_type="user",
            target_id=attachment.uploader_id,
            details={"file": str(attachment.id)},
        )
        announce(attachment)


def _unscanned() -> ScanStatus:
    return ScanStatus.SKIPPED if settings.SCAN_POLICY == "open" else ScanStatus.FAILED


def _quarantine(attachment: Attachment, found: str) -> None:
    """Out of everybody's reach, and told to those who look after the server. The bytes stay for a
    while: scanners err.
    """
    ends_at = now() + timedelta(days=limits.quarantine_days)
    drop_pictures(attachment)
    attachment.status, attachment.scan_status = Status.REJECTED, ScanStatus.INFECTED
    attachment.is_scanned, attachment.is_processed = True, False
    attachment.thumbhash = attachment.waveform = None
    if attachment.holder == Holder.NONE:
        attachment.expires_at = ends_at
    attachment.save(
        update_fields=[
            "status", "scan_status", "is_scanned", "is_processed", "thumbhash", "waveform",
            "expires_at",
        ]
    )  # fmt: skip
    start_job_at(ends_at, END_QUARANTINE, attachment_id=str(attachment.id))
    record_audit_entry(
        actor=None,
        action="file.blocked",
        target_type="user",
        target_id=attachment.uploader_id,
        details={"file": str(attachment.id), "found": found},
    )
    log.warning("attachments.infected", extra={"attachment_id": str(attachment.id), "found": found})
    announce(attachment)


def _postpone(attachment_id: uuid.UUID, attempt: int) -> None:
    pause = min(
        limits.scan_retry_seconds, _FIRST_PAUSE_SECONDS * 2 ** min(attempt, _MOST_DOUBLINGS)
    )
    start_job_at(
        now() + timedelta(seconds=pause),
        SCAN,
        attachment_id=str(attachment_id),
        attempt=attempt + 1,
    )


def _lock(attachment_id: uuid.UUID) -> Attachment | None:
    rows = Attachment.objects.select_related("blob").select_for_update(of=("self",), no_key=True)
    return rows.filter(id=attachment_id).first()
