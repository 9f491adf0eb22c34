"""Stored bytes: room for them, who shares them, and their end.

`references` moves in the transactions that make and end what points at a blob. The bytes go in a
job after that, and only then do they no longer count: a quota says what is stored.
"""

import uuid
from collections.abc import Mapping
from typing import Final

from django.db import connection, transaction
from django.db.models import F

from attachments.adapters.storage import installed_storage
from attachments.models import INSTANCE, Blob
from chatty.core.errors import NotFound, QuotaExceeded
from chatty.core.jobs.outbox import start_jobs
from chatty.core.limits import limits

REMOVE: Final = "attachments.remove_blob"

_COUNT: Final = """
INSERT INTO file_usage (owner_id, used_bytes, files) VALUES (%(owner)s, %(size)s, 1)
ON CONFLICT (owner_id) DO UPDATE SET
  used_bytes = file_usage.used_bytes + EXCLUDED.used_bytes, files = file_usage.files + 1
RETURNING used_bytes
"""
# In one order, so that two who let go of the same do not wait for each other.
_RELEASE: Final = """
UPDATE blobs SET "references" = blobs."references" - less.count,
  released_at = CASE WHEN blobs."references" = less.count THEN now() END
FROM (
  SELECT b.id, given.count FROM blobs b
  JOIN unnest(%(ids)s::uuid[], %(counts)s::int[]) AS given(id, count) ON given.id = b.id
  ORDER BY b.id FOR UPDATE OF b
) AS less
WHERE blobs.id = less.id
RETURNING blobs.id, blobs."references"
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


def release_blob(blob_id: uuid.UUID) -> None:
    """One less points at these bytes; `release_blobs`."""
    release_blobs({blob_id: 1})


def release_blobs(
    counts: Mapping[uuid.UUID, int], *, storage_uploads: Mapping[uuid.UUID, str] | None = None
) -> None:
    """So many less point at each of these; of those that nothing points at any more jobs remove the
    bytes, and what there is of the uploads that a storage calls so.
    """
    if not counts:
        return
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, {"ids": list(counts), "counts": list(counts.values())})
        ended = [blob_id for (blob_id, left) in cursor.fetchall() if left == 0]
    names = storage_uploads or {}
    start_jobs(
        REMOVE,
        [{"blob_id": str(one), "storage_upload": names.get(one, "")} for one in ended],
    )


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
