"""Where a client sends the parts of an upload, and what of them is there."""

from collections.abc import Sequence

from attachments.adapters.addresses import SendToken, send_address
from attachments.adapters.storage import (
    DirectStorage,
    StoredPart,
    asking_storage,
    direct_storage,
)
from attachments.models import Attachment, BlobFormat, Upload, UploadPart
from attachments.rules.sealed_parts import part_length
from attachments.wire import PartAddressJSON, UploadJSON
from chatty.core.limits import limits


def shape_upload(attachment: Attachment, upload: Upload, *, with_done: bool = False) -> UploadJSON:
    """How to send the bytes of a file, with fresh addresses of all that is missing."""
    done = stored_parts(attachment, upload) if with_done else []
    shaped: UploadJSON = {
        "method": "PUT",
        "url": None,
        "headers": {},
        "expires_in": limits.upload_address_seconds,
    }
    if upload.part_size:
        there = {part.number for part in done}
        missing = [number for number in range(1, upload.parts + 1) if number not in there]
        shaped["part_size"] = upload.part_size
        shaped["parts"] = part_addresses(attachment, upload, missing)
    else:
        _address_whole(shaped, attachment)
    if with_done:
        shaped["done"] = [
            {"number": part.number, "etag": part.etag, "size": part.size} for part in done
        ]
    return shaped


def part_addresses(
    attachment: Attachment, upload: Upload, numbers: Sequence[int]
) -> list[PartAddressJSON]:
    """Fresh addresses of these parts."""
    blob, direct = attachment.blob, _direct_for(attachment)
    assert blob is not None  # noqa: S101 - asked of uploads, which have one
    found: list[PartAddressJSON] = []
    for number in numbers:
        size = part_length(attachment.size, number)
        if direct is None:
            url = send_address(SendToken(attachment.id, number, size, ""))
        else:
            url = direct.sign_part(
                blob.storage_key, upload.storage_upload, number=number, size=size
            )
        found.append({"number": number, "url": url})
    return found


def stored_parts(attachment: Attachment, upload: Upload) -> list[StoredPart]:
    """The parts that are there, by number: as our own endpoint has noted them, or as a storage
    lists those that came to it. Unavailable.
    """
    direct = _direct_for(attachment)
    if direct is None:
        rows = UploadPart.objects.filter(upload_id=attachment.id).order_by("number")
        return [StoredPart(row.number, row.etag, row.size) for row in rows]
    assert attachment.blob is not None  # noqa: S101 - asked of uploads, which have one
    with asking_storage():
        return direct.list_parts(attachment.blob.storage_key, upload.storage_upload)


def _direct_for(attachment: Attachment) -> DirectStorage | None:
    """The storage, where the file's bytes go there by addresses that it signs itself."""
    blob = attachment.blob
    sealed = blob is not None and blob.format == BlobFormat.SEALED
    return None if sealed else direct_storage()


def _address_whole(shaped: UploadJSON, attachment: Attachment) -> None:
    direct, mime_type = _direct_for(attachment), attachment.declared_type
    if direct is None:
        token = SendToken(attachment.id, 1, attachment.size, mime_type)
        shaped["url"] = send_address(token)
        shaped["headers"] = {"Content-Type": mime_type}
        return
    assert attachment.blob is not None  # noqa: S101 - asked of uploads, which have one
    url, fields = direct.sign_post(
        attachment.blob.storage_key, size=attachment.size, mime_type=mime_type
    )
    shaped["method"], shaped["url"], shaped["fields"] = "POST", url, fields
