"""The process in which one file is read: `python -I child.py '{"task": …}'`.

It gets the bytes of the file by asking for them on its standard output, a range at a time, and
being handed them on its standard input; what it finds it says the same way. Before the first byte
of the file is looked at the process has given up everything else: it can open no file and no
socket, start nothing, and has little memory and time. Whoever takes it over has gained nothing.

The wire: `R` offset (8 bytes) length (4) asks, and is answered by a length (4) and as many bytes.
`L` and `A` with a length (4) and JSON say where the file tells a place, and all else; pictures
follow the latter as they are.
"""

import base64
import contextlib
import importlib
import io
import json
import os
import resource
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

# Started by its path, so that it finds nothing but the library and this project.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from attachments.parsing.bounds import Bounds, RefusedError
from attachments.parsing.findings import Findings
from attachments.parsing.locations import find_locations

_BUFFER_BYTES = 262_144
_LIBRARY_MISSING = 3


class _Remote(io.RawIOBase):
    """The file, as far as the other side hands it over."""

    def __init__(self, size: int) -> None:
        self._size, self._at = size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("There is nothing before the beginning.")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), max(0, self._size - self._at), _BUFFER_BYTES)
        if not wanted:
            return 0
        _say(b"R" + struct.pack(">QI", self._at, wanted))
        (length,) = struct.unpack(">I", _hear(4))
        buffer[:length] = _hear(length)
        self._at += length
        return int(length)


def main() -> int:
    """Read one file and end."""
    work = json.loads(sys.argv[1])
    bounds = Bounds(**work["bounds"])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (bounds.memory_bytes, bounds.memory_bytes))
    # The first is a signal that says why, the second the end.
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.cpu_seconds, bounds.cpu_seconds + 1))
    try:
        read = _reader(work["task"], work["mime_type"], bounds)
    except ImportError:
        return _LIBRARY_MISSING
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # Standard input, output and errors are there; nothing else can be opened, not even a socket.
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    file = io.BufferedReader(_Remote(work["size"]), _BUFFER_BYTES)
    if work["wants_locations"]:
        patches = [
            (offset, base64.b64encode(data).decode())
            for offset, data in find_locations(file, work["mime_type"])
        ]
        _tell(b"L", {"patches": patches})
        file.seek(0)
    try:
        _answer(read(file))
    except RefusedError as refusal:
        _tell(b"A", {"refused": str(refusal)})
    except (MemoryError, RecursionError):
        _tell(b"A", {"refused": "too_large"})
    except Exception as caught:  # noqa: BLE001 - a library's surprise is one about this file
        _tell(b"A", {"refused": "broken", "error": f"{type(caught).__name__}: {caught}"[:500]})
    return 0


def _reader(task: str, mime_type: str, bounds: Bounds) -> Callable[[BinaryIO], Findings]:
    """What reads a file of this kind; loaded now, for later it could not be."""
    if task == "none":
        return lambda _file: Findings()
    pictures = importlib.import_module("attachments.parsing.pictures")
    pictures.prepare()
    if task == "document":
        documents = importlib.import_module("attachments.parsing.documents")
        return lambda file: documents.read_document(file, bounds)
    if task == "recording":
        recordings = importlib.import_module("attachments.parsing.recordings")
        recordings.prepare()
        return lambda file: recordings.read_recording(file, mime_type, bounds)
    return lambda file: pictures.read_picture(file, mime_type, bounds)


def _answer(found: Findings) -> None:
    head = {
        "width": found.width,
        "height": found.height,
        "duration": found.duration,
        "waveform": _as_text(found.waveform),
        "thumbhash": _as_text(found.thumbhash),
        "has_video": found.has_video,
        "pictures": [
            (picture.kind, picture.width, picture.height, len(picture.data))
            for picture in found.pictures
        ],
    }
    _tell(b"A", head)
    for picture in found.pictures:
        _say(picture.data)


def _as_text(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _tell(kind: bytes, told: dict[str, Any]) -> None:
    raw = json.dumps(told).encode()
    _say(kind + struct.pack(">I", len(raw)) + raw)


def _say(data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(1, left) :]


def _hear(length: int) -> bytes:
    heard = b""
    while len(heard) < length:
        more = os.read(0, length - len(heard))
        if not more:
            # Nobody is there any more who would want to know.
            os._exit(0)
        heard += more
    return heard


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        code = main()
        # Without the libraries' own farewells, which may want what was given up.
        os._exit(code)
