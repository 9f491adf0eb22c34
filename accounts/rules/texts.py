"""What people write about themselves: names, status lines, bios."""

import unicodedata

# Embedding, override and isolate controls turn the text around them (CVE-2021-42574).
_BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
# Letters that Unicode calls visible and fonts draw as nothing.
_BLANK_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U000133fc")
_JOINERS = frozenset("\u200c\u200d")
_LINE_BREAK = "\n"


def clean_display_name(text: str, *, at_most: int) -> str:
    """A name of 1 to `at_most` code points in NFC. ValueError says what is wrong with it."""
    name = clean_line(text, at_most=at_most)
    if not name or not any(is_visible(character) for character in name):
        raise ValueError("Use at least one visible character.")
    return name


def clean_line(text: str, *, at_most: int) -> str:
    """One line of at most `at_most` code points in NFC, possibly empty. ValueError otherwise."""
    return _clean(text.strip(), at_most=at_most, keeps="")


def clean_paragraphs(text: str, *, at_most: int) -> str:
    """Text of at most `at_most` code points in NFC, line breaks as LF. ValueError otherwise."""
    return _clean(text.replace("\r\n", "\n").strip(), at_most=at_most, keeps=_LINE_BREAK)


def is_visible(character: str) -> bool:
    """Whether a code point leaves something on the screen by itself."""
    if character in _BLANK_LETTERS:
        return False
    return unicodedata.category(character) not in {
        "Zs",
        "Zl",
        "Zp",
        "Cc",
        "Cf",
        "Cn",
        "Co",
        "Mn",
        "Me",
    }


def _clean(text: str, *, at_most: int, keeps: str) -> str:
    for character in text:
        if character not in keeps and character not in _JOINERS:
            _check_character(character)
    text = unicodedata.normalize("NFC", text)
    if len(text) > at_most:
        raise ValueError(f"Use at most {at_most} characters.")
    return text


def _check_character(character: str) -> None:
    category = unicodedata.category(character)
    if category == "Cs":
        raise ValueError("The text holds half of a surrogate pair.")
    if character in _BIDI_CONTROLS:
        raise ValueError("Leave out characters that change the direction of writing.")
    if category in {"Cc", "Zl", "Zp"}:
        raise ValueError("Leave out control characters.")
