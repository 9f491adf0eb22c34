"""The bytes of a file, wherever and however they are stored."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from attachments.adapters.sealed_bytes import read_plain, read_sealed
from attachments.adapters.sealing import open_derived_key, open_key, open_words
from attachments.adapters.storage import installed_storage
from attachments.models import Attachment, Blob, BlobFormat, Derivative, DerivativeKind, Kind
from chatty.core.errors import NotFound

CONTENT = "content"
"""The file itself; other names are kinds of what was made of it."""
# Of these the first that there is, for who asks for a thumbnail.
_THUMBNAILS = (
    DerivativeKind.THUMB_SMALL,
    DerivativeKind.POSTER,
    DerivativeKind.PAGE,
    DerivativeKind.THUMB_LARGE,
)


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that can be read, and what a browser is told of them. `is_shown`: in a page, where it
    is of a type that may be.
    """

    blob: Blob
    key: bytes
    file_name: str
    mime_type: str
    is_shown: bool

    @property
    def size(self) -> int:
        """In bytes, as people know it."""
        return self.blob.size

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """From `start` to before `end`, a piece at a time. SealBroken, StorageError."""
        storage, blob = installed_storage(), self.blob
        if blob.format == BlobFormat.PLAIN:
            return read_plain(storage, blob.storage_key, start=start, end=end)
        return read_sealed(
            storage,
            blob.storage_key,
            key=self.key,
            blob_id=blob.id,
            size=blob.size,
            start=start,
            end=end,
        )


def content_of(attachment: Attachment) -> Content:
    """The file itself. NotFound once its bytes are gone; KeyUnavailable."""
    if attachment.blob is None:
        raise NotFound("The bytes of this file are no more.")
    return Content(
        blob=attachment.blob,
        key=open_key(attachment),
        file_name=open_words(attachment.file_name, what="name", attachment=attachment) or "file",
        mime_type=attachment.mime_type,
        is_shown=attachment.kind != Kind.FILE,
    )


def derived_content(attachment: Attachment, kind: str) -> Content:
    """What was made of it. NotFound."""
    rows = Derivative.objects.select_related("blob").filter(attachment_id=attachment.id)
    derivative = rows.filter(kind=kind).first()
    if derivative is None:
        raise NotFound("There is no picture of this file.")
    return Content(
        blob=derivative.blob,
        key=open_derived_key(derivative, attachment=attachment),
        file_name=f"{kind}.{derivative.mime_type.partition('/')[2]}",
        mime_type=derivative.mime_type,
        is_shown=True,
    )


def thumbnail_kind(attachment: Attachment, *, wants_large: bool) -> str:
    """Which picture of a file is shown for it. NotFound where there is none."""
    rows = Derivative.objects.filter(attachment_id=attachment.id)
    there = set(rows.values_list("kind", flat=True))
    order = reversed(_THUMBNAILS) if wants_large else iter(_THUMBNAILS)
    for kind in order:
        if kind in there:
            return str(kind)
    raise NotFound("There is no picture of this file.")


def digest(content: Content) -> bytes:
    """The SHA-256 of all of it, read a piece at a time. SealBroken, StorageError."""
    found = hashlib.sha256()
    for piece in content.read(0, content.size):
        found.update(piece)
    return found.digest()
