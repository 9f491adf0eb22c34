"""Sealing and opening bodies with the conversation's key.

A body is bound to its table, conversation, message (or, for drafts, person) and version: copied
anywhere else it does not open.
"""

import uuid
from collections.abc import Sequence
from functools import lru_cache, partial

from chatty.core.encryption.envelope import Opener, additional_data, open_sealed, seal
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
    return BodyOpener(conversation_id).open(bytes(sealed), message_id.bytes, version)


class BodyOpener:
    """Opens the bodies of one conversation, many in a row."""

    def __init__(self, conversation_id: uuid.UUID) -> None:
        self._opener = Opener(partial(conversation_key, conversation_id))
        self._table = additional_data("messages", conversation_id.bytes)

    def open(self, sealed: bytes, message_id: bytes, version: int) -> str:
        """`open_body` of the message with the id of these 16 bytes."""
        if not sealed:
            return ""
        place = self._table + _ID_LENGTH + message_id + _version(version)
        return self._opener.open(sealed, bound_to=place).decode()


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


def seal_options(
    options: Sequence[str], *, conversation_id: uuid.UUID, message_id: uuid.UUID
) -> bytes:
    """The sealed texts of a poll's options, which never change; none of them holds a line break."""
    return _seal(
        "\n".join(options), conversation_id, _place("polls", conversation_id, message_id, 1)
    )


def open_options(
    sealed: bytes | memoryview, *, conversation_id: uuid.UUID, message_id: uuid.UUID
) -> list[str]:
    """The texts of a poll's options; none where there is no poll."""
    text = _open(sealed, conversation_id, _place("polls", conversation_id, message_id, 1))
    return text.split("\n") if text else []


_ID_LENGTH = additional_data(bytes(16))[:-16]


@lru_cache
def _version(number: int) -> bytes:
    return additional_data(number)


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
