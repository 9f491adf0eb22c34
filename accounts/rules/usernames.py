"""Which usernames are allowed, and which look like another one.

The alphabet is plain ASCII, so the look-alikes are few: the classes below follow the idea of the
skeleton of Unicode Technical Standard 39 §4, cut down to `a-z 0-9 _ . -`.
"""

import re

from chatty.core.limits import limits

_ALPHABET = re.compile(r"[a-z0-9_.-]+")
_SEPARATORS = re.compile(r"[_.-]")
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_SINGLES = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b"})

# Words that address a group of people in a message.
_ADDRESSES = frozenset({"all", "channel", "everyone", "here", "online"})
# Words that claim authority; their look-alikes are refused too.
_AUTHORITIES = (
    "admin",
    "administrator",
    "chatty",
    "help",
    "moderator",
    "official",
    "owner",
    "root",
    "security",
    "staff",
    "support",
    "system",
)


def clean_username(text: str) -> str:
    """The username as it is stored, in lower case. ValueError says what is wrong with it."""
    name = text.strip().lower() if text.isascii() else text
    if not limits.username_min <= len(name) <= limits.username_max:
        raise ValueError(f"Use {limits.username_min} to {limits.username_max} characters.")
    if not _ALPHABET.fullmatch(name):
        raise ValueError("Use only letters a to z, digits, dot, dash and underscore.")
    return name


def username_skeleton(username: str) -> str:
    """What a username looks like: two names with one skeleton can be taken for each other."""
    shape = _SEPARATORS.sub("", username)
    for pair, single in _PAIRS:
        shape = shape.replace(pair, single)
    return shape.translate(_SINGLES)


_AUTHORITY_SHAPES = frozenset(username_skeleton(word) for word in _AUTHORITIES)


def is_address_word(username: str) -> bool:
    """Whether `@username` would address a group."""
    return username in _ADDRESSES


def claims_authority(username: str) -> bool:
    """Whether a username poses as those who run the server."""
    return username_skeleton(username) in _AUTHORITY_SHAPES
