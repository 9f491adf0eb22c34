"""An HTTP/1.1 client that keeps one connection and costs next to nothing.

It reads answers by their Content-Length, which every answer of the API has.
"""

import asyncio
import re
from types import TracebackType
from typing import Self, cast
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_ANSWER_SECONDS = 60.0


class HttpRefused(Exception):  # noqa: N818 - named for what happened
    """An answer that is not 200, or none."""


class HttpClient(asyncio.Protocol):
    """One connection of one person, for one request at a time; use it with `async with`."""

    def __init__(self, url: str, *, token: str, host: str) -> None:
        self._parts = urlsplit(url)
        self._head = f"Host: {host}\r\nAuthorization: Bearer {token}\r\n"
        self._rest = b""
        self._answer: asyncio.Future[bytes] | None = None
        self._transport: asyncio.WriteTransport

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        await loop.create_connection(
            lambda: self, self._parts.hostname or "", self._parts.port or 80
        )
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        self._transport = cast("asyncio.WriteTransport", transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Tell whoever waits."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(HttpRefused("The server closed the connection."))

    def data_received(self, data: bytes) -> None:
        """Collect one answer."""
        buffer = self._rest = self._rest + data
        end = buffer.find(b"\r\n\r\n")
        if end < 0 or self._answer is None:
            return
        found = _LENGTH.search(buffer, 0, end)
        length = int(found[1]) if found else 0
        if len(buffer) < end + 4 + length:
            return
        body, self._rest = buffer[end + 4 : end + 4 + length], b""
        if buffer.startswith(b"HTTP/1.1 200 "):
            self._answer.set_result(body)
        else:
            status = buffer.partition(b"\r\n")[0].decode("latin-1")
            self._answer.set_exception(HttpRefused(f"{status} {body[:300].decode()}"))

    async def get(self, path: str) -> bytes:
        """The body of `GET /api/v1<path>`; HttpRefused unless it is a 200."""
        return await self._ask(f"GET /api/v1{path} HTTP/1.1\r\n{self._head}\r\n".encode())

    async def post(self, path: str, body: bytes) -> bytes:
        """The body of the answer to JSON; HttpRefused unless it is a 200."""
        head = (
            f"POST /api/v1{path} HTTP/1.1\r\n{self._head}Content-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return await self._ask(head.encode() + body)

    async def _ask(self, request: bytes) -> bytes:
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await asyncio.wait_for(self._answer, _ANSWER_SECONDS)
