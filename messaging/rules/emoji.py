"""What counts as a reaction: one emoji of Unicode's RGI set, in NFC."""

import unicodedata
from functools import cache

from emoji import EMOJI_DATA, STATUS


@cache
def _rgi() -> frozenset[str]:
    """Fully qualified emoji. Skin tones and joined families are in it; bare modifiers are not."""
    qualified = STATUS["fully_qualified"]
    return frozenset(text for text, entry in EMOJI_DATA.items() if entry["status"] == qualified)


def clean_emoji(text: str) -> str:
    """The emoji in NFC; ValueError for anything else, two emoji and custom ones included."""
    emoji = unicodedata.normalize("NFC", text)
    if emoji.startswith("custom:"):
        raise ValueError("There is no such custom emoji here.")
    if emoji not in _rgi():
        raise ValueError("Use exactly one emoji.")
    return emoji
