"""A WebSocket client (RFC 6455) that costs next to nothing, so that a load is mostly the server's.

It trusts the server: frames are cut out by their lengths and not checked. Frames of its own carry
the mask 0, which is a legal mask and leaves the bytes as they are.
"""

import asyncio
import base64
import os
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

_TEXT, _CLOSE, _PING, _PONG = 0x1, 0x8, 0x9, 0xA
_CONNECT_SECONDS = 60.0


class SocketClosed(Exception):  # noqa: N818 - named for what happened
    """The server refused the upgrade, or closed the socket."""


class SocketClient(asyncio.Protocol):
    """One open socket; `on_text` gets each text frame's bytes."""

    def __init__(self, request: bytes, on_text: Callable[[bytes], None]) -> None:
        self._request = request
        self._on_text = on_text
        self._rest = b""
        self._is_open = False
        self.close_code = 0
        self._transport: asyncio.WriteTransport
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        self._transport = cast("asyncio.WriteTransport", transport)
        self._transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Wake whoever waits."""
        if not self.ready.done():
            self.ready.set_exception(SocketClosed("The server closed the connection."))
        if not self.ended.done():
            self.ended.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Cut frames out of what came."""
        buffer = self._rest + data if self._rest else data
        if not self._is_open:
            head, separator, buffer = buffer.partition(b"\r\n\r\n")
            if not separator:
                self._rest = head
                return
            if not self._accept(head):
                return
        self._rest = self._take_frames(buffer)

    def send(self, text: bytes) -> None:
        """Send a text frame."""
        self._transport.write(frame(text, _TEXT))

    def close(self) -> None:
        """Go away without a word; the server is used to that."""
        self._transport.close()

    def _accept(self, head: bytes) -> bool:
        status = head.partition(b"\r\n")[0]
        if b" 101" not in status:
            self.ready.set_exception(SocketClosed(status.decode("latin-1")))
            self._transport.close()
            return False
        self._is_open = True
        self.ready.set_result(None)
        return True

    def _take_frames(self, buffer: bytes) -> bytes:
        """Hand on whole frames; the bytes of an unfinished one. Servers do not mask (§5.1)."""
        place, size, on_text = 0, len(buffer), self._on_text
        while size - place >= 2:
            length, start = buffer[place + 1], place + 2
            if length >= 126:
                start += 2 if length == 126 else 8
                if start > size:
                    break
                length = int.from_bytes(buffer[place + 2 : start])
            end = start + length
            if end > size:
                break
            kind = buffer[place] & 0x0F
            if kind == _TEXT:
                on_text(buffer[start:end])
            elif kind == _PING:
                self._transport.write(frame(buffer[start:end], _PONG))
            elif kind == _CLOSE:
                self.close_code = int.from_bytes(buffer[start : start + 2])
                self._transport.close()
            place = end
        return buffer[place:]


async def open_socket(
    url: str, *, token: str, host: str, on_text: Callable[[bytes], None]
) -> SocketClient:
    """A socket at `url` (http://host:port) as whoever `token` stands for; SocketClosed.

    `host` is the Host header: the server refuses other names than its own.
    """
    parts = urlsplit(url)
    key = base64.b64encode(os.urandom(16)).decode()
    lines = (
        *("GET /ws/v1 HTTP/1.1", f"Host: {host}", "Upgrade: websocket", "Connection: Upgrade"),
        *(f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"),
        *(f"Authorization: Bearer {token}", "", ""),
    )
    request = "\r\n".join(lines).encode()
    _, client = await asyncio.get_running_loop().create_connection(
        lambda: SocketClient(request, on_text), parts.hostname or "", parts.port or 80
    )
    await asyncio.wait_for(client.ready, _CONNECT_SECONDS)
    return client


def frame(payload: bytes, kind: int) -> bytes:
    """A whole frame as clients send it, masked with zeros."""
    length = len(payload)
    if length < 126:
        head = bytes((0x80 | kind, 0x80 | length))
    elif length < 65_536:
        head = bytes((0x80 | kind, 0xFE)) + length.to_bytes(2)
    else:
        head = bytes((0x80 | kind, 0xFF)) + length.to_bytes(8)
    return head + b"\0\0\0\0" + payload
