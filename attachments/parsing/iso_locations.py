"""Where in ISO media stands where they were taken.

Sources: ISO/IEC 14496-12 §4.2 (boxes), §8.10 and 3GPP TS 26.244 §8 (`udta`, `loci`), §8.11.3 and
§8.11.6 (`iloc`, `iinf`), ISO/IEC 23008-12 annex A (Exif in HEIF), and Apple's QuickTime File Format
(`©xyz`, and `mdta` keys such as `com.apple.quicktime.location.ISO6709`).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from attachments.rules.location import Patch, blank_tiff, blank_xmp

_MOST_BOXES: Final = 4_096
_MOST_BYTES: Final = 4_194_304
_PLACES: Final = (b"\xa9xyz", b"loci")
_FREE: Final = b"free"


@dataclass(frozen=True, slots=True)
class _Box:
    name: bytes
    # Of the box, of what is in it, and after it.
    start: int
    inner: int
    end: int


def find_in_movie(file: BinaryIO) -> Iterator[Patch]:
    """Of the movie and of each of its tracks."""
    for movie in _children(file, 0, _size(file), b"moov"):
        for holder in (movie, *_children(file, movie.inner, movie.end, b"trak")):
            yield from _in_holder(file, holder)


def _in_holder(file: BinaryIO, holder: _Box) -> Iterator[Patch]:
    metas = list(_children(file, holder.inner, holder.end, b"meta"))
    for data in _children(file, holder.inner, holder.end, b"udta"):
        metas += _children(file, data.inner, data.end, b"meta")
        for place in _children(file, data.inner, data.end, *_PLACES):
            yield place.start + 4, _FREE
            yield place.inner, bytes(min(place.end - place.inner, _MOST_BYTES))
    for meta in metas:
        yield from _in_keys(file, meta)


def _in_keys(file: BinaryIO, meta: _Box) -> Iterator[Patch]:
    """The values of keys that speak of a location. In QuickTime's files boxes follow at once, in
    ISO's after four bytes.
    """
    for inner in (meta.inner, meta.inner + 4):
        wanted = {
            number.to_bytes(4)
            for keys in _children(file, inner, meta.end, b"keys")
            for number, name in _keys(file, keys)
            if b"location" in name.lower()
        }
        for values in _children(file, inner, meta.end, b"ilst") if wanted else ():
            for item in _children(file, values.inner, values.end, *wanted):
                for data in _children(file, item.inner, item.end, b"data"):
                    yield data.inner + 8, b" " * min(data.end - data.inner - 8, _MOST_BYTES)


def _keys(file: BinaryIO, box: _Box) -> Iterator[tuple[int, bytes]]:
    at = box.inner + 8
    for number in range(1, _MOST_BOXES):
        file.seek(at)
        head = file.read(8)
        if at + 8 > box.end or len(head) < 8:
            return
        length = int.from_bytes(head[:4])
        if not 8 <= length <= 1_024:
            return
        yield number, file.read(length - 8)
        at += length


def find_in_heif(file: BinaryIO) -> Iterator[Patch]:
    """In the items that hold Exif or XMP."""
    for meta in _children(file, 0, _size(file), b"meta"):
        names = dict(_items(file, meta))
        for item, start, length in _extents(file, meta):
            if names.get(item) not in (b"Exif", b"mime") or length > _MOST_BYTES:
                continue
            file.seek(start)
            data = file.read(length)
            if names[item] == b"mime":
                yield from blank_xmp(data, at=start)
                continue
            skip = 4 + int.from_bytes(data[:4])
            yield from blank_tiff(data[skip:], at=start + skip)


def _items(file: BinaryIO, meta: _Box) -> Iterator[tuple[int, bytes]]:
    """The type of each item, by its id."""
    for table in _children(file, meta.inner + 4, meta.end, b"iinf"):
        file.seek(table.inner)
        first = table.inner + (6 if file.read(1) == b"\0" else 8)
        for entry in _children(file, first, table.end, b"infe"):
            file.seek(entry.inner)
            data = file.read(16)
            # Version 3 has longer ids; those below 2 name no type.
            if data[0] == 2:
                yield int.from_bytes(data[4:6]), data[8:12]
            elif data[0] == 3:
                yield int.from_bytes(data[4:8]), data[10:14]


def _extents(file: BinaryIO, meta: _Box) -> Iterator[tuple[int, int, int]]:
    """Of each item that stands in the file itself: its id, where it starts, and its length."""
    for table in _children(file, meta.inner + 4, meta.end, b"iloc"):
        file.seek(table.inner)
        data = file.read(min(table.end - table.inner, _MOST_BYTES))
        version = data[0]
        widths = data[4] >> 4, data[4] & 15, data[5] >> 4, data[5] & 15 if version else 0
        if not {*widths} <= {0, 4, 8}:
            return
        numbers = _Numbers(data, at=6)
        wide = 4 if version == 2 else 2
        for _item in range(min(numbers.take(wide), _MOST_BOXES)):
            item = numbers.take(wide)
            method = numbers.take(2) & 15 if version else 0
            numbers.take(2)
            base = numbers.take(widths[2])
            for _extent in range(min(numbers.take(2), _MOST_BOXES)):
                numbers.take(widths[3])
                start, length = numbers.take(widths[0]), numbers.take(widths[1])
                if method == 0 and length:
                    yield item, base + start, length


class _Numbers:
    """Numbers one after the other; struct.error after the last."""

    def __init__(self, data: bytes, *, at: int) -> None:
        self._data, self._at = data, at

    def take(self, width: int) -> int:
        found = self._data[self._at : self._at + width]
        if len(found) < width:
            raise struct.error("The table is cut short.")
        self._at += width
        return int.from_bytes(found)


def _children(file: BinaryIO, start: int, end: int, *names: bytes) -> list[_Box]:
    """The boxes of these names that stand next to each other in such a place."""
    found: list[_Box] = []
    for _number in range(_MOST_BOXES):
        if start + 8 > end:
            break
        file.seek(start)
        head = file.read(16)
        size, name, inner = int.from_bytes(head[:4]), head[4:8], start + 8
        if size == 1:
            size, inner = int.from_bytes(head[8:16]), start + 16
        after = end if size == 0 else start + size
        if after < inner or after > end:
            break
        if name in names:
            found.append(_Box(name, start, inner, after))
        start = after
    return found


def _size(file: BinaryIO) -> int:
    return file.seek(0, 2)
