"""A TCP proxy that loses, holds back and cuts what passes: the network between people and us."""

import asyncio
from contextlib import suppress
from typing import Self
from urllib.parse import urlsplit

_CHUNK_BYTES = 65_536


class Link:
    """One connection through the proxy, with its two ends."""

    def __init__(self, near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        self.near = near
        self.far = far
        self.is_ended_by_server = asyncio.Event()

    def cut(self) -> None:
        """End both ways with a reset, without a goodbye."""
        self.near.transport.abort()
        self.far.transport.abort()


class Proxy:
    """Listens on a port of its own and passes on to `base_url`, as long as it is let."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self._host, self._port = str(parts.hostname), parts.port
        self._server: asyncio.Server | None = None
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.links: list[Link] = []
        self.delay_seconds = 0.0
        self.loses_answers = False
        """Whether what the server says is thrown away."""
        self.lost_bytes = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=4_096)
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._server is not None
        self._server.close()
        self._flowing.set()
        self.cut()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def base_url(self) -> str:
        """Where clients connect: http://127.0.0.1:<port>"""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def stall(self) -> None:
        """Pass nothing on, in either direction; both ends stay open. New ones stall, too."""
        self._flowing.clear()

    def flow(self) -> None:
        """Pass on what was held back, and all that comes."""
        self._flowing.set()

    def cut(self) -> None:
        """End every connection at once with a reset."""
        for link in self.links:
            link.cut()
        self.links.clear()

    def half_close(self) -> None:
        """Say to the server that the clients will send no more; they still listen."""
        for link in self.links:
            if link.far.can_write_eof():
                link.far.write_eof()

    async def _serve(self, reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        try:
            back, far = await asyncio.open_connection(self._host, self._port)
        except OSError:
            near.transport.abort()
            return
        link = Link(near, far)
        self.links.append(link)
        up = asyncio.create_task(self._pass(reader, far, link, is_answer=False))
        down = asyncio.create_task(self._pass(back, near, link, is_answer=True))
        self._tasks |= {up, down}
        for task in (up, down):
            task.add_done_callback(self._tasks.discard)

    async def _pass(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        link: Link,
        *,
        is_answer: bool,
    ) -> None:
        """Read on while nothing flows: only a reader sees that the other end has gone."""
        held: asyncio.Queue[bytes] = asyncio.Queue()
        pouring = asyncio.create_task(self._pour(held, writer, is_answer=is_answer))
        try:
            with suppress(OSError):
                while data := await reader.read(_CHUNK_BYTES):
                    held.put_nowait(data)
            if is_answer:
                link.is_ended_by_server.set()
            held.put_nowait(b"")
            await pouring
        finally:
            pouring.cancel()

    async def _pour(
        self, held: asyncio.Queue[bytes], writer: asyncio.StreamWriter, *, is_answer: bool
    ) -> None:
        while data := await held.get():
            await self._flowing.wait()
            if self.delay_seconds:
                await asyncio.sleep(self.delay_seconds)
            if is_answer and self.loses_answers:
                self.lost_bytes += len(data)
                continue
            try:
                writer.write(data)
                await writer.drain()
            except OSError:
                return
        await self._flowing.wait()
        writer.close()
