"""Completing an upload: what has arrived is looked at before it counts as a file."""

import hmac
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from attachments.access import lock_own_attachment
from attachments.adapters.storage import (
    NotStoredError,
    StoredPart,
    WrongSizeError,
    asking_storage,
    installed_storage,
)
from attachments.models import Attachment, Status, Upload, UploadPart
from attachments.operations.announce import announce
from attachments.operations.endings import reject
from attachments.operations.examination import EXAMINE
from attachments.operations.places import find_place
from attachments.operations.uploads import stored_size
from attachments.queries.addresses import stored_parts
from attachments.queries.contents import content_of, digest
from attachments.rules.file_types import HEAD_BYTES, found_type, shown_kind
from attachments.rules.sealed_parts import part_length
from attachments.wire import AttachmentJSON, attachment_json
from chatty.core.encryption.envelope import SealBroken
from chatty.core.errors import ContentMismatch, Forbidden, UploadIncomplete
from chatty.core.jobs.outbox import start_job
from chatty.core.limits import limits

_NOT_AS_SAID = "The file is not what it was said to be, and was not kept."


def complete_upload(
    *, actor: User, attachment_id: object, parts: Sequence[Mapping[str, Any]] | None = None
) -> AttachmentJSON:
    """Take an upload whose bytes are all there; completing it again answers the same.

    `parts`: what the client has sent (`{number, etag, sha256?}`), compared with what is there.
    UploadIncomplete with the numbers of parts that are missing or others than sent;
    ContentMismatch for bytes of another size, type or hash than was said: the file is REJECTED.
    NotFound, Forbidden as for `begin_upload`; Unavailable.
    """
    with transaction.atomic():
        attachment = lock_own_attachment(attachment_id, viewer=actor)
        if attachment.status == Status.UPLOADING:
            _complete(attachment, actor, {part["number"]: part for part in parts or ()})
    if attachment.status == Status.REJECTED:
        # After what says so is committed.
        raise ContentMismatch(_NOT_AS_SAID)
    if attachment.status == Status.EXPIRED:
        raise UploadIncomplete("This upload was not completed in time. Begin a new one.")
    return attachment_json(attachment)


def _complete(attachment: Attachment, actor: User, sent: Mapping[int, Mapping[str, Any]]) -> None:
    place = find_place(
        actor=actor,
        conversation_id=attachment.conversation_id,
        space_id=attachment.space_id,
    )
    # Whoever may not send just now may again later: the bytes stay as long as any upload does.
    place.require_sender()
    upload = Upload.objects.get(attachment_id=attachment.id)
    there: list[StoredPart] = []
    if not _is_joined(attachment):
        there = stored_parts(attachment, upload)
        _require_all(attachment, upload, there, sent)
    declared = None if upload.sha256 is None else bytes(upload.sha256)
    try:
        with asking_storage():
            _finish(attachment, upload, there)
            _look_at(attachment, declared)
        if attachment.encrypted is None:
            place.require_kind(attachment.kind, attachment.mime_type)  # type: ignore[arg-type]  # one of its words
    except NotStoredError:
        raise UploadIncomplete("The bytes have not arrived. Send them again.") from None
    except (ContentMismatch, WrongSizeError, SealBroken, Forbidden):
        reject(attachment)
        return
    _take(attachment, declared)


def _is_joined(attachment: Attachment) -> bool:
    """Whether the storage has made one of the parts, and knows them no longer: it was completed
    before, and something went wrong after that.
    """
    assert attachment.blob is not None  # noqa: S101 - an upload has one
    with asking_storage():
        size = installed_storage().size_of(attachment.blob.storage_key)
    return size == stored_size(attachment)


def _require_all(
    attachment: Attachment,
    upload: Upload,
    there: Sequence[StoredPart],
    sent: Mapping[int, Mapping[str, Any]],
) -> None:
    """UploadIncomplete unless each part is there, whole, and the one that was sent."""
    found = {part.number: part for part in there}
    hashes = _hashes(attachment.id) if any(part.get("sha256") for part in sent.values()) else {}
    wrong = []
    for number in range(1, upload.parts + 1):
        part, told = found.get(number), sent.get(number, {})
        expected = part_length(attachment.size, number)
        # Of one piece the storage says the size when it makes an object of it.
        is_there = part is not None and (upload.parts == 1 or part.size == expected)
        is_sent = part is not None and told.get("etag") in (None, part.etag)
        named, known = told.get("sha256"), hashes.get(number)
        is_same = not named or known is None or known == named.lower()
        if not (is_there and is_sent and is_same):
            wrong.append(number)
    if wrong:
        names = [str(number) for number in wrong]
        raise UploadIncomplete("Some parts have not arrived.", errors={"parts": names})


def _hashes(attachment_id: uuid.UUID) -> dict[int, str]:
    rows = UploadPart.objects.filter(upload_id=attachment_id).values_list("number", "sha256")
    return {number: bytes(sha256).hex() for number, sha256 in rows}


def _finish(attachment: Attachment, upload: Upload, there: Sequence[StoredPart]) -> None:
    assert attachment.blob is not None  # noqa: S101 - an upload has one
    installed_storage().finish(
        attachment.blob.storage_key,
        upload.storage_upload,
        parts=there,
        size=stored_size(attachment),
    )


def _look_at(attachment: Attachment, declared_hash: bytes | None) -> None:
    """Find out what the stored bytes are; ContentMismatch for what they were not said to be."""
    content = content_of(attachment)
    head = b"".join(content.read(0, min(HEAD_BYTES, attachment.size)))
    if attachment.encrypted is None:
        declared = attachment.declared_type
        attachment.mime_type = found_type(head, declared=declared)
        kind = shown_kind(attachment.mime_type, declared=declared)
        if kind is None:
            raise ContentMismatch(_NOT_AS_SAID)
        attachment.kind = kind
    if attachment.size <= limits.hashed_at_once_bytes:
        content.blob.sha256 = digest(content)
        if declared_hash and not hmac.compare_digest(content.blob.sha256, declared_hash):
            raise ContentMismatch(_NOT_AS_SAID)


def _take(attachment: Attachment, declared_hash: bytes | None) -> None:
    assert attachment.blob is not None  # noqa: S101 - an upload has one
    UploadPart.objects.filter(upload_id=attachment.id).delete()
    Upload.objects.filter(attachment_id=attachment.id).delete()
    attachment.blob.save(update_fields=["sha256"])
    attachment.status = Status.UPLOADED
    attachment.save(update_fields=["status", "mime_type", "kind"])
    start_job(
        EXAMINE,
        attachment_id=str(attachment.id),
        sha256=None if declared_hash is None else declared_hash.hex(),
    )
    announce(attachment)
