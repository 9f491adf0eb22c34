"""Storing what is made of a file: pictures of it, and a copy of it in which something is blanked.

The bytes are stored first, then what points at them; bytes of an attempt that came to nothing are
found by `check_files`.
"""

import hashlib
import secrets
from collections.abc import Sequence
from contextlib import suppress

from attachments.adapters.sealed_bytes import PartSealer, seal_whole
from attachments.adapters.sealing import seal_key
from attachments.adapters.storage import StorageError, StoredPart, installed_storage
from attachments.models import Attachment, Blob, BlobFormat, Derivative
from attachments.operations.blobs import release_blob
from attachments.parsing.findings import Picture
from attachments.queries.contents import Content
from attachments.rules.location import Patch, apply_patches
from attachments.rules.sealed_parts import (
    PART_BYTES,
    SEALED_PART_BYTES,
    part_length,
    parts_of,
    sealed_size,
)
from chatty.core.encryption.keyring import new_data_key
from chatty.core.ids import new_id

_WEBP = "image/webp"


def store_pictures(attachment: Attachment, pictures: Sequence[Picture]) -> None:
    """Pictures of a locked file, in place of those that there were. StorageError."""
    drop_pictures(attachment)
    assert attachment.blob is not None  # noqa: S101 - they were made of it
    for picture in pictures:
        key, blob = _new_blob(attachment.blob, len(picture.data))
        blob.sha256 = hashlib.sha256(picture.data).digest()
        data = seal_whole(picture.data, key=key, blob_id=blob.id) if key else picture.data
        installed_storage().put(blob.storage_key, data)
        blob.save(force_insert=True)
        Derivative.objects.create(
            attachment_id=attachment.id,
            kind=picture.kind,
            blob=blob,
            sealed_key=seal_key(
                key,
                conversation_id=attachment.conversation_id,
                attachment_id=attachment.id,
                what=picture.kind,
            ),
            width=picture.width,
            height=picture.height,
            mime_type=_WEBP,
        )


def drop_pictures(attachment: Attachment) -> None:
    """Let go of all pictures of a file."""
    rows = Derivative.objects.filter(attachment_id=attachment.id)
    blobs = list(rows.values_list("blob_id", flat=True))
    rows.delete()
    for blob_id in blobs:
        release_blob(blob_id)


def write_changed(content: Content, patches: list[Patch]) -> tuple[Blob, bytes]:
    """A copy of a file with these bytes changed, and the key to it; a part is in memory at a time.
    SealBroken, StorageError.
    """
    key, blob = _new_blob(content.blob, content.size)
    storage, parts = installed_storage(), parts_of(content.size)
    upload = storage.begin(blob.storage_key, parts=parts)
    try:
        _write(content, patches, blob, key, upload)
    except BaseException:
        with suppress(StorageError):
            storage.remove(blob.storage_key, upload)
        raise
    return blob, key


def _write(content: Content, patches: list[Patch], blob: Blob, key: bytes, upload: str) -> None:
    storage, parts = installed_storage(), parts_of(content.size)
    whole, stored = hashlib.sha256(), []
    for number in range(1, parts + 1):
        start = (number - 1) * PART_BYTES
        end = start + part_length(content.size, number)
        data = b"".join(content.read(start, end))
        data = apply_patches(data, patches, at=start)
        whole.update(data)
        if key:
            sealer = PartSealer(key, blob.id, size=content.size, number=number)
            data = sealer.feed(data) + sealer.finish()
        writer = storage.write_part(
            blob.storage_key,
            upload,
            number=number,
            parts=parts,
            offset=(number - 1) * (SEALED_PART_BYTES if key else PART_BYTES),
        )
        try:
            writer.write(data)
            etag = writer.commit(hashlib.sha256(data).hexdigest())
        except BaseException:
            writer.give_up()
            raise
        stored.append(StoredPart(number, etag, len(data)))
    size = sealed_size(content.size) if key else content.size
    storage.finish(blob.storage_key, upload, parts=stored, size=size)
    blob.sha256 = whole.digest()


def exchange_bytes(attachment: Attachment, blob: Blob, key: bytes) -> None:
    """Let a locked file be these bytes instead, which count for what the former ones did, unless
    somebody else still has those.
    """
    assert attachment.blob_id is not None  # noqa: S101 - the copy was made of it
    former = Blob.objects.select_for_update().get(id=attachment.blob_id)
    if former.references == 1:
        blob.counted_bytes = former.counted_bytes
        Blob.objects.filter(id=former.id).update(counted_bytes=0)
    blob.save(force_insert=True)
    attachment.blob = blob
    attachment.sealed_key = seal_key(
        key, conversation_id=attachment.conversation_id, attachment_id=attachment.id
    )
    attachment.save(update_fields=["blob", "sealed_key"])
    release_blob(former.id)


def _new_blob(like: Blob, size: int) -> tuple[bytes, Blob]:
    """A blob that is stored as another is, and its key."""
    blob = Blob(
        id=new_id(),
        storage_key=secrets.token_hex(24),
        owner_id=like.owner_id,
        size=size,
        format=like.format,
    )
    return new_data_key() if like.format == BlobFormat.SEALED else b"", blob
