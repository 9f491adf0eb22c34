"""What an emoji of a space may be: its name, and the picture by its bytes."""

import re
from typing import Final

TYPES: Final = frozenset({"image/png", "image/gif", "image/webp", "image/jpeg"})
"""Media types of its picture."""
_NAME = re.compile(r"[a-z0-9_]{2,32}")
_GIF_IMAGE, _GIF_EXTENSION, _GIF_END = 0x2C, 0x21, 0x3B


def clean_emoji_name(text: str) -> str:
    """A name without the colons around it; ValueError."""
    name = text.strip().strip(":")
    if not _NAME.fullmatch(name):
        raise ValueError("Use 2 to 32 letters (a-z), digits and underscores.")
    return name


def is_animated(data: bytes, *, mime_type: str) -> bool:
    """Whether a whole picture moves: a GIF of several frames, a WebP or PNG that says so. What is
    cut short does not.
    """
    if mime_type == "image/gif":
        return _gif_frames(data, at_most=2) > 1
    if mime_type == "image/webp":
        # The extended header comes first, with a flag for animation.
        return data[12:16] == b"VP8X" and len(data) > 20 and bool(data[20] & 0x02)
    # A PNG says so ahead of its first pixels.
    return mime_type == "image/png" and b"acTL" in data.partition(b"IDAT")[0]


def _gif_frames(data: bytes, *, at_most: int) -> int:
    """How many frames there are, counted up to so many (GIF89a, sections 18 to 27)."""
    frames = 0
    try:
        at = 13 + _gif_colours(data[10])
        while frames < at_most and data[at] != _GIF_END:
            if data[at] == _GIF_IMAGE:
                frames += 1
                at = _behind_blocks(data, at + 11 + _gif_colours(data[at + 9]))
            elif data[at] == _GIF_EXTENSION:
                at = _behind_blocks(data, at + 2)
            else:
                return frames
    except IndexError:
        return frames
    return frames


def _gif_colours(flags: int) -> int:
    """The bytes of the colour table that flags announce."""
    return 3 << ((flags & 0x07) + 1) if flags & 0x80 else 0


def _behind_blocks(data: bytes, at: int) -> int:
    while size := data[at]:
        at += size + 1
    return at + 1
