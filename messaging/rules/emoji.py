"""What counts as a reaction: one emoji of Unicode's RGI set, in NFC, or one of a space's own."""

import re
import unicodedata
from functools import cache
from typing import Final

from emoji import EMOJI_DATA, STATUS

NO_SUCH: Final = "There is no such custom emoji here."
_CUSTOM: Final = re.compile(r"custom:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@cache
def _rgi() -> frozenset[str]:
    """Fully qualified emoji. Skin tones and joined families are in it; bare modifiers are not."""
    qualified = STATUS["fully_qualified"]
    return frozenset(text for text, entry in EMOJI_DATA.items() if entry["status"] == qualified)


def is_custom(emoji: str) -> bool:
    """Whether it names an emoji of a space (`custom:<id>`)."""
    return emoji.startswith("custom:")


def clean_emoji(text: str) -> str:
    """The emoji in NFC, or `custom:<id>` of any emoji of a space; ValueError for anything else, two
    emoji included.
    """
    if is_custom(text):
        if not _CUSTOM.fullmatch(text):
            raise ValueError(NO_SUCH)
        return text
    emoji = unicodedata.normalize("NFC", text)
    if emoji not in _rgi():
        raise ValueError("Use exactly one emoji.")
    return emoji
