"""Sealing what belongs to a file with the conversation's key: its name, what it shows, and the key
to its bytes. Each is bound to its place: copied anywhere else it does not open.
"""

import uuid
from functools import partial

from attachments.models import Attachment, Derivative
from chatty.core.encryption.envelope import additional_data, open_sealed, seal
from chatty.core.encryption.keyring import installed_keyring
from conversations.queries.keys import conversation_key

# Each conversation starts with this key; rotation will add versions.
KEY_VERSION = 1


def seal_words(
    text: str, *, what: str, conversation_id: uuid.UUID | None, attachment_id: uuid.UUID
) -> bytes:
    """A file's name (`what` is `name`) or description (`alt`), sealed. Nothing for an empty text,
    and for files that belong to no conversation: nobody is shown a name of these.
    """
    if not text or conversation_id is None:
        return b""
    return _seal(text.encode(), conversation_id, attachment_id, what)


def open_words(sealed: bytes | memoryview, *, what: str, attachment: Attachment) -> str:
    """The text of `seal_words`."""
    raw = bytes(sealed)
    if not raw or attachment.conversation_id is None:
        return ""
    return _open(raw, attachment.conversation_id, attachment.id, what).decode()


def seal_key(
    key: bytes, *, conversation_id: uuid.UUID | None, attachment_id: uuid.UUID, what: str = "key"
) -> bytes:
    """The key to an attachment's bytes, or to those of what is made of it (`what` is its kind); of
    a file that belongs to no conversation a master key wraps it. Nothing for no key: bytes that are
    stored as they came.
    """
    if not key:
        return b""
    if conversation_id is None:
        return installed_keyring().wrap(key)
    return _seal(key, conversation_id, attachment_id, what)


def open_key(attachment: Attachment) -> bytes:
    """The key to an attachment's bytes; empty for bytes that are stored as they came.
    KeyUnavailable once the conversation's key is gone.
    """
    return _open_key(attachment.sealed_key, attachment, "key")


def open_derived_key(derivative: Derivative, *, attachment: Attachment) -> bytes:
    """The same of what was made of it."""
    return _open_key(derivative.sealed_key, attachment, derivative.kind)


def _open_key(sealed: bytes | memoryview, attachment: Attachment, what: str) -> bytes:
    raw = bytes(sealed)
    if not raw:
        return b""
    if attachment.conversation_id is None:
        return installed_keyring().unwrap(raw)
    return _open(raw, attachment.conversation_id, attachment.id, what)


def _place(conversation_id: uuid.UUID, attachment_id: uuid.UUID, what: str) -> bytes:
    return additional_data("attachments", conversation_id.bytes, attachment_id.bytes, what)


def _seal(raw: bytes, conversation_id: uuid.UUID, attachment_id: uuid.UUID, what: str) -> bytes:
    return seal(
        raw,
        key=conversation_key(conversation_id, KEY_VERSION),
        key_version=KEY_VERSION,
        bound_to=_place(conversation_id, attachment_id, what),
    )


def _open(raw: bytes, conversation_id: uuid.UUID, attachment_id: uuid.UUID, what: str) -> bytes:
    return open_sealed(
        raw,
        key_of=partial(conversation_key, conversation_id),
        bound_to=_place(conversation_id, attachment_id, what),
    )
