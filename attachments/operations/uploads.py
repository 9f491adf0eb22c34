"""Beginning an upload, and going on with it."""

import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from attachments.access import find_own_attachment
from attachments.adapters.sealing import seal_key, seal_words
from attachments.adapters.storage import Storage, StorageError, asking_storage, installed_storage
from attachments.models import Attachment, Blob, BlobFormat, Status, Upload
from attachments.operations.blobs import take_room
from attachments.operations.places import Place, find_place
from attachments.queries.addresses import part_addresses, shape_upload
from attachments.rules.file_names import clean_file_name
from attachments.rules.file_types import declared_kind
from attachments.rules.kinds import KindName
from attachments.rules.sealed_parts import PART_BYTES, parts_of, sealed_size
from attachments.wire import (
    BegunUploadJSON,
    PartAddressesJSON,
    UploadJSON,
    attachment_json,
)
from chatty.core.clock import now
from chatty.core.encryption.keyring import new_data_key
from chatty.core.errors import (
    Invalid,
    PayloadTooLarge,
    RateLimited,
    Unavailable,
    UploadIncomplete,
)
from chatty.core.ids import new_id
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedUpload:
    """A file that somebody is about to send to a conversation, or to a space for its emoji.
    `sha256` in hexadecimal.
    """

    conversation_id: object = None
    space_id: object = None
    file_name: str
    mime_type: str
    size: int
    sha256: str | None = None
    alt: str = ""
    encrypted: Mapping[str, Any] | None = None


def begin_upload(*, actor: User, wanted: WantedUpload) -> BegunUploadJSON:
    """Make room for a file, and say where its bytes go.

    NotFound for a conversation or space that the actor is not in; Forbidden without send_media
    (in a space, without manage_conversation), or for a kind of file that is not taken there;
    PayloadTooLarge, QuotaExceeded, RateLimited
    (too many begun and not completed, too), Unavailable for a storage that is full or away,
    Invalid.
    """
    kind: KindName = "file" if wanted.encrypted is not None else declared_kind(wanted.mime_type)
    place = find_place(
        actor=actor, conversation_id=wanted.conversation_id, space_id=wanted.space_id
    )
    place.require_welcome(kind, wanted.mime_type)
    place.require_encryption(is_encrypted=wanted.encrypted is not None)
    _require_size(kind, wanted.size, place)
    take("uploads", actor.id, per_minute(limits.uploads_per_minute))
    storage, blob = installed_storage(), _new_blob(actor, wanted.size)
    parts = parts_of(wanted.size)
    with asking_storage():
        if storage.is_full():
            raise Unavailable("The disk of this server is nearly full. Tell whoever runs it.")
        # Before the rows are locked: a bucket may take its time.
        storage_upload = storage.begin(blob.storage_key, parts=parts)
    try:
        with transaction.atomic():
            take_room(actor.id, wanted.size)
            _require_few_open(actor)
            attachment = _new_attachment(actor, place, wanted, kind, blob)
            upload = Upload.objects.create(
                attachment=attachment,
                part_size=PART_BYTES if parts > 1 else 0,
                parts=parts,
                storage_upload=storage_upload,
                sha256=None if wanted.sha256 is None else bytes.fromhex(wanted.sha256),
                expires_at=now() + timedelta(hours=limits.upload_hours),
            )
    except Exception:
        _forget(storage, blob.storage_key, storage_upload)
        raise
    return {
        "attachment": attachment_json(attachment),
        "upload": shape_upload(attachment, upload),
    }


def resume_upload(*, actor: User, attachment_id: object) -> UploadJSON:
    """What is there of an upload, and addresses for the rest. NotFound; UploadIncomplete for one
    that is over, RateLimited, Unavailable.
    """
    attachment, upload = _open_upload(actor, attachment_id)
    return shape_upload(attachment, upload, with_done=True)


def renew_addresses(
    *, actor: User, attachment_id: object, numbers: Sequence[int]
) -> PartAddressesJSON:
    """Fresh addresses of these parts. As `resume_upload`; Invalid for parts that there are not."""
    attachment, upload = _open_upload(actor, attachment_id)
    if not upload.part_size or max(numbers) > upload.parts:
        text = f"This file has {upload.parts} parts." if upload.part_size else "It has no parts."
        raise Invalid(errors={"numbers": [text]})
    return {
        "parts": part_addresses(attachment, upload, sorted(set(numbers))),
        "expires_in": limits.upload_address_seconds,
    }


def _open_upload(actor: User, attachment_id: object) -> tuple[Attachment, Upload]:
    attachment = find_own_attachment(attachment_id, viewer=actor)
    upload = Upload.objects.filter(attachment_id=attachment.id).first()
    if upload is None or upload.expires_at <= now():
        raise UploadIncomplete("This upload is over. Begin a new one for bytes that are missing.")
    take("upload addresses", actor.id, per_minute(limits.uploads_per_minute))
    return attachment, upload


def _require_size(kind: KindName, size: int, place: Place) -> None:
    at_most = (
        place.most_bytes
        or {
            "image": limits.image_bytes,
            "video": limits.video_bytes,
            "audio": limits.audio_bytes,
            "file": limits.file_bytes,
        }[kind]
    )
    if size > at_most:
        raise PayloadTooLarge(f"A file of this kind ({kind}) holds at most {at_most} bytes.")


def _require_few_open(actor: User) -> None:
    """Behind the lock of the person's usage, so that those who come at once are counted."""
    rows = Attachment.objects.filter(uploader_id=actor.id, status=Status.UPLOADING)
    if rows.count() >= limits.uploads_open:
        raise RateLimited(
            f"You have begun {limits.uploads_open} uploads. Complete or cancel some of them first.",
            retry_after=60,
        )


def _new_blob(actor: User, size: int) -> Blob:
    is_sealed = settings.FILE_ENCRYPTION == "chatty"
    return Blob(
        id=new_id(),
        storage_key=secrets.token_hex(24),
        owner_id=actor.id,
        size=size,
        counted_bytes=size,
        format=BlobFormat.SEALED if is_sealed else BlobFormat.PLAIN,
    )


def _new_attachment(
    actor: User, place: Place, wanted: WantedUpload, kind: KindName, blob: Blob
) -> Attachment:
    attachment_id = new_id()
    room_id = None if place.mine is None else place.mine.conversation_id
    bound: Any = {"conversation_id": room_id, "attachment_id": attachment_id}
    key = new_data_key() if blob.format == BlobFormat.SEALED else b""
    blob.save(force_insert=True)
    return Attachment.objects.create(
        id=attachment_id,
        conversation_id=room_id,
        space_id=None if place.here is None else place.here.space.id,
        uploader_id=actor.id,
        blob=blob,
        sealed_key=seal_key(key, **bound),
        file_name=seal_words(clean_file_name(wanted.file_name), what="name", **bound),
        alt=seal_words(wanted.alt.strip(), what="alt", **bound),
        mime_type=wanted.mime_type,
        declared_type=wanted.mime_type,
        size=wanted.size,
        kind=kind,
        encrypted=None if wanted.encrypted is None else dict(wanted.encrypted),
        expires_at=now() + timedelta(hours=limits.upload_hours),
    )


def _forget(storage: Storage, key: str, storage_upload: str) -> None:
    """What was made ready for an upload that did not begin; `check_files` finds what stays."""
    if storage_upload:
        # Why it did not begin is what there is to say.
        with suppress(StorageError):
            storage.remove(key, storage_upload)


def stored_size(attachment: Attachment) -> int:
    """How many bytes it takes in storage."""
    blob = attachment.blob
    is_sealed = blob is not None and blob.format == BlobFormat.SEALED
    return sealed_size(attachment.size) if is_sealed else attachment.size
