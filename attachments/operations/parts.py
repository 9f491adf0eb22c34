"""Parts that our own endpoint takes in."""

import uuid
from dataclasses import dataclass

from django.db import connection

from attachments.adapters.sealing import open_key
from attachments.models import Attachment, BlobFormat, Status, Upload, UploadPart
from chatty.core.clock import now
from chatty.core.errors import NotFound

_OVER = "This upload is over."
# The upload's row is held, so that it cannot end between being found and being written to.
_NOTE = """
INSERT INTO upload_parts (upload_id, number, size, sha256, etag)
SELECT attachment_id, %(number)s, %(size)s, %(sha256)s, %(etag)s FROM uploads
WHERE attachment_id = %(upload)s FOR KEY SHARE
ON CONFLICT (upload_id, number) DO UPDATE SET
  size = EXCLUDED.size, sha256 = EXCLUDED.sha256, etag = EXCLUDED.etag, stored_at = now()
"""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the bytes of an upload go. `key` seals them; empty where they stay as they come."""

    blob_id: uuid.UUID
    storage_key: str
    storage_upload: str
    key: bytes
    size: int
    parts: int


def find_target(attachment_id: uuid.UUID) -> Target:
    """Where an upload goes that is still open; NotFound for one that is over or was cancelled."""
    upload = (
        Upload.objects.select_related("attachment__blob")
        .filter(
            attachment_id=attachment_id,
            attachment__status=Status.UPLOADING,
            expires_at__gt=now(),
        )
        .first()
    )
    attachment: Attachment | None = None if upload is None else upload.attachment
    if upload is None or attachment is None or attachment.blob is None:
        raise NotFound(_OVER)
    blob = attachment.blob
    return Target(
        blob_id=blob.id,
        storage_key=blob.storage_key,
        storage_upload=upload.storage_upload,
        key=open_key(attachment) if blob.format == BlobFormat.SEALED else b"",
        size=attachment.size,
        parts=upload.parts,
    )


def forget_part(attachment_id: uuid.UUID, *, number: int) -> None:
    """A part is about to be written over: until that is done it is missing."""
    UploadPart.objects.filter(upload_id=attachment_id, number=number).delete()


def note_part(
    attachment_id: uuid.UUID, *, number: int, size: int, sha256: bytes, etag: str
) -> None:
    """A part stands in its place; a later one of the same number counts instead of it. NotFound
    where the upload ended meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE,
            {
                "upload": attachment_id,
                "number": number,
                "size": size,
                "sha256": sha256,
                "etag": etag,
            },
        )
        if cursor.rowcount == 0:
            raise NotFound(_OVER)
