"""Sealing and opening bodies with the conversation's key.

A body is bound to its table, conversation, message (or, for drafts, person) and version: copied
anywhere else it does not open.
"""

import uuid
from functools import partial

from chatty.core.encryption.envelope import additional_data, open_sealed, seal
from conversations.queries.keys import conversation_key

# Each conversation starts with this key; rotation will add versions.
KEY_VERSION = 1


def seal_body(
    body: str, *, conversation_id: uuid.UUID, message_id: uuid.UUID, version: int
) -> bytes:
    """The sealed body of that version of a message."""
    return _seal(body, conversation_id, _place("messages", conversation_id, message_id, version))


def open_body(
    sealed: bytes | memoryview, *, conversation_id: uuid.UUID, message_id: uuid.UUID, version: int
) -> str:
    """The text; empty for a body that is no more (a tombstone)."""
    place = _place("messages", conversation_id, message_id, version)
    return _open(sealed, conversation_id, place)


def seal_draft(body: str, *, conversation_id: uuid.UUID, user_id: uuid.UUID, version: int) -> bytes:
    """The sealed text of that version of a person's draft; an empty one holds nothing."""
    if not body:
        return b""
    return _seal(body, conversation_id, _place("drafts", conversation_id, user_id, version))


def open_draft(
    sealed: bytes | memoryview, *, conversation_id: uuid.UUID, user_id: uuid.UUID, version: int
) -> str:
    """The text of a draft."""
    return _open(sealed, conversation_id, _place("drafts", conversation_id, user_id, version))


def _place(table: str, conversation_id: uuid.UUID, name: uuid.UUID, version: int) -> bytes:
    return additional_data(table, conversation_id.bytes, name.bytes, version)


def _seal(body: str, conversation_id: uuid.UUID, place: bytes) -> bytes:
    return seal(
        body.encode(),
        key=conversation_key(conversation_id, KEY_VERSION),
        key_version=KEY_VERSION,
        bound_to=place,
    )


def _open(sealed: bytes | memoryview, conversation_id: uuid.UUID, place: bytes) -> str:
    raw = bytes(sealed)
    if not raw:
        return ""
    key_of = partial(conversation_key, conversation_id)
    return open_sealed(raw, key_of=key_of, bound_to=place).decode()
