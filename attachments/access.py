"""Files are reached through the person asking: what they may not see is not found.

What holds a file lives above attachments, so each kind of holder hands in at its app's start who
may see what it holds.
"""

import uuid
from collections.abc import Callable

from django.db.models import QuerySet

from accounts.models import User
from attachments.models import Attachment, Holder
from chatty.core.errors import NotFound
from chatty.core.ids import read_id

# Whether the viewer sees something that holds the file, at this moment.
Reader = Callable[[Attachment, User], bool]

_readers: dict[str, Reader] = {}
_NOWHERE = "There is no such file."


def register_reader(holder: Holder, reader: Reader) -> None:
    """Hand in who may see files that `holder` holds."""
    _readers[holder] = reader


def find_attachment(attachment_id: object, *, viewer: User) -> Attachment:
    """A file that the viewer may see: their own as long as nothing holds it, then through what
    does. NotFound.
    """
    attachment = Attachment.objects.select_related("blob").filter(id=_known(attachment_id)).first()
    if attachment is None or not _sees(attachment, viewer):
        raise NotFound(_NOWHERE)
    return attachment


def find_own_attachment(attachment_id: object, *, viewer: User) -> Attachment:
    """A file that the viewer has begun to upload, wherever it is now. NotFound."""
    return _own(Attachment.objects.select_related("blob"), attachment_id, viewer)


def lock_own_attachment(attachment_id: object, *, viewer: User) -> Attachment:
    """`find_own_attachment` under the row's lock, which orders all that changes it."""
    rows = Attachment.objects.select_related("blob").select_for_update(of=("self",), no_key=True)
    return _own(rows, attachment_id, viewer)


def _own(rows: QuerySet[Attachment], attachment_id: object, viewer: User) -> Attachment:
    attachment = rows.filter(id=_known(attachment_id), uploader_id=viewer.id).first()
    if attachment is None:
        raise NotFound(_NOWHERE)
    return attachment


def _sees(attachment: Attachment, viewer: User) -> bool:
    if attachment.holder == Holder.NONE:
        return attachment.uploader_id == viewer.id
    reader = _readers.get(attachment.holder)
    return reader is not None and reader(attachment, viewer)


def _known(attachment_id: object) -> uuid.UUID:
    known = read_id(attachment_id)
    if known is None:
        raise NotFound(_NOWHERE)
    return known
