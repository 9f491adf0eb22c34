"""Where the bytes of a file are, for a while, for who was found to may see it."""

from accounts.models import User
from attachments.adapters.addresses import FetchToken, fetch_address
from attachments.adapters.storage import direct_storage
from attachments.models import Attachment, BlobFormat, ScanStatus, Status
from attachments.queries.contents import (
    CONTENT,
    Content,
    content_of,
    derived_content,
    thumbnail_kind,
)
from attachments.rules.disposition import content_disposition
from attachments.rules.file_types import INLINE_TYPES, UNKNOWN
from chatty.core.errors import NotReady

_GOOD = (ScanStatus.CLEAN, ScanStatus.SKIPPED)


def content_location(attachment: Attachment, *, viewer: User) -> str:
    """The file itself. NotReady until its bytes are there and, for all but its uploader, were
    looked at; NotFound once they are gone.
    """
    _require_ready(attachment, viewer)
    return _location(attachment, CONTENT, content_of(attachment), viewer)


def thumbnail_location(attachment: Attachment, *, viewer: User, wants_large: bool) -> str:
    """A picture of it; the same refusals."""
    _require_ready(attachment, viewer)
    kind = thumbnail_kind(attachment, wants_large=wants_large)
    return _location(attachment, kind, derived_content(attachment, kind), viewer)


def _require_ready(attachment: Attachment, viewer: User) -> None:
    if attachment.status == Status.UPLOADING:
        raise NotReady("The file is still on its way.")
    if not may_be_opened(attachment, is_own=attachment.uploader_id == viewer.id):
        raise NotReady("The file has not been looked at yet, or must not be opened.")


def may_be_opened(attachment: Attachment, *, is_own: bool) -> bool:
    """Whether a file was looked at and found good; `is_own`: its uploader need not wait."""
    is_bad = attachment.scan_status == ScanStatus.INFECTED
    return attachment.scan_status in _GOOD or (is_own and not is_bad)


def _location(attachment: Attachment, what: str, content: Content, viewer: User) -> str:
    direct = direct_storage()
    if direct is None or content.blob.format == BlobFormat.SEALED:
        is_own = attachment.uploader_id == viewer.id
        return fetch_address(FetchToken(attachment.id, what, is_own=is_own))
    mime_type = content.mime_type if content.mime_type in INLINE_TYPES else UNKNOWN
    return direct.sign_get(
        content.blob.storage_key,
        mime_type=mime_type,
        disposition=content_disposition(
            content.file_name, mime_type=mime_type, is_shown=content.is_shown
        ),
    )
