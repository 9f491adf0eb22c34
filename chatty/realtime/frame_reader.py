"""Frames from clients (RFC 6455, section 5): bytes in, whole messages and control frames out.

A message's size is known from its header, so one that is too big is refused before it is held,
and skipped, so that the closing handshake that follows is still understood. Pure: no socket.
"""

from collections.abc import Iterator

from chatty.realtime.deflate import DeflateError, TooBigError, inflate
from chatty.realtime.wire_frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT

PROTOCOL_ERROR = 1002
NOT_UTF8 = 1007
TOO_BIG = 1009

_CONTROLS = (CLOSE, PING, PONG)
_KNOWN = (CONTINUATION, TEXT, BINARY, *_CONTROLS)
_EXTENDED = {126: 2, 127: 8}
_MASK_BYTES = 4


class FrameError(Exception):
    """The peer broke the protocol, or sent too much. Close with `code`."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class FrameReader:
    """What one client sends. After TOO_BIG and NOT_UTF8 it reads on; after PROTOCOL_ERROR nobody
    knows where a frame begins, so all that follows is dropped.
    """

    __slots__ = (
        "_buffer",
        "_inflates",
        "_is_broken",
        "_is_deflated",
        "_max_bytes",
        "_needed",
        "_opcode",
        "_parts",
        "_skipped",
    )

    def __init__(self, *, max_bytes: int, inflates: bool) -> None:
        self._max_bytes = max_bytes
        self._inflates = inflates
        self._is_broken = False
        self._buffer = bytearray()
        # So many bytes must be there before it is worth looking again.
        self._needed = 0
        self._skipped = 0
        # Of a message in several frames: its kind and what came of it.
        self._opcode: int | None = None
        self._is_deflated = False
        self._parts: bytearray | None = None

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Opcode and payload of each message and control frame that is whole now. FrameError."""
        if self._is_broken:
            return
        self._buffer += data
        while True:
            if self._skipped:
                gone = min(self._skipped, len(self._buffer))
                del self._buffer[:gone]
                self._skipped -= gone
            if self._skipped or len(self._buffer) < max(self._needed, 2):
                return
            frame = self._take_frame()
            if frame is None:
                return
            first, payload = frame
            opcode = first & 0x0F
            if opcode in _CONTROLS:
                yield opcode, payload
            elif (message := self._add(first, payload)) is not None:
                yield message

    def _take_frame(self) -> tuple[int, bytes] | None:
        """The next frame's first byte and its payload, unmasked; None until it is whole."""
        buffer = self._buffer
        first, second = buffer[0], buffer[1]
        if (wrong := self._what_is_wrong(first, second)) is not None:
            self._is_broken = True
            self._buffer.clear()
            raise FrameError(PROTOCOL_ERROR, wrong)
        short = second & 0x7F
        extra = _EXTENDED.get(short, 0)
        start = 2 + extra + _MASK_BYTES
        if len(buffer) < start:
            self._needed = start
            return None
        size = int.from_bytes(buffer[2 : 2 + extra]) if extra else short
        held = len(self._parts) if self._parts is not None else 0
        if size + (0 if first & 0x08 else held) > self._max_bytes:
            self._skip(start, size)
            raise FrameError(TOO_BIG, f"A message may hold {self._max_bytes} bytes.")
        end = start + size
        if len(buffer) < end:
            self._needed = end
            return None
        self._needed = 0
        payload = unmask(bytes(buffer[start:end]), bytes(buffer[start - _MASK_BYTES : start]))
        del buffer[:end]
        return first, payload

    def _what_is_wrong(self, first: int, second: int) -> str | None:
        """Of a frame that begins with these bytes."""
        opcode = first & 0x0F
        is_control = opcode in _CONTROLS
        may_be_deflated = self._inflates and opcode in (TEXT, BINARY)
        if opcode not in _KNOWN or first & (0x30 if may_be_deflated else 0x70):
            return "Unknown opcode or reserved bit."
        if not second & 0x80:
            return "A client masks its frames."
        if is_control and (not first & 0x80 or second & 0x7F > 125):
            return "A control frame is short and whole."
        if not is_control and (opcode == CONTINUATION) is (self._opcode is None):
            return "A frame out of its message's order."
        return None

    def _skip(self, start: int, size: int) -> None:
        self._skipped = start + size
        self._needed = 0
        self._opcode = self._parts = None

    def _add(self, first: int, payload: bytes) -> tuple[int, bytes] | None:
        """Add a data frame to its message; that message, once it is whole."""
        is_last = bool(first & 0x80)
        if self._opcode is None:
            self._opcode, self._is_deflated = first & 0x0F, bool(first & 0x40)
            if not is_last:
                self._parts = bytearray(payload)
        elif self._parts is not None:
            self._parts += payload
            payload = bytes(self._parts)
        if not is_last:
            return None
        opcode, self._opcode, self._parts = self._opcode, None, None
        if self._is_deflated:
            payload = self._inflate(payload)
        return opcode, payload

    def _inflate(self, payload: bytes) -> bytes:
        try:
            return inflate(payload, max_bytes=self._max_bytes)
        except TooBigError:
            reason = f"A message may hold {self._max_bytes} bytes."
            raise FrameError(TOO_BIG, reason) from None
        except DeflateError as error:
            raise FrameError(NOT_UTF8, str(error)) from None


def unmask(payload: bytes, key: bytes) -> bytes:
    """The payload as it was before the client masked it (or after: it is its own reverse)."""
    size = len(payload)
    mask = (key * (size // _MASK_BYTES + 1))[:size]
    number = int.from_bytes(payload, "little") ^ int.from_bytes(mask, "little")
    return number.to_bytes(size, "little")
