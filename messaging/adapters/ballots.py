"""Votes in anonymous polls at rest (docs/decisions/0019).

A ballot is found by a keyed hash of who cast it, and holds what they chose, sealed in one size.
Without the conversation's key a row tells neither; with it the program finds a person's own.
"""

import hmac
import uuid
from collections.abc import Collection
from functools import lru_cache, partial

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chatty.core.encryption.envelope import additional_data, open_sealed, seal
from conversations.queries.keys import conversation_key
from messaging.adapters.sealing import KEY_VERSION

# A choice holds one bit for each option, so `limits.poll_options_max` is at most 64.
_NAME_BYTES, _CHOICE_BYTES = 32, 8


def ballot_name(*, conversation_id: uuid.UUID, message_id: uuid.UUID, user_id: uuid.UUID) -> bytes:
    """By what one person's ballot in one poll is found: 32 bytes."""
    key = _naming_key(conversation_key(conversation_id, KEY_VERSION))
    return hmac.digest(key, additional_data(message_id.bytes, user_id.bytes), "sha256")


def seal_choice(
    options: Collection[int], *, conversation_id: uuid.UUID, message_id: uuid.UUID, name: bytes
) -> bytes:
    """What was chosen, as bits of one number, so that all ballots are of one size."""
    bits = sum(1 << (number - 1) for number in set(options))
    return seal(
        bits.to_bytes(_CHOICE_BYTES),
        key=conversation_key(conversation_id, KEY_VERSION),
        key_version=KEY_VERSION,
        bound_to=_place(conversation_id, message_id, name),
    )


def open_choice(
    sealed: bytes | memoryview, *, conversation_id: uuid.UUID, message_id: uuid.UUID, name: bytes
) -> frozenset[int]:
    """The options that were chosen."""
    raw = open_sealed(
        bytes(sealed),
        key_of=partial(conversation_key, conversation_id),
        bound_to=_place(conversation_id, message_id, name),
    )
    bits = int.from_bytes(raw)
    return frozenset(number for number in range(1, bits.bit_length() + 1) if bits >> number - 1 & 1)


def _place(conversation_id: uuid.UUID, message_id: uuid.UUID, name: bytes) -> bytes:
    return additional_data("poll_ballots", conversation_id.bytes, message_id.bytes, name)


@lru_cache(maxsize=256)
def _naming_key(key: bytes) -> bytes:
    """A key for names alone. Source: RFC 5869."""
    return HKDF(SHA256(), length=_NAME_BYTES, salt=None, info=b"poll ballots").derive(key)
