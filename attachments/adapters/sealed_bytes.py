"""Sealing and opening the bytes of a blob, a piece at a time (`attachments.rules.sealed_parts`)."""

import os
import uuid
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from attachments.adapters.storage import Storage
from attachments.rules.sealed_parts import (
    CHUNK_BYTES,
    CHUNKS_PER_PART,
    PREFIX_BYTES,
    SEALED_CHUNK_BYTES,
    SEALED_PART_BYTES,
    TAG_BYTES,
    bound_to,
    chunks_of,
    nonce_of,
    part_length,
    parts_of,
    sealed_chunk_offset,
)
from chatty.core.encryption.envelope import SealBroken


class PartSealer:
    """Seals one part of a file of `size` bytes. Every attempt at a part needs one of its own."""

    def __init__(self, key: bytes, blob_id: uuid.UUID, *, size: int, number: int) -> None:
        self._cipher = AESGCM(key)
        self._prefix = os.urandom(PREFIX_BYTES)
        self._bound_to = bound_to(blob_id, size=size, part=number)
        self._last = chunks_of(part_length(size, number)) - 1 if number == parts_of(size) else -1
        self._chunk = 0
        self._held = b""
        self._sealed = [self._prefix]

    def feed(self, data: bytes) -> bytes:
        """What can be stored, of all that has come so far."""
        self._held += data
        at = 0
        # A full chunk waits for what follows: if nothing does, it is the last.
        while len(self._held) - at > CHUNK_BYTES:
            self._seal(self._held[at : at + CHUNK_BYTES])
            at += CHUNK_BYTES
        self._held = self._held[at:]
        return self._take()

    def finish(self) -> bytes:
        """The rest, once the whole part has come."""
        if self._held:
            self._seal(self._held)
            self._held = b""
        return self._take()

    def _seal(self, chunk: bytes) -> None:
        nonce = nonce_of(self._prefix, self._chunk, is_last=self._chunk == self._last)
        self._sealed.append(self._cipher.encrypt(nonce, chunk, self._bound_to))
        self._chunk += 1

    def _take(self) -> bytes:
        sealed, self._sealed = b"".join(self._sealed), []
        return sealed


def seal_whole(data: bytes, *, key: bytes, blob_id: uuid.UUID) -> bytes:
    """A small object, of one part, as it is stored."""
    sealer = PartSealer(key, blob_id, size=len(data), number=1)
    return sealer.feed(data) + sealer.finish()


def read_sealed(
    storage: Storage,
    storage_key: str,
    *,
    key: bytes,
    blob_id: uuid.UUID,
    size: int,
    start: int,
    end: int,
) -> Iterator[bytes]:
    """The bytes from `start` to before `end`, in pieces of about `storage.piece_bytes`. SealBroken
    for bytes that are not those that were sealed here; StorageError.
    """
    cipher = AESGCM(key)
    at_once = max(1, storage.piece_bytes // CHUNK_BYTES)
    index, last = start // CHUNK_BYTES, (end - 1) // CHUNK_BYTES
    prefix, prefix_of = b"", 0
    while index <= last:
        part, chunk = index // CHUNKS_PER_PART + 1, index % CHUNKS_PER_PART
        count = min(at_once, last - index + 1, CHUNKS_PER_PART - chunk)
        if prefix_of != part:
            offset = (part - 1) * SEALED_PART_BYTES
            prefix, prefix_of = storage.read_at(storage_key, offset, PREFIX_BYTES), part
        here = part_length(size, part)
        length = min(here - chunk * CHUNK_BYTES, count * CHUNK_BYTES)
        sealed = storage.read_at(
            storage_key, sealed_chunk_offset(part, chunk), length + chunks_of(length) * TAG_BYTES
        )
        final = chunks_of(here) - 1 if part == parts_of(size) else -1
        bound = bound_to(blob_id, size=size, part=part)
        opened = b"".join(
            _open(cipher, sealed, number, nonce_of(prefix, chunk + number, is_last=is_final), bound)
            for number in range(chunks_of(length))
            for is_final in [chunk + number == final]
        )
        first = index * CHUNK_BYTES
        yield opened[max(0, start - first) : end - first]
        index += count


def _open(cipher: AESGCM, sealed: bytes, number: int, nonce: bytes, bound: bytes) -> bytes:
    at = number * SEALED_CHUNK_BYTES
    try:
        return cipher.decrypt(nonce, sealed[at : at + SEALED_CHUNK_BYTES], bound)
    except InvalidTag:
        raise SealBroken("The sealed bytes of a file do not open in their place.") from None


def read_plain(storage: Storage, storage_key: str, *, start: int, end: int) -> Iterator[bytes]:
    """The same of what is stored as it came."""
    while start < end:
        length = min(storage.piece_bytes, end - start)
        yield storage.read_at(storage_key, start, length)
        start += length
