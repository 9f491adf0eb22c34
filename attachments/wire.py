"""Files as JSON: the only place where they become it."""

from base64 import b64encode
from typing import Any, NotRequired, TypedDict

from attachments.adapters.sealing import open_words
from attachments.models import Attachment, CustomEmoji
from chatty.core.clock import wire_time


class AttachmentJSON(TypedDict):
    """A file. `duration` in seconds; `waveform`: how loud it is, 0 to 255, from its beginning to
    its end; `thumbhash`: a small blur of it, as base64. `url` and `thumbnail_url` are paths of this
    API that lead to the bytes; the latter is None where there is no picture of it.
    """

    id: str
    conversation_id: str | None
    uploader_id: str
    file_name: str
    mime_type: str
    size: int
    kind: str
    alt: str
    width: int | None
    height: int | None
    duration: float | None
    waveform: list[int] | None
    thumbhash: str | None
    status: str
    is_processed: bool
    is_scanned: bool
    scan_status: str
    url: str
    thumbnail_url: str | None
    encrypted: dict[str, Any] | None


class PartAddressJSON(TypedDict):
    """Where to PUT one part; parts count from 1."""

    number: int
    url: str


class DonePartJSON(TypedDict):
    """A part that is there."""

    number: int
    etag: str
    size: int


class UploadJSON(TypedDict):
    """How to send the bytes, for `expires_in` seconds. In one piece: `method` to `url` with
    `headers`, and for POST a form with `fields` and then the file as `file`. With `part_size` each
    part of that many bytes, the last one shorter, is PUT to its own address in `parts`. `done`: the
    parts that are there already.
    """

    method: str
    url: str | None
    headers: dict[str, str]
    fields: NotRequired[dict[str, str]]
    expires_in: int
    part_size: NotRequired[int]
    parts: NotRequired[list[PartAddressJSON]]
    done: NotRequired[list[DonePartJSON]]


class BegunUploadJSON(TypedDict):
    """A file that is to come, and how."""

    attachment: AttachmentJSON
    upload: UploadJSON


class PartAddressesJSON(TypedDict):
    """Fresh addresses of parts, for `expires_in` seconds."""

    parts: list[PartAddressJSON]
    expires_in: int


class CustomEmojiJSON(TypedDict):
    """An emoji of a space, as everyone in it sees it. People react with it as `custom:<id>`.
    `image_url` is a path of this API that leads to the picture.
    """

    id: str
    space_id: str
    name: str
    image_url: str
    animated: bool
    created_by: str
    created_at: str
    version: int


def custom_emoji_json(emoji: CustomEmoji) -> CustomEmojiJSON:
    """An emoji of a space."""
    return {
        "id": str(emoji.id),
        "space_id": str(emoji.space_id),
        "name": emoji.name,
        "image_url": f"/api/v1/spaces/{emoji.space_id}/emoji/{emoji.id}/image",
        "animated": emoji.is_animated,
        "created_by": str(emoji.created_by_id),
        "created_at": wire_time(emoji.created_at),
        "version": emoji.version,
    }


def attachment_json(attachment: Attachment) -> AttachmentJSON:
    """A file as everybody who may see it does."""
    path = f"/api/v1/attachments/{attachment.id}"
    room_id = attachment.conversation_id
    waveform, thumbhash = attachment.waveform, attachment.thumbhash
    return {
        "id": str(attachment.id),
        "conversation_id": None if room_id is None else str(room_id),
        "uploader_id": str(attachment.uploader_id),
        "file_name": open_words(attachment.file_name, what="name", attachment=attachment),
        "mime_type": attachment.mime_type,
        "size": attachment.size,
        "kind": attachment.kind,
        "alt": open_words(attachment.alt, what="alt", attachment=attachment),
        "width": attachment.width,
        "height": attachment.height,
        "duration": attachment.duration,
        "waveform": None if waveform is None else list(bytes(waveform)),
        "thumbhash": None if thumbhash is None else b64encode(thumbhash).decode(),
        "status": attachment.status,
        "is_processed": attachment.is_processed,
        "is_scanned": attachment.is_scanned,
        "scan_status": attachment.scan_status,
        "url": f"{path}/content",
        "thumbnail_url": None if thumbhash is None else f"{path}/thumbnail",
        "encrypted": attachment.encrypted,
    }
