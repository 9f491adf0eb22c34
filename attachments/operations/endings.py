"""The end of a file: cancelled, rejected, expired, or no longer held."""

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db import transaction

from accounts.models import User
from attachments.access import lock_own_attachment
from attachments.models import Attachment, Derivative, Holder, Status, Upload, UploadPart
from attachments.operations.announce import announce
from attachments.operations.blobs import release_blobs
from chatty.core.clock import now
from chatty.core.errors import Forbidden
from chatty.core.limits import limits

_BATCH = 100


def delete_attachment(*, actor: User, attachment_id: object) -> None:
    """Cancel an upload, or drop a file that nothing holds yet. NotFound; Forbidden for one that
    something holds: it goes with that.
    """
    with transaction.atomic():
        attachment = lock_own_attachment(attachment_id, viewer=actor)
        if attachment.holder != Holder.NONE:
            raise Forbidden("This file is in use. Delete what holds it, and it goes too.")
        _drop([attachment])


def let_go(attachment_ids: Collection[uuid.UUID]) -> int:
    """Drop files that nothing holds any more, in the transaction of what held them; how many there
    were. A fixed number of statements, however many.
    """
    rows = Attachment.objects.select_for_update().filter(id__in=attachment_ids).order_by("id")
    found = list(rows)
    _drop(found)
    return len(found)


def drop_of_conversation(conversation_id: uuid.UUID, *, at_most: int = _BATCH) -> int:
    """Drop so many files of a conversation that is no more, held or not; how many there were."""
    with transaction.atomic():
        rows = Attachment.objects.filter(conversation_id=conversation_id).order_by("id")
        return let_go(list(rows.values_list("id", flat=True)[:at_most]))


def reject(attachment: Attachment) -> None:
    """A locked file that is not what it was said to be: its bytes go, and for a while its row says
    why there are none.
    """
    _end(attachment, Status.REJECTED)


def expire_attachments() -> int:
    """Let go of what nothing came to hold in time, and forget what ended before; how many files.

    Each in a transaction of its own, and never one that somebody is just completing or sending.
    """
    count = 0
    while True:
        due = Attachment.objects.filter(expires_at__lte=now()).order_by("expires_at")
        ids = list(due.values_list("id", flat=True)[:_BATCH])
        ended = sum(_expire(attachment_id) for attachment_id in ids)
        count += ended
        if ended < _BATCH:
            return count


def _expire(attachment_id: uuid.UUID) -> bool:
    with transaction.atomic():
        rows = Attachment.objects.select_for_update(skip_locked=True)
        attachment = rows.filter(id=attachment_id, expires_at__lte=now()).first()
        if attachment is None:
            return False
        if attachment.status in (Status.REJECTED, Status.EXPIRED):
            _drop([attachment])
        else:
            _end(attachment, Status.EXPIRED)
        return True


def _end(attachment: Attachment, status: Status) -> None:
    _release([attachment])
    attachment.status = status
    attachment.blob = None
    attachment.sealed_key = b""
    attachment.expires_at = (
        now() + timedelta(hours=limits.upload_hours) if attachment.holder == Holder.NONE else None
    )
    attachment.save(update_fields=["status", "blob", "sealed_key", "expires_at"])
    announce(attachment)


def _drop(attachments: Sequence[Attachment]) -> None:
    """Delete locked rows and let go of their bytes."""
    _release(attachments)
    Attachment.objects.filter(id__in=[row.id for row in attachments]).delete()


def _release(attachments: Sequence[Attachment]) -> None:
    """Let go of all bytes of locked rows, and of what was known of those on their way."""
    ids = [row.id for row in attachments]
    names = dict(
        Upload.objects.filter(attachment_id__in=ids).values_list("attachment_id", "storage_upload")
    )
    UploadPart.objects.filter(upload_id__in=ids).delete()
    Upload.objects.filter(attachment_id__in=ids).delete()
    derived = Derivative.objects.filter(attachment_id__in=ids)
    counts = Counter(derived.values_list("blob_id", flat=True))
    derived.delete()
    counts.update(row.blob_id for row in attachments if row.blob_id is not None)
    release_blobs(
        counts,
        storage_uploads={
            row.blob_id: names[row.id]
            for row in attachments
            if row.blob_id is not None and row.id in names
        },
    )
