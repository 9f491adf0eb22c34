"""Stored bytes: room for them, who shares them, and their end.

`references` moves in the transactions that make and end what points at a blob. The bytes go in a
job after that, and only then do they no longer count: a quota says what is stored.
"""

import uuid
from typing import Final

from django.db import connection, transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Now

from attachments.adapters.storage import installed_storage
from attachments.models import INSTANCE, Blob
from chatty.core.errors import NotFound, QuotaExceeded
from chatty.core.jobs.outbox import start_job
from chatty.core.limits import limits

REMOVE: Final = "attachments.remove_blob"

_COUNT: Final = """
INSERT INTO file_usage (owner_id, used_bytes, files) VALUES (%(owner)s, %(size)s, 1)
ON CONFLICT (owner_id) DO UPDATE SET
  used_bytes = file_usage.used_bytes + EXCLUDED.used_bytes, files = file_usage.files + 1
RETURNING used_bytes
"""
_UNCOUNT: Final = """
UPDATE file_usage SET used_bytes = used_bytes - %(size)s, files = files - 1
WHERE owner_id = %(owner)s
"""


def take_room(owner_id: uuid.UUID, size: int) -> None:
    """Count `size` bytes more for a person and the instance; QuotaExceeded where there is no room.

    The rows stay locked to the end of the transaction, so of two who come at once the second one
    is told what the first has left. The person's row comes before the instance's, everywhere.
    """
    if _count(owner_id, size) > limits.files_per_person_bytes:
        raise QuotaExceeded(
            f"Your files may take {limits.files_per_person_bytes} bytes together. Delete some "
            f"that you no longer need."
        )
    if _count(INSTANCE, size) > limits.files_bytes > 0:
        raise QuotaExceeded("This server has no room left for files. Tell whoever runs it.")


def share_blob(blob_id: uuid.UUID) -> None:
    """One more points at these bytes; NotFound where nobody did any more."""
    found = Blob.objects.filter(id=blob_id, references__gt=0).update(references=F("references") + 1)
    if not found:
        raise NotFound("This file is no more.")


def release_blob(blob_id: uuid.UUID, *, storage_upload: str = "") -> None:
    """One less points at these bytes; after the last one a job removes them, and what there is of
    the upload that a storage calls `storage_upload`.
    """
    Blob.objects.filter(id=blob_id).update(
        references=F("references") - 1,
        released_at=Case(When(references=1, then=Now()), default=Value(None)),
    )
    if Blob.objects.filter(id=blob_id, references=0).exists():
        start_job(REMOVE, blob_id=str(blob_id), storage_upload=storage_upload)


def remove_blob(*, blob_id: uuid.UUID, storage_upload: str = "") -> None:
    """Remove the bytes of a released blob, then its row and what it counted. Once more does
    nothing; StorageError where the storage does not answer, to be tried again.
    """
    with transaction.atomic():
        blob = Blob.objects.select_for_update().filter(id=blob_id, references=0).first()
        if blob is None:
            return
        installed_storage().remove(blob.storage_key, storage_upload)
        blob.delete()
        if blob.counted_bytes:
            for owner_id in (blob.owner_id, INSTANCE):
                with connection.cursor() as cursor:
                    cursor.execute(_UNCOUNT, {"owner": owner_id, "size": blob.counted_bytes})


def _count(owner_id: uuid.UUID, size: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"owner": owner_id, "size": size})
        return int(cursor.fetchone()[0])
