"""Looking at all of a file, once it is there: what takes longer than somebody should wait."""

import hmac
import uuid
from typing import Final

from django.db import transaction

from attachments.models import Attachment, Status
from attachments.operations.endings import reject
from attachments.operations.processing import begin_processing
from attachments.queries.contents import content_of, digest
from chatty.core.encryption.envelope import SealBroken

EXAMINE: Final = "attachments.examine"


def examine_attachment(*, attachment_id: uuid.UUID, sha256: str | None) -> None:
    """Read the whole file, unless it was read when it was completed: bytes that do not open, or are
    not those that `sha256` names, are rejected; a good file is processed next. Once more does
    nothing; StorageError, to be tried again.
    """
    attachment = Attachment.objects.select_related("blob").filter(id=attachment_id).first()
    if attachment is None or attachment.blob is None:
        return
    if attachment.blob.sha256 is not None:
        begin_processing(attachment.id)
        return
    try:
        found: bytes | None = digest(content_of(attachment))
    except SealBroken:
        found = None
    is_good = found is not None and (
        sha256 is None or hmac.compare_digest(found, bytes.fromhex(sha256))
    )
    with transaction.atomic():
        rows = Attachment.objects.select_related("blob").select_for_update(of=("self",))
        locked = rows.filter(id=attachment_id, blob_id=attachment.blob.id).first()
        if locked is None or locked.blob is None or locked.status == Status.REJECTED:
            return
        if is_good:
            locked.blob.sha256 = found
            locked.blob.save(update_fields=["sha256"])
            begin_processing(locked.id)
        else:
            reject(locked)
