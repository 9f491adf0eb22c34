"""Names of files, as every system can keep them and nobody is fooled by them."""

import unicodedata
from typing import Final

NAMELESS: Final = "file"
_BYTES_AT_MOST: Final = 255
# An ending is no longer than this; what is longer behind a point belongs to the name.
_ENDING_BYTES: Final = 32
# What Windows refuses in a name.
_FORBIDDEN: Final = frozenset('<>:"|?*')
# What Windows takes for a device, whatever its ending.
_DEVICES: Final = frozenset(
    [
        *("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"),
        *(f"{name}{digit}" for name in ("COM", "LPT") for digit in "0123456789¹²³"),
    ]
)


def clean_file_name(text: str) -> str:
    """The name that a file keeps: NFC, no folders, no control, direction or zero-width signs, none
    that a file system refuses, at most 255 bytes with its ending. Never empty.
    """
    name = unicodedata.normalize("NFC", text.replace("\\", "/")).rpartition("/")[2]
    name = "".join(map(_clean_sign, name))
    # A space or a point at the end is lost on Windows, and with it what the name says it is.
    name = " ".join(name.split()).rstrip(". ")
    if not name.strip("._"):
        return NAMELESS
    if name.split(".")[0].rstrip().upper() in _DEVICES:
        name = f"_{name}"
    return _shorten(name)


def _clean_sign(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in {"Cc", "Cf", "Cs", "Cn"}:
        return ""
    if category in {"Zs", "Zl", "Zp"}:
        return " "
    return "_" if sign in _FORBIDDEN else sign


def _shorten(name: str) -> str:
    if len(name.encode()) <= _BYTES_AT_MOST:
        return name
    stem, point, ending = name.rpartition(".")
    if not stem or len(ending.encode()) > _ENDING_BYTES:
        stem, point, ending = name, "", ""
    room = _BYTES_AT_MOST - len(f"{point}{ending}".encode())
    # Cut between code points; what is left may end in a space or a point again.
    kept = stem.encode()[:room].decode(errors="ignore").rstrip(". ")
    return f"{kept}{point}{ending}"
