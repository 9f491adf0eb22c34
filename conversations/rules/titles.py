"""Titles and topics of conversations."""

import unicodedata

from accounts.rules.texts import is_visible

# Controls, line and paragraph separators, and what turns the direction of the text around it.
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_title(text: str, *, at_most: int) -> str:
    """The title in NFC without outer white space; ValueError says what is wrong with it."""
    title = unicodedata.normalize("NFC", text).strip()
    if not any(is_visible(character) for character in title):
        raise ValueError("Give it a name.")
    if len(title) > at_most:
        raise ValueError(f"Use at most {at_most} characters.")
    if any(c in _BIDI or unicodedata.category(c) in _HIDDEN_CATEGORIES for c in title):
        raise ValueError("Use no control or direction characters.")
    return title


def is_same_title(typed: str, title: str) -> bool:
    """Whether somebody who typed the first means the second: whatever the case, the number of
    spaces between words, and whether an accent is a letter's own or comes behind it.
    """
    return _heart_of(typed) == _heart_of(title)


def _heart_of(text: str) -> str:
    # Folding can take a letter apart again.
    folded = unicodedata.normalize("NFC", text).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def clean_topic(text: str, *, at_most: int) -> str:
    """The topic in NFC, lines kept; ValueError says what is wrong with it."""
    topic = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if len(topic) > at_most:
        raise ValueError(f"Use at most {at_most} characters.")
    if any(
        c in _BIDI or (unicodedata.category(c) in _HIDDEN_CATEGORIES and c != "\n") for c in topic
    ):
        raise ValueError("Use no control or direction characters.")
    return topic
