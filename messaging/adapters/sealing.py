"""Sealing and opening bodies with the conversation's key.

A body is bound to its table, conversation, message and version: copied anywhere else it does
not open.
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
    return seal(
        body.encode(),
        key=conversation_key(conversation_id, KEY_VERSION),
        key_version=KEY_VERSION,
        bound_to=additional_data("messages", conversation_id.bytes, message_id.bytes, version),
    )


def open_body(
    sealed: bytes | memoryview, *, conversation_id: uuid.UUID, message_id: uuid.UUID, version: int
) -> str:
    """The text; empty for a body that is no more (a tombstone)."""
    raw = bytes(sealed)
    if not raw:
        return ""
    return open_sealed(
        raw,
        key_of=partial(conversation_key, conversation_id),
        bound_to=additional_data("messages", conversation_id.bytes, message_id.bytes, version),
    ).decode()
