"""Having a file read in a process of its own (`attachments.parsing.child`), which is believed in
nothing but what it found.

No copy of the file is made: the child asks for the bytes that it needs, and they are opened as it
asks. A file that takes it down takes nothing else.
"""

import base64
import json
import logging
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Final

from attachments.parsing.bounds import Bounds
from attachments.parsing.findings import Findings, Picture
from attachments.rules.location import Patch
from chatty.core.limits import limits

log = logging.getLogger(__name__)

_CHILD: Final = Path(__file__).resolve().parent.parent / "parsing" / "child.py"
_LIBRARY_MISSING: Final = 3
# More than this no honest child asks for or says.
_ASKED_BYTES, _SAID_BYTES = 1_048_576, 8_388_608
_PICTURES: Final = frozenset({"thumb_small", "thumb_large", "poster", "page"})

type Reader = Callable[[int, int], Iterator[bytes]]
"""The bytes of a file from a start to before an end."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What is known of a file. `refused`: a word for why it was not read; `findings` is None then.
    `locations`: what to blank, so that it no longer says where it was taken.
    """

    findings: Findings | None
    refused: str = ""
    locations: list[Patch] = field(default_factory=list)


class ParserStoppedError(Exception):
    """The child ended before it was done, and may do better another time."""


def task_of(mime_type: str) -> str:
    """How a file of this type is read; `none` for types of which there is nothing to show."""
    if mime_type in ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"):
        return "picture"
    if mime_type == "application/pdf":
        return "document" if find_spec("pypdfium2") else "none"
    is_recording = mime_type.startswith(("video/", "audio/")) and mime_type != "video/x-matroska"
    return "recording" if is_recording and find_spec("av") else "none"


def examine_file(
    read: Reader, *, size: int, mime_type: str, task: str, wants_locations: bool
) -> Examined:
    """Read a file of `size` bytes as `task` says. ParserStoppedError where it took too long by the
    clock, or something else ended it; what takes too much of anything else is refused. What `read`
    raises passes.
    """
    work = {
        "task": task,
        "mime_type": mime_type,
        "size": size,
        "wants_locations": wants_locations,
        "bounds": asdict(_bounds()),
    }
    # Nothing of our own environment: it holds keys.
    process = subprocess.Popen(  # noqa: S603 - our own program, and no shell
        [sys.executable, "-I", str(_CHILD), json.dumps(work)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
        close_fds=True,
        cwd="/",
        bufsize=0,
    )
    # Whatever waits for the child goes on when it is gone.
    clock = threading.Timer(limits.parser_seconds, process.kill)
    clock.start()
    conversation = _Conversation(process, read, size)
    try:
        return conversation.listen()
    except _HungUp:
        return conversation.explain()
    finally:
        clock.cancel()
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


class _HungUp(Exception):  # noqa: N818 - it says what happened, and nobody else sees it
    """The child says nothing more, or nonsense."""


class _Conversation:
    """With one child, from its side of the wire seen."""

    def __init__(self, process: subprocess.Popen[bytes], read: Reader, size: int) -> None:
        self._process, self._read, self._size = process, read, size
        assert process.stdin is not None  # noqa: S101 - asked for above
        assert process.stdout is not None  # noqa: S101 - the same
        self._to: IO[bytes] = process.stdin
        self._from: IO[bytes] = process.stdout
        self._locations: list[Patch] = []

    def listen(self) -> Examined:
        while True:
            said = self._hear(1)
            if said == b"R":
                self._hand_over()
            elif said == b"L":
                self._locations = [
                    (int(offset), base64.b64decode(data))
                    for offset, data in self._told().get("patches", [])
                ]
            elif said == b"A":
                return self._found(self._told())
            else:
                raise _HungUp

    def explain(self) -> Examined:
        """What the way it ended says of the file."""
        try:
            ended = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            # It went on talking, but not sense.
            ended = -signal.SIGABRT
        if ended in (-signal.SIGXCPU, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGABRT):
            return Examined(None, "too_large", self._locations)
        if ended == _LIBRARY_MISSING:
            return Examined(Findings(), locations=self._locations)
        raise ParserStoppedError(f"The process that reads the file ended with {ended}.")

    def _hand_over(self) -> None:
        start, length = struct.unpack(">QI", self._hear(12))
        if length > _ASKED_BYTES:
            raise _HungUp
        end = min(start + length, self._size)
        data = b"".join(self._read(start, end)) if start < end else b""
        self._say(struct.pack(">I", len(data)) + data)

    def _found(self, told: dict[str, Any]) -> Examined:
        if "refused" in told:
            if "error" in told:
                log.warning("attachments.parser_failed", extra={"reason": str(told["error"])[:500]})
            return Examined(None, str(told["refused"])[:64], self._locations)
        findings = Findings(
            width=_count(told["width"]),
            height=_count(told["height"]),
            duration=None if told["duration"] is None else float(told["duration"]),
            waveform=_bytes(told["waveform"]),
            thumbhash=_bytes(told["thumbhash"]),
            has_video=bool(told["has_video"]),
        )
        kinds = [picture[0] for picture in told["pictures"][: len(_PICTURES) + 1]]
        if len(kinds) > len(set(kinds)) or len(kinds) > len(_PICTURES):
            raise _HungUp
        for kind, width, height, length in told["pictures"]:
            if kind not in _PICTURES or not 0 < int(length) <= _SAID_BYTES:
                raise _HungUp
            data = self._hear(int(length))
            # Whoever is shown it is told that it is this, so it has to look like it.
            if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
                raise _HungUp
            findings.pictures.append(Picture(kind, int(width), int(height), data))
        return Examined(findings, locations=self._locations)

    def _told(self) -> dict[str, Any]:
        (length,) = struct.unpack(">I", self._hear(4))
        if length > 2 * _SAID_BYTES:
            raise _HungUp
        try:
            told = json.loads(self._hear(length))
        except ValueError:
            raise _HungUp from None
        if not isinstance(told, dict):
            raise _HungUp
        return told

    def _hear(self, length: int) -> bytes:
        heard = bytearray()
        while len(heard) < length:
            more = self._from.read(min(length - len(heard), _ASKED_BYTES))
            if not more:
                raise _HungUp
            heard += more
        return bytes(heard)

    def _say(self, data: bytes) -> None:
        left = memoryview(data)
        try:
            while left:
                left = left[os.write(self._to.fileno(), left) :]
        except BrokenPipeError:
            raise _HungUp from None


def _count(value: Any) -> int | None:
    return None if value is None else min(max(int(value), 0), 2**31 - 1)


def _bytes(value: Any) -> bytes | None:
    return None if value is None else base64.b64decode(value)


def _bounds() -> Bounds:
    return Bounds(
        pixels=limits.picture_pixels,
        frames=limits.picture_frames,
        streams=limits.media_streams,
        small_side=limits.thumbnail_small_pixels,
        large_side=limits.thumbnail_large_pixels,
        samples=limits.voice_waveform_samples,
        memory_bytes=limits.parser_memory_bytes,
        cpu_seconds=limits.parser_cpu_seconds,
    )
