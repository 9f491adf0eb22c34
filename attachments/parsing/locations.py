"""Where in a file stands where it was taken: in pictures (JPEG, PNG, WebP, TIFF) and in ISO media
(HEIC, AVIF, MP4, MOV; `attachments.parsing.iso_locations`).
"""

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from attachments.parsing.iso_locations import find_in_heif, find_in_movie
from attachments.rules.location import Patch, apply_patches, blank_tiff, blank_xmp

_MOST_CHUNKS: Final = 4_096
# More than this of what a camera says of a picture is not looked at.
_MOST_BYTES: Final = 4_194_304
_JPEG_XMP: Final = (b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0")
_PNG_TEXTS: Final = (b"XML:com.adobe.xmp\0", b"Raw profile type ")
# A chunk of nobody's, which every reader passes over.
_PNG_NOTHING: Final = b"zzXz"


def find_locations(file: BinaryIO, mime_type: str) -> list[Patch]:
    """What to blank in a file of this type. Nothing for types that hold no such thing, and for
    files that cannot be read.
    """
    finder = _FINDERS.get(mime_type)
    if finder is None:
        return []
    try:
        return list(finder(file))
    except (struct.error, ValueError):
        return []


def _in_jpeg(file: BinaryIO) -> Iterator[Patch]:
    """In its segments, up to where the picture begins."""
    at = 2
    for _number in range(_MOST_CHUNKS):
        file.seek(at)
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            return
        if head[1] == 0xFF:
            at += 1
            continue
        if head[1] == 0xDA:
            return
        length = int.from_bytes(head[2:])
        if length < 2:
            return
        if head[1] == 0xE1:
            yield from _in_application_segment(file.read(length - 2), at + 4)
        at += 2 + length


def _in_application_segment(data: bytes, at: int) -> list[Patch]:
    if data.startswith(b"Exif\0"):
        return blank_tiff(data[6:], at=at + 6)
    return blank_xmp(data, at=at) if data.startswith(_JPEG_XMP) else []


def _in_png(file: BinaryIO) -> Iterator[Patch]:
    at = 8
    for _number in range(_MOST_CHUNKS):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            return
        length, name = int.from_bytes(head[:4]), head[4:]
        if name in (b"eXIf", b"iTXt", b"zTXt", b"tEXt") and length <= _MOST_BYTES:
            data = file.read(length)
            changed = _clean_chunk(name, data)
            if changed is not None:
                checked = zlib.crc32(changed).to_bytes(4)
                yield at + 4, changed + checked
        at += 12 + length


def _clean_chunk(name: bytes, data: bytes) -> bytes | None:
    """The chunk as it is to be, of the same length; None where it may stay."""
    if name == b"eXIf":
        patches = blank_tiff(data, at=0)
    elif name == b"iTXt" and data.startswith(_PNG_TEXTS[0]) and data[18:19] == b"\0":
        patches = blank_xmp(data, at=0)
    elif data.startswith(_PNG_TEXTS):
        # Packed: what is in it is not looked for, and all of it goes.
        return _PNG_NOTHING + bytes(len(data))
    else:
        return None
    return name + apply_patches(data, patches, at=0) if patches else None


def _in_webp(file: BinaryIO) -> Iterator[Patch]:
    at = 12
    for _number in range(_MOST_CHUNKS):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            return
        length = int.from_bytes(head[4:], "little")
        if head[:4] == b"EXIF" and length <= _MOST_BYTES:
            data = file.read(length)
            # Some write the mark that stands before it in JPEG.
            skip = 6 if data.startswith(b"Exif\0\0") else 0
            yield from blank_tiff(data[skip:], at=at + 8 + skip)
        elif head[:4] == b"XMP " and length <= _MOST_BYTES:
            yield from blank_xmp(file.read(length), at=at + 8)
        at += 8 + length + length % 2


def _in_tiff(file: BinaryIO) -> Iterator[Patch]:
    """Its folders may stand anywhere in it, so larger ones are not looked at."""
    if file.seek(0, 2) <= 16 * _MOST_BYTES:
        file.seek(0)
        yield from blank_tiff(file.read(), at=0)


_FINDERS: Final = {
    "image/jpeg": _in_jpeg,
    "image/png": _in_png,
    "image/webp": _in_webp,
    "image/tiff": _in_tiff,
    "image/avif": find_in_heif,
    "image/heic": find_in_heif,
    "image/heif": find_in_heif,
    "video/mp4": find_in_movie,
    "video/quicktime": find_in_movie,
    "audio/mp4": find_in_movie,
}
