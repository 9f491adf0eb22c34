"""WebSocket frames as bytes (RFC 6455, section 5.2): made once an event, shared by all sockets."""

import struct

from chatty.core.limits import limits
from chatty.realtime.deflate import deflate

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
CONTINUATION = 0x0

_FIN, _RSV1 = 0x80, 0x40


def encode_frame(opcode: int, payload: bytes, *, is_deflated: bool = False) -> bytes:
    """One whole frame as a server sends it: unmasked, in one piece."""
    first = _FIN | opcode | (_RSV1 if is_deflated else 0)
    size = len(payload)
    if size < 126:
        return bytes((first, size)) + payload
    if size < 65_536:
        return struct.pack("!BBH", first, 126, size) + payload
    return struct.pack("!BBQ", first, 127, size) + payload


def encode_close(code: int, reason: str = "") -> bytes:
    """A close frame; a control frame holds at most 125 bytes."""
    text = reason.encode()[:123].decode(errors="ignore")
    return encode_frame(CLOSE, struct.pack("!H", code) + text.encode())


class Frame:
    """A text frame for many sockets: each form of it is made once, when the first one needs it."""

    __slots__ = ("_deflated", "_text", "payload", "plain")

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self.plain = encode_frame(TEXT, payload)
        self._deflated: bytes | None = None
        self._text: str | None = None

    @property
    def text(self) -> str:
        """The payload as servers take it that frame themselves."""
        if self._text is None:
            self._text = self.payload.decode()
        return self._text

    @property
    def deflated(self) -> bytes:
        """For those who can inflate: compressed where that pays, else plain."""
        if len(self.payload) <= limits.compressed_frame_bytes:
            return self.plain
        if self._deflated is None:
            self._deflated = encode_frame(TEXT, deflate(self.payload), is_deflated=True)
        return self._deflated


class Joiner:
    """Frames of one batch as one write. Sockets that hear the same share the joined bytes too."""

    def __init__(self) -> None:
        self._frames: list[Frame] = []
        self._inflates = False
        self._joined = b""

    def join(self, frames: list[Frame], *, inflates: bool) -> bytes:
        """The bytes of these frames for a socket that can inflate, or cannot."""
        if len(frames) == 1:
            return frames[0].deflated if inflates else frames[0].plain
        # Lists of the very same objects are compared without a look into them.
        if inflates is not self._inflates or frames != self._frames:
            parts = [frame.deflated if inflates else frame.plain for frame in frames]
            self._frames, self._inflates, self._joined = frames, inflates, b"".join(parts)
        return self._joined
