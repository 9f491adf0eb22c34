"""Asking clamd whether a file is harmful: its command INSTREAM, over a socket of the machine or the
network. Source: clamd(8), ClamAV 1.4.

Whatever is not a clear answer is none: a file is clean only when clamd says so.
"""

import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from chatty.core.limits import limits

_PIECE_BYTES: Final = 65_536
_ANSWER_BYTES: Final = 4_096


class ScannerAwayError(Exception):
    """The scanner cannot be reached, or does not answer as one."""


class ScannerRefusedError(Exception):
    """The scanner does not look at this file: too large for its settings, for one."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`found`: what clamd calls it; empty for a clean file."""

    found: str

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.found


def has_scanner() -> bool:
    """Whether `CHATTY_CLAMD` names one."""
    return settings.CLAMD is not None


def scan(pieces: Iterable[bytes]) -> Verdict:
    """What clamd says of a file, handed over a piece at a time. ScannerAwayError,
    ScannerRefusedError; what reading the pieces raises passes.
    """
    connection = _connect()
    with connection:
        _send(connection, b"zINSTREAM\0")
        # It hangs up on what is too large, and says so.
        is_taken = all(_hand_over(connection, piece) for piece in pieces)
        if is_taken:
            _hand_over(connection, b"")
        return _read_answer(_receive(connection))


def _connect() -> socket.socket:
    place: Any = settings.CLAMD
    try:
        if not isinstance(place, str):
            return socket.create_connection(place, timeout=limits.scan_silence_seconds)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(limits.scan_silence_seconds)
        try:
            connection.connect(place)
        except OSError:
            connection.close()
            raise
    except OSError as error:
        raise ScannerAwayError(f"clamd cannot be reached: {error.strerror or error}.") from None
    return connection


def _send(connection: socket.socket, data: bytes) -> None:
    try:
        connection.sendall(data)
    except OSError as error:
        raise ScannerAwayError(f"clamd hung up: {error.strerror or error}.") from None


def _hand_over(connection: socket.socket, piece: bytes) -> bool:
    """Whether clamd takes more; an empty piece is the end."""
    for at in range(0, max(1, len(piece)), _PIECE_BYTES):
        part = piece[at : at + _PIECE_BYTES]
        try:
            connection.sendall(struct.pack(">I", len(part)) + part)
        except (BrokenPipeError, ConnectionResetError):
            return False
        except OSError as error:
            raise ScannerAwayError(f"clamd hung up: {error.strerror or error}.") from None
    return True


def _receive(connection: socket.socket) -> str:
    heard = b""
    try:
        while b"\0" not in heard and len(heard) < _ANSWER_BYTES:
            more = connection.recv(_ANSWER_BYTES)
            if not more:
                break
            heard += more
    except OSError as error:
        raise ScannerAwayError(f"clamd does not answer: {error.strerror or error}.") from None
    return heard.partition(b"\0")[0].decode(errors="replace").strip()


def _read_answer(answer: str) -> Verdict:
    if answer == "stream: OK":
        return Verdict("")
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Verdict(answer.removeprefix("stream: ").removesuffix(" FOUND")[:200] or "unnamed")
    if "size limit exceeded" in answer:
        raise ScannerRefusedError(answer[:200])
    raise ScannerAwayError(f"clamd said {answer[:200]!r}.")
