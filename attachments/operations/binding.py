"""Files come to be held by what shows them, and are shared by what repeats it."""

import uuid
from collections.abc import Sequence

from attachments.adapters.sealing import (
    open_derived_key,
    open_key,
    open_words,
    seal_key,
    seal_words,
)
from attachments.models import Attachment, Derivative, Holder, Status
from attachments.operations.blobs import share_blob
from attachments.operations.processing import continue_processing
from chatty.core.clock import now
from chatty.core.errors import InvalidAttachment, NotFound
from chatty.core.ids import new_id

# Of which the bytes are there.
USABLE = (Status.UPLOADED, Status.PROCESSING, Status.READY, Status.FAILED)


def bind_attachments(
    attachment_ids: Sequence[uuid.UUID],
    *,
    uploader_id: uuid.UUID,
    conversation_id: uuid.UUID | None,
    holder: Holder,
) -> list[Attachment]:
    """Let something hold these files, in the transaction that makes it; in the order of the ids.

    InvalidAttachment unless each is the uploader's own, of that conversation, complete, named once
    and held by nothing yet: of two who would send the same file one does.
    """
    rows = Attachment.objects.select_related("blob").select_for_update(of=("self",)).order_by("id")
    found = {
        row.id: row
        for row in rows.filter(
            id__in=attachment_ids,
            uploader_id=uploader_id,
            holder=Holder.NONE,
            status__in=USABLE,
        )
        if row.conversation_id == conversation_id
    }
    if len(found) < len(attachment_ids):
        raise InvalidAttachment("Send files of your own that are complete and were not sent yet.")
    Attachment.objects.filter(id__in=found).update(holder=holder, bound_at=now(), expires_at=None)
    for row in found.values():
        row.holder, row.expires_at = holder, None
    return [found[attachment_id] for attachment_id in attachment_ids]


def share_attachment(
    attachment: Attachment, *, by: uuid.UUID, conversation_id: uuid.UUID, holder: Holder
) -> Attachment:
    """The same file in another conversation, for who was found to see it, in the transaction of
    what is to hold it there. Its bytes are shared, and counted once; whoever reads it there needs
    nothing of where it came from. NotFound once the bytes are gone; InvalidAttachment for one that
    is not complete, or that only its own conversation's clients can open.
    """
    if attachment.status not in USABLE or attachment.encrypted is not None:
        raise InvalidAttachment("This file cannot be sent on.")
    if attachment.blob_id is None:
        raise NotFound("This file is no more.")
    share_blob(attachment.blob_id)
    copy_id = new_id()
    shared = Attachment(
        id=copy_id,
        conversation_id=conversation_id,
        uploader_id=by,
        blob_id=attachment.blob_id,
        holder=holder,
        bound_at=now(),
    )
    for name in _SAME:
        setattr(shared, name, getattr(attachment, name))
    for what, field in (("name", "file_name"), ("alt", "alt")):
        text = open_words(getattr(attachment, field), what=what, attachment=attachment)
        sealed = seal_words(text, what=what, conversation_id=conversation_id, attachment_id=copy_id)
        setattr(shared, field, sealed)
    shared.sealed_key = seal_key(
        open_key(attachment), conversation_id=conversation_id, attachment_id=copy_id
    )
    shared.save(force_insert=True)
    _share_derived(attachment, shared)
    continue_processing(shared)
    return shared


# What a file is, wherever it is.
_SAME = (
    "mime_type", "declared_type", "size", "kind", "width", "height", "duration", "waveform",
    "thumbhash", "status", "is_processed", "is_scanned", "scan_status",
)  # fmt: skip


def _share_derived(attachment: Attachment, shared: Attachment) -> None:
    for derivative in Derivative.objects.filter(attachment_id=attachment.id).order_by("kind"):
        share_blob(derivative.blob_id)
        key = open_derived_key(derivative, attachment=attachment)
        Derivative.objects.create(
            attachment_id=shared.id,
            kind=derivative.kind,
            blob_id=derivative.blob_id,
            sealed_key=seal_key(
                key,
                conversation_id=shared.conversation_id,
                attachment_id=shared.id,
                what=derivative.kind,
            ),
            width=derivative.width,
            height=derivative.height,
            mime_type=derivative.mime_type,
        )
