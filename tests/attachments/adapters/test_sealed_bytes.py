"""Sealed files: read from anywhere, and by nobody who has changed them."""

import random
import uuid
from pathlib import Path

import pytest

from attachments.adapters.disk import DiskStorage
from attachments.adapters.sealed_bytes import PartSealer, read_sealed, seal_whole
from attachments.adapters.storage import NotStoredError
from attachments.rules.sealed_parts import (
    CHUNK_BYTES,
    PART_BYTES,
    PREFIX_BYTES,
    SEALED_CHUNK_BYTES,
    SEALED_PART_BYTES,
    part_length,
    parts_of,
    sealed_size,
)
from chatty.core.encryption.envelope import SealBroken

KEY, BLOB, NAME = bytes(range(32)), uuid.UUID(int=7), "ab" * 24
SIZES = [1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, PART_BYTES, PART_BYTES + 5]


def sealed(data: bytes, *, key: bytes = KEY, blob_id: uuid.UUID = BLOB) -> bytes:
    """All parts, each fed in pieces of another size."""
    found = b""
    for number in range(1, parts_of(len(data)) + 1):
        sealer = PartSealer(key, blob_id, size=len(data), number=number)
        start = (number - 1) * PART_BYTES
        part = data[start : start + part_length(len(data), number)]
        for at in range(0, len(part), 100_003):
            found += sealer.feed(part[at : at + 100_003])
        found += sealer.finish()
    return found


@pytest.fixture
def storage(tmp_path: Path) -> DiskStorage:
    return DiskStorage(tmp_path)


def read(storage: DiskStorage, size: int, start: int = 0, end: int | None = None) -> bytes:
    stop = size if end is None else end
    pieces = read_sealed(storage, NAME, key=KEY, blob_id=BLOB, size=size, start=start, end=stop)
    return b"".join(pieces)


@pytest.mark.parametrize("size", SIZES)
def test_every_range_is_what_was_sealed(storage: DiskStorage, size: int) -> None:
    dice = random.Random(size)
    data = dice.randbytes(size)
    stored = sealed(data)
    assert len(stored) == sealed_size(size)
    storage.put(NAME, stored)
    assert read(storage, size) == data
    edges = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, PART_BYTES - 1, PART_BYTES, size - 1, size]
    places = sorted({at for at in edges if 0 <= at <= size} | {dice.randrange(size)})
    for start in places:
        for end in places:
            if start < end:
                assert read(storage, size, start, end) == data[start:end]


def test_what_was_changed_cut_or_moved_does_not_open(storage: DiskStorage) -> None:
    size = PART_BYTES + 3 * CHUNK_BYTES + 7
    data = random.Random(1).randbytes(size)
    good = sealed(data)
    first, second = good[:SEALED_PART_BYTES], good[SEALED_PART_BYTES:]
    chunks = [
        second[PREFIX_BYTES + at : PREFIX_BYTES + at + SEALED_CHUNK_BYTES]
        for at in range(0, len(second) - PREFIX_BYTES, SEALED_CHUNK_BYTES)
    ]
    swapped = first + second[:PREFIX_BYTES] + b"".join([chunks[1], chunks[0], *chunks[2:]])
    flipped = bytearray(good)
    flipped[SEALED_PART_BYTES + 50] ^= 1
    for bad in (
        swapped,
        bytes(flipped),
        # Another file's part, another key's, and the parts of this one in another order.
        first + sealed(data, blob_id=uuid.UUID(int=8))[SEALED_PART_BYTES:],
        first + sealed(data, key=bytes(32))[SEALED_PART_BYTES:],
        first + first[: len(second)],
    ):
        storage.put(NAME, bad)
        assert read(storage, size, 0, 10) == data[:10]
        with pytest.raises(SealBroken):
            read(storage, size)
    storage.put(NAME, good[:-SEALED_CHUNK_BYTES])
    with pytest.raises(NotStoredError):
        read(storage, size)
    # Cut at the end of a chunk, and said to be that short: the last chunk says that it is not.
    storage.put(NAME, good[: SEALED_PART_BYTES + PREFIX_BYTES + SEALED_CHUNK_BYTES])
    with pytest.raises(SealBroken):
        read(storage, PART_BYTES + CHUNK_BYTES)


def test_the_same_bytes_never_look_the_same() -> None:
    assert seal_whole(b"hello", key=KEY, blob_id=BLOB) != seal_whole(
        b"hello", key=KEY, blob_id=BLOB
    )
