"""What a file is, by its own bytes.

The table holds what is shown in a page, and what must not be taken for it. All else is handed over
to be saved, so that a name for it would change nothing: a library that knows a thousand formats
would only be a thousand ways to be wrong.
"""

import re
from typing import Final

from attachments.rules.kinds import KindName

UNKNOWN: Final = "application/octet-stream"
HEAD_BYTES: Final = 4_096
"""So many of a file's first bytes are looked at."""

_IMAGES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})
_VIDEOS: Final = frozenset({"video/mp4", "video/webm", "video/quicktime", "video/ogg"})
_AUDIOS: Final = frozenset(
    {
        "audio/mpeg", "audio/mp4", "audio/aac", "audio/ogg", "audio/webm", "audio/wav",
        "audio/flac",
    }
)  # fmt: skip
# Pictures and recordings that no browser shows, or that have no mark that the table knows.
_OTHER_PICTURES: Final = frozenset({"image/heic", "image/heif", "image/tiff"})
_OTHER_RECORDINGS: Final = frozenset({UNKNOWN, "video/x-matroska"})
INLINE_TYPES: Final = _IMAGES | _VIDEOS | _AUDIOS
"""What may be shown within a page: no document, nothing that runs."""
_SHOWN_AS: Final[dict[str, KindName]] = {
    **dict.fromkeys(_IMAGES, "image"),
    **dict.fromkeys(_VIDEOS, "video"),
    **dict.fromkeys(_AUDIOS, "audio"),
}
# Containers of either: what is in them the first bytes do not tell.
_EITHER: Final = {"video/mp4": "audio/mp4", "video/webm": "audio/webm", "video/ogg": "audio/ogg"}

# Of ISO media (MP4, MOV, HEIF), by the brand that comes after `ftyp`.
_BRANDS: Final = {
    b"avif": "image/avif", b"avis": "image/avif",
    b"heic": "image/heic", b"heix": "image/heic", b"hevc": "image/heic", b"hevx": "image/heic",
    b"mif1": "image/heif", b"msf1": "image/heif",
    b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"M4P ": "audio/mp4",
    b"qt  ": "video/quicktime",
}  # fmt: skip
_STARTS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ", "application/x-msdownload"),
    (b"#!", "text/x-script"),
)
# Formats that are one of the above within, which the bytes at the start do not tell apart; who says
# that it is one of these is believed, since nothing is ever shown of it.
_WITHIN: Final = {
    "application/zip": re.compile(
        r"application/(vnd\.(openxmlformats-officedocument|oasis\.opendocument)\.[\w.-]+"
        r"|epub\+zip|java-archive|vnd\.android\.package-archive|x-zip-compressed)"
    ),
    "application/x-ole-storage": re.compile(
        r"application/(msword|vnd\.ms-(excel|powerpoint|outlook))"
    ),
}
_PLAIN_TEXT: Final = frozenset({"text/plain", "text/csv", "text/markdown", "text/calendar"})
_MARKUP: Final = (
    (re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<script[\s>]", re.IGNORECASE),
     "text/html"),
    (re.compile(rb"<svg[\s>]", re.IGNORECASE), "image/svg+xml"),
    (re.compile(rb"\s*<\?xml\s", re.IGNORECASE), "application/xml"),
)  # fmt: skip


def found_type(head: bytes, *, declared: str) -> str:
    """The media type that a file's first `HEAD_BYTES` show; `declared` decides only between what
    bytes cannot tell apart and what is never shown anyhow. UNKNOWN for what the table has not.
    """
    for recognise in (_by_start, _by_container, _by_frames, _by_markup):
        if (found := recognise(head)) is not None:
            break
    else:
        return declared if declared in _PLAIN_TEXT and _is_text(head) else UNKNOWN
    if (within := _WITHIN.get(found)) is not None and within.fullmatch(declared):
        return declared
    if declared.startswith("audio/"):
        return _EITHER.get(found, found)
    return found


def declared_kind(mime_type: str) -> KindName:
    """What a file is said to be shown as; `file` for whatever is not one of the four."""
    if mime_type in _SHOWN_AS:
        return _SHOWN_AS[mime_type]
    # Browsers have several names for what is recorded and copied.
    family = mime_type.partition("/")[0]
    return family if family in ("video", "audio") else "file"  # type: ignore[return-value]  # two of its words


def shown_kind(found: str, *, declared: str) -> KindName | None:
    """How a file is shown that was said to be one thing and is another; None where it is not what
    it was said to be.

    What was said to be nothing in particular stays a file. A picture is a picture in whichever of
    its formats, and so are recordings; those that browsers do not show are files.
    """
    wanted = declared_kind(declared)
    if wanted == "file":
        is_picture = declared.startswith("image/")
        return None if is_picture and not _may_be_picture(found) else "file"
    shown = _SHOWN_AS.get(found)
    if shown is not None:
        return wanted if (wanted == "image") == (shown == "image") else None
    others = _OTHER_PICTURES if wanted == "image" else _OTHER_RECORDINGS
    return "file" if found in others else None


def _may_be_picture(found: str) -> bool:
    """Of formats that are not shown (TIFF, HEIC, RAW, SVG) few have a mark of their own."""
    return found.startswith("image/") or found in (UNKNOWN, "application/xml")


def _by_start(head: bytes) -> str | None:
    return next((name for start, name in _STARTS if head.startswith(start)), None)


def _by_container(head: bytes) -> str | None:
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if head[:4] == b"OggS":
        return "video/ogg" if b"\x80theora" in head[:128] else "audio/ogg"
    return None


def _by_brand(head: bytes) -> str:
    """By the first brand, then by those that it says it is compatible with."""
    length = min(int.from_bytes(head[:4]), 128)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, length, 4))]
    return next((_BRANDS[brand] for brand in brands if brand in _BRANDS), "video/mp4")


def _by_frames(head: bytes) -> str | None:
    """MPEG audio without a tag begins with a frame: eleven set bits, then what they may be."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return "audio/aac"
    is_valid = head[1] & 0x18 != 0x08 and head[1] & 0x06 and head[2] & 0xF0 != 0xF0
    return "audio/mpeg" if is_valid else None


def _by_markup(head: bytes) -> str | None:
    """What a browser could take for a document, wherever in its beginning that starts."""
    if not _is_text(head):
        return None
    return next((name for pattern, name in _MARKUP if pattern.search(head)), None)


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # The last code point may be cut.
        return error.end == len(head) and error.start > len(head) - 4
    return True
