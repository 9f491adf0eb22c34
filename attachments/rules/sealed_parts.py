"""How sealed bytes lie in storage: format 1.

An object is a row of parts, each of `PART_BYTES` of what people put in, the last one shorter. A
part is a prefix made by chance, then chunks of `CHUNK_BYTES`, each sealed with AES-256-GCM: the
STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015), begun anew for each part. So
parts can be sealed alone, in any order and again, without a nonce that comes twice, and a range is
read by opening the chunks that it touches.

- nonce: prefix (7 bytes) | number of the chunk in its part (4) | 1 for the last chunk of the last
  part, else 0 (1);
- additional data: the format, the blob's id, the size of the whole, and the number of the part.
  What is cut off, moved, or taken from elsewhere does not open.
"""

import struct
import uuid
from typing import Final

CHUNK_BYTES: Final = 65_536
PART_BYTES: Final = 8_388_608
TAG_BYTES: Final = 16
PREFIX_BYTES: Final = 7
CHUNKS_PER_PART: Final = PART_BYTES // CHUNK_BYTES
SEALED_CHUNK_BYTES: Final = CHUNK_BYTES + TAG_BYTES
SEALED_PART_BYTES: Final = PREFIX_BYTES + CHUNKS_PER_PART * SEALED_CHUNK_BYTES
_FORMAT: Final = b"chatty file 1"


def parts_of(size: int) -> int:
    """In how many parts a file of `size` bytes goes."""
    return max(1, -(-size // PART_BYTES))


def part_length(size: int, number: int) -> int:
    """How many bytes part `number`, from 1, of a file of `size` bytes has."""
    return min(PART_BYTES, size - (number - 1) * PART_BYTES)


def chunks_of(size: int) -> int:
    """In how many chunks so many bytes of a part go."""
    return -(-size // CHUNK_BYTES)


def sealed_size(size: int) -> int:
    """How many bytes a file of `size` bytes takes when it is sealed."""
    return parts_of(size) * PREFIX_BYTES + size + chunks_of(size) * TAG_BYTES


def sealed_chunk_offset(part: int, chunk: int) -> int:
    """Where chunk `chunk`, from 0, of part `part`, from 1, begins in the object."""
    return (part - 1) * SEALED_PART_BYTES + PREFIX_BYTES + chunk * SEALED_CHUNK_BYTES


def nonce_of(prefix: bytes, chunk: int, *, is_last: bool) -> bytes:
    """The nonce of a chunk; `is_last`: of the whole file."""
    return prefix + struct.pack(">IB", chunk, is_last)


def bound_to(blob_id: uuid.UUID, *, size: int, part: int) -> bytes:
    """The additional data of every chunk of a part."""
    return _FORMAT + blob_id.bytes + struct.pack(">QI", size, part)
