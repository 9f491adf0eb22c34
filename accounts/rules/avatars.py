"""Letters and colours that stand for people and groups without a picture.

The page draws the same ones (static/js/lib/person.js), so that somebody looks the same everywhere.
"""

import re

_BREAKS = re.compile(r"[\s._-]+")
_MASK = 0xFFFFFFFF


def initials(name: str) -> str:
    """One or two letters."""
    words = [word for word in _BREAKS.split(name) if word]
    first = words[0][0] if words else "?"
    last = words[-1][0] if len(words) > 1 else ""
    return (first + last).upper()


def colour_class(of_id: object) -> str:
    """`p1` to `p8`, always the same for an id."""
    # FNV-1a with a final mix: ids made in the same second differ in few characters.
    value = 0x811C9DC5
    for character in str(of_id):
        value = (value ^ ord(character)) * 0x01000193 & _MASK
    value = (value ^ value >> 15) * 0x85EBCA6B & _MASK
    return f"p{((value ^ value >> 13) & 7) + 1}"
