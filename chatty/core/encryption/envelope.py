"""Sealed bytes: `0x01 | key version u16 | nonce 12 | AES-256-GCM(text)`.

The additional data names table, owner, row and version, so a sealed body that is copied to
another place does not open there. Source: NIST SP 800-38D; random 96-bit nonces.
"""

import os
import struct
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 0x01
NONCE_BYTES = 12
_HEADER = struct.Struct(">BH")


class SealBroken(Exception):  # noqa: N818 - named for what happened
    """Sealed bytes that do not open: changed, moved, or of an unknown format."""


def additional_data(*parts: bytes | str | int) -> bytes:
    """Length-prefixed parts, so that no two lists of parts give the same bytes."""
    pieces = []
    for part in parts:
        raw = part if isinstance(part, bytes) else str(part).encode()
        pieces.append(struct.pack(">I", len(raw)) + raw)
    return b"".join(pieces)


def seal(text: bytes, *, key: bytes, key_version: int, bound_to: bytes) -> bytes:
    """Seal `text` with a data key; `bound_to` comes from `additional_data`."""
    nonce = os.urandom(NONCE_BYTES)
    return _HEADER.pack(FORMAT, key_version) + nonce + AESGCM(key).encrypt(nonce, text, bound_to)


def sealed_key_version(sealed: bytes) -> int:
    """Which version of the data key opens these bytes."""
    if len(sealed) < _HEADER.size + NONCE_BYTES + 16:
        raise SealBroken("The sealed bytes are too short.")
    form, version = _HEADER.unpack_from(sealed)
    if form != FORMAT:
        raise SealBroken(f"Unknown format {form}.")
    return int(version)


class Opener:
    """Opens what the versions of one data key sealed; each is fetched and set up once."""

    def __init__(self, key_of: Callable[[int], bytes]) -> None:
        self._key_of = key_of
        self._ciphers: dict[int, AESGCM] = {}

    def open(self, sealed: bytes, *, bound_to: bytes) -> bytes:
        """The text; SealBroken when it does not open."""
        version = sealed_key_version(sealed)
        cipher = self._ciphers.get(version)
        if cipher is None:
            cipher = self._ciphers[version] = AESGCM(self._key_of(version))
        start = _HEADER.size + NONCE_BYTES
        try:
            return cipher.decrypt(sealed[_HEADER.size : start], sealed[start:], bound_to)
        except InvalidTag:
            raise SealBroken("The sealed bytes do not open in this place.") from None


def open_sealed(sealed: bytes, *, key_of: Callable[[int], bytes], bound_to: bytes) -> bytes:
    """The text; `key_of(version)` gives the data key. SealBroken when it does not open."""
    return Opener(key_of).open(sealed, bound_to=bound_to)
