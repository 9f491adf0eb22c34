"""The master keys (KEKs), which wrap data keys (DEKs) by RFC 3394.

`CHATTY_ENCRYPTION_KEYS` holds `id:base64` pairs, comma-separated; the first wraps, all unwrap.
Rotation: put a new pair in front, rewrap, drop the old one. A wrapped key is `id u16 | 40 bytes`.
"""

import base64
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)
from django.conf import settings

KEY_BYTES = 32
_WRAPPED_BYTES = 2 + KEY_BYTES + 8


class KeyUnavailable(Exception):  # noqa: N818 - named for what is missing
    """A wrapped key names a master key that this ring does not hold, or does not open with it."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """Master keys by id; `primary` wraps new keys."""

    primary: int
    keys: dict[int, bytes] = field(repr=False)

    def wrap(self, key: bytes) -> bytes:
        """Wrap a data key with the primary master key."""
        return struct.pack(">H", self.primary) + aes_key_wrap(self.keys[self.primary], key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key, or KeyUnavailable."""
        if len(wrapped) < _WRAPPED_BYTES:
            raise KeyUnavailable("The wrapped key is cut short.")
        key_id = struct.unpack_from(">H", wrapped)[0]
        master = self.keys.get(key_id)
        if master is None:
            raise KeyUnavailable(f"Master key {key_id} is not in CHATTY_ENCRYPTION_KEYS.")
        try:
            return aes_key_unwrap(master, wrapped[2:])
        except InvalidUnwrap:
            raise KeyUnavailable(f"Master key {key_id} does not open this key.") from None

    def unwrap_many(self, wrapped: Sequence[bytes]) -> list[bytes | None]:
        """`unwrap` of each, None for what is not available."""
        return [self._available(one) for one in wrapped]

    def _available(self, wrapped: bytes) -> bytes | None:
        try:
            return self.unwrap(wrapped)
        except KeyUnavailable:
            return None


def read_keyring(text: str) -> Keyring:
    """Parse `CHATTY_ENCRYPTION_KEYS`; ValueError says what is wrong, without showing a key."""
    keys: dict[int, bytes] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        name, _, encoded = pair.partition(":")
        if not name.isdecimal() or not 1 <= int(name) <= 65_535:
            raise ValueError(
                "CHATTY_ENCRYPTION_KEYS: each key is `id:base64` with an id from 1 to 65535."
            )
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:  # binascii's too, and its bare one for what is not ASCII
            raise ValueError(f"CHATTY_ENCRYPTION_KEYS: key {name} is not base64.") from None
        if len(key) != KEY_BYTES:
            raise ValueError(f"CHATTY_ENCRYPTION_KEYS: key {name} is not {KEY_BYTES} bytes.")
        if int(name) in keys:
            raise ValueError(f"CHATTY_ENCRYPTION_KEYS: key {name} stands twice.")
        keys[int(name)] = key
    if not keys:
        raise ValueError(
            "CHATTY_ENCRYPTION_KEYS holds no key. bin/up makes one; see docs/configuration.md."
        )
    return Keyring(primary=next(iter(keys)), keys=keys)


def installed_keyring() -> Keyring:
    """This installation's keys; KeyUnavailable in a process that was given none."""
    found: Keyring | None = settings.KEYRING
    if found is None:
        raise KeyUnavailable("Set CHATTY_ENCRYPTION_KEYS. bin/up makes one in its data folder.")
    return found


def new_data_key() -> bytes:
    """A fresh AES-256 key."""
    return os.urandom(KEY_BYTES)
