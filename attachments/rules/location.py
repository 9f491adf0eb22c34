"""Where a picture was taken, within what cameras write of it: what to put in its place.

Nothing moves and nothing becomes shorter: the bytes that say it are blanked where they stand, so
that a file stays what it was in every other way. Sources: Exif 3.0 §4.6.3 (the GPS IFD), TIFF 6.0
§2, XMP part 2 §1.1 (`exif:GPS…`).
"""

import re
import struct
from collections.abc import Iterator
from typing import Final

type Patch = tuple[int, bytes]
"""At this offset, these bytes instead."""

_GPS_POINTER: Final = 0x8825
_MOST_FOLDERS, _MOST_ENTRIES = 16, 512
_WIDTHS: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_XMP_PROPERTY: Final = re.compile(rb"""[\w-]+:GPS\w*\s*=\s*(?:"[^"]*"|'[^']*')""", re.ASCII)
_XMP_ELEMENT: Final = re.compile(rb"<([\w-]+:GPS\w*)(?:\s[^<>]*)?>[^<]*</\1\s*>", re.ASCII)


def blank_tiff(data: bytes, *, at: int) -> list[Patch]:
    """What to blank in Exif data that stands at offset `at` of a file. Nothing for data that is no
    Exif, or says nothing of a place.
    """
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
    if order is None or len(data) < 8:
        return []
    (folder,) = struct.unpack_from(f"{order}I", data, 4)
    patches: list[Patch] = []
    for _number in range(_MOST_FOLDERS):
        entries = list(_entries(data, folder, order))
        for tag, _kind, _count, value in entries:
            if tag == _GPS_POINTER:
                (places,) = struct.unpack_from(f"{order}I", data, value)
                patches += [(at + start, bytes(n)) for start, n in _said(data, places, order)]
        after = folder + 2 + 12 * len(entries)
        if not entries or after + 4 > len(data):
            break
        (folder,) = struct.unpack_from(f"{order}I", data, after)
    return patches


def blank_xmp(packet: bytes, *, at: int) -> list[Patch]:
    """The same for an XMP packet: spaces for every property of the kind."""
    found = [*_XMP_PROPERTY.finditer(packet), *_XMP_ELEMENT.finditer(packet)]
    return [(at + match.start(), b" " * len(match.group())) for match in found]


def apply_patches(piece: bytes, patches: list[Patch], *, at: int) -> bytes:
    """A piece of a file that begins at offset `at`, with what of the patches falls into it."""
    changed = bytearray(piece)
    for offset, data in patches:
        start, end = max(offset, at), min(offset + len(data), at + len(piece))
        if start < end:
            changed[start - at : end - at] = data[start - offset : end - offset]
    return bytes(changed)


def _entries(data: bytes, folder: int, order: str) -> Iterator[tuple[int, int, int, int]]:
    """Tag, type, count, and where the value or its offset stands."""
    if folder + 2 > len(data):
        return
    (count,) = struct.unpack_from(f"{order}H", data, folder)
    for number in range(min(count, _MOST_ENTRIES)):
        entry = folder + 2 + 12 * number
        if entry + 12 > len(data):
            return
        yield (*struct.unpack_from(f"{order}HHI", data, entry), entry + 8)


def _said(data: bytes, folder: int, order: str) -> Iterator[tuple[int, int]]:
    """Where the words of such a folder stand, then the folder itself: start and length."""
    count = 0
    for _tag, kind, items, value in _entries(data, folder, order):
        count += 1
        length = _WIDTHS.get(kind, 1) * items
        if length > 4:
            (start,) = struct.unpack_from(f"{order}I", data, value)
            if start + length <= len(data):
                yield start, length
    if folder + 2 <= len(data):
        # A folder without entries.
        yield folder, min(2 + 12 * count, len(data) - folder)
