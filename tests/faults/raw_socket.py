"""WebSockets below any library: for clients that never read, and that only half connect."""

import asyncio
import socket
from urllib.parse import urlsplit

from tests.people import Talker
from tests.servers import RunningServer

_SMALLEST_BUFFER_BYTES = 4_096


async def open_tcp(server: RunningServer, *, buffer_bytes: int | None = None) -> socket.socket:
    """A bare connection to a server, with the smallest receive buffer if asked for."""
    parts = urlsplit(server.base_url)
    raw = socket.socket()
    if buffer_bytes is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer_bytes)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, (str(parts.hostname), parts.port))
    return raw


async def open_sleeper(talker: Talker) -> socket.socket:
    """A socket of that person which is accepted, and then never read again."""
    raw = await open_tcp(talker.server, buffer_bytes=_SMALLEST_BUFFER_BYTES)
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(raw, _upgrade(talker))
    head = b""
    while b"\r\n\r\n" not in head:
        head += await loop.sock_recv(raw, 256)
    assert head.startswith(b"HTTP/1.1 101"), head
    return raw


def _upgrade(talker: Talker) -> bytes:
    lines = [
        "GET /ws/v1 HTTP/1.1",
        f"Host: {urlsplit(talker.server.base_url).netloc}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *(f"{name}: {value}" for name, value in talker.bearer.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
