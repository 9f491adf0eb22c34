"""Holding the rows about files against the bytes that are there, and mending what differs."""

import hmac
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import Count, QuerySet

from attachments.adapters.storage import NotStoredError, StorageError, Stored, installed_storage
from attachments.models import (
    INSTANCE,
    Attachment,
    Blob,
    BlobFormat,
    Derivative,
    Status,
)
from attachments.operations.blobs import REMOVE, release_blobs
from attachments.queries.contents import Content, content_of, derived_content, digest
from attachments.rules.sealed_parts import sealed_size
from chatty.core.clock import now
from chatty.core.encryption.envelope import SealBroken
from chatty.core.encryption.keyring import KeyUnavailable
from chatty.core.errors import NotFound
from chatty.core.jobs.models import Job
from chatty.core.jobs.outbox import start_job
from chatty.core.limits import limits

# Of the oldest and of the newest files, each: a storage that holds none of them is another one, or
# is not there.
_SAMPLE = 10
# As `Blob.storage_key` is made, and with an ending where it was just being put.
_OUR_KEY = re.compile(r"[0-9a-f]{48}(\.[0-9a-f]{8})?")
# A job removes bytes within moments; what takes longer has lost it.
_REMOVED_WITHIN = timedelta(hours=1)
# What says already that a file cannot be had.
_MARKED = (Status.FAILED, Status.REJECTED, Status.EXPIRED)


_USAGE_DIFFERS = """
WITH taken AS (
  SELECT owner_id, sum(counted_bytes) AS size, count(*) AS files FROM blobs
  WHERE counted_bytes > 0 GROUP BY owner_id
), wanted AS (
  SELECT * FROM taken
  UNION ALL SELECT %(instance)s, coalesce(sum(size), 0), coalesce(sum(files), 0) FROM taken
)
SELECT EXISTS (
  SELECT 1 FROM wanted FULL JOIN file_usage USING (owner_id)
  WHERE coalesce(size, 0) <> coalesce(used_bytes, 0)
    OR coalesce(wanted.files, 0) <> coalesce(file_usage.files, 0)
)
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """What does not fit, in words, and how it is mended; None where a person must look."""

    text: str
    mend: Callable[[], object] | None = None


def check_files(*, with_hashes: bool = False) -> Iterator[Difference]:
    """Everything that does not fit, found row by row; `with_hashes` reads every byte. StorageError,
    also for a storage that holds nothing of what it should: that is seldom a loss of files.

    Safe beside a running instance: what has just come or is just going is left alone.
    """
    _require_right_storage()
    yield from _check_blobs(with_hashes=with_hashes)
    yield from _check_strays()
    yield from _check_references()
    yield from _check_usage()


def _require_right_storage() -> None:
    storage, blobs = installed_storage(), _complete_blobs()
    sample = [*blobs.order_by("id")[:_SAMPLE], *blobs.order_by("-id")[:_SAMPLE]]
    if sample and not any(storage.size_of(blob.storage_key) is not None for blob in sample):
        raise StorageError(
            f"It holds none of the {len({blob.id for blob in sample})} files that were looked for "
            "first. Is CHATTY_STORAGE_URL right, and what it names there?"
        )


def _complete_blobs() -> QuerySet[Blob]:
    on_their_way = Attachment.objects.filter(status=Status.UPLOADING).values("blob_id")
    return Blob.objects.filter(references__gt=0).exclude(id__in=on_their_way)


def _check_blobs(*, with_hashes: bool) -> Iterator[Difference]:
    storage = installed_storage()
    lost = now() - _REMOVED_WITHIN
    for blob in Blob.objects.filter(released_at__lt=lost).iterator():
        job_is_there = Job.objects.filter(
            name=REMOVE, arguments__blob_id=str(blob.id), failed_at=None
        ).exists()
        if not job_is_there:
            yield Difference(
                f"{blob} is of no more use and still stored",
                partial(start_job, REMOVE, blob_id=str(blob.id)),
            )
    for blob in _complete_blobs().iterator():
        expected = sealed_size(blob.size) if blob.format == BlobFormat.SEALED else blob.size
        size = storage.size_of(blob.storage_key)
        if size != expected:
            what = "is gone" if size is None else f"has {size} bytes instead of {expected}"
            yield _lost(blob, what)
        elif with_hashes and blob.sha256 is not None:
            yield from _check_hash(blob, bytes(blob.sha256))


def _check_strays() -> Iterator[Difference]:
    """Bytes that no row knows, once they are older than any upload."""
    storage = installed_storage()
    old = now() - timedelta(hours=limits.upload_hours + 1)
    for stored in storage.walk():
        # Whoever shares a bucket with something else keeps what is not of our making.
        if stored.modified_at > old or not _OUR_KEY.fullmatch(stored.key):
            continue
        rows = Blob.objects.filter(storage_key=stored.key)
        if not stored.is_finished:
            uploading = Attachment.objects.filter(status=Status.UPLOADING)
            rows = rows.filter(id__in=uploading.values("blob_id"))
        if not rows.exists():
            yield Difference(
                f"{stored.size} bytes at {stored.key} belong to nothing",
                partial(_remove_stray, stored),
            )


def _check_references() -> Iterator[Difference]:
    held = Attachment.objects.filter(blob_id__isnull=False).values_list("blob_id")
    derived = Derivative.objects.values_list("blob_id")
    counts: dict[object, int] = {}
    for rows in (held, derived):
        for blob_id, count in rows.annotate(count=Count("*")).iterator():
            counts[blob_id] = counts.get(blob_id, 0) + count
    for blob in Blob.objects.filter(released_at=None).iterator():
        # What has changed since it was counted is looked at once more.
        if blob.references != counts.get(blob.id, 0) and not _counts_right(blob):
            yield Difference(
                f"{blob} counts {blob.references} references, there are {counts.get(blob.id, 0)}",
                partial(_recount, blob),
            )


def _counts_right(blob: Blob) -> bool:
    with transaction.atomic():
        row = Blob.objects.select_for_update().filter(id=blob.id).first()
        return row is None or row.references == _references(blob)


def _references(blob: Blob) -> int:
    held = Attachment.objects.filter(blob_id=blob.id).count()
    return held + Derivative.objects.filter(blob_id=blob.id).count()


def _check_usage() -> Iterator[Difference]:
    # Twice, since others may count between two statements.
    if _usage_differs() and _usage_differs():
        yield Difference("what people's files count is not what they take", _recount_usage)


def _usage_differs() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_USAGE_DIFFERS, {"instance": INSTANCE})
        return bool(cursor.fetchone()[0])


def _check_hash(blob: Blob, expected: bytes) -> Iterator[Difference]:
    """By any of those who share the bytes: each has a key of its own to them."""
    was_read = is_locked = False
    for open_content in _ways_in(blob):
        try:
            content = open_content()
        except (KeyUnavailable, SealBroken):
            is_locked = True
            continue
        except NotFound:
            # It let go of them meanwhile.
            continue
        was_read = True
        with suppress(SealBroken, NotStoredError):
            if hmac.compare_digest(digest(content), expected):
                return
    if was_read:
        yield _lost(blob, "holds other bytes")
    elif is_locked:
        yield Difference(f"{blob} cannot be looked at: the key to it is not there")


def _ways_in(blob: Blob) -> Iterator[Callable[[], Content]]:
    for row in Attachment.objects.select_related("blob").filter(blob_id=blob.id).order_by("-id"):
        yield partial(content_of, row)
    for made in Derivative.objects.select_related("attachment").filter(blob_id=blob.id):
        yield partial(derived_content, made.attachment, made.kind)


def _lost(blob: Blob, what: str) -> Difference:
    """Bytes that are gone, or others than they were. Whoever holds them is marked, and keeps the
    way back to them: they may come again out of a backup. What is marked is left to a person.
    """
    holding = Attachment.objects.filter(blob_id=blob.id).exclude(status__in=_MARKED)
    if holding.exists():
        return Difference(f"{blob} {what}", partial(holding.update, status=Status.FAILED))
    return Difference(f"{blob} {what}; look for it in a backup")


def _remove_stray(stored: Stored) -> None:
    storage = installed_storage()
    if stored.is_finished:
        storage.remove(stored.key)
    else:
        # The file itself may be complete, and stand at the same key.
        storage.remove_incoming(stored.key, stored.upload)


def _recount(blob: Blob) -> None:
    with transaction.atomic():
        row = Blob.objects.select_for_update().filter(id=blob.id).first()
        if row is None:
            # It went since it was looked at.
            return
        # One too many, so that the last of them goes the way that every last one does.
        Blob.objects.filter(id=row.id).update(references=_references(row) + 1)
        release_blobs({row.id: 1})


def _recount_usage() -> None:
    """Count anew, while nobody else counts."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE file_usage, blobs IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM file_usage")
        cursor.execute(
            "INSERT INTO file_usage (owner_id, used_bytes, files) "
            "SELECT owner_id, sum(counted_bytes), count(*) FROM blobs "
            "WHERE counted_bytes > 0 GROUP BY owner_id"
        )
        cursor.execute(
            "INSERT INTO file_usage (owner_id, used_bytes, files) "
            "SELECT %s, coalesce(sum(used_bytes), 0), coalesce(sum(files), 0) FROM file_usage",
            [INSTANCE],
        )
