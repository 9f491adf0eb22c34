"""The portable wire: frames go out by ASGI `send`, under servers that offer nothing below it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from typing import Any

from chatty.realtime.wire import Listener
from chatty.realtime.wire_frames import Frame

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class AsgiWire:
    """One `send` after another, each batch in a task of its own: an idle socket has none."""

    __slots__ = ("_is_closing", "_listener", "_send", "_task", "last_pong_at")

    def __init__(self, send: Send) -> None:
        self.last_pong_at = 0.0
        self._send = send
        self._listener: Listener | None = None
        self._is_closing = False
        self._task: asyncio.Task[None] | None = None

    @property
    def is_gone(self) -> bool:
        """Unknown here: it comes as a message, behind all others."""
        return False

    def attach(self, listener: Listener) -> None:
        """Tell this one when to write."""
        self._listener = listener

    def detach(self) -> None:
        """Nobody writes any more; a close that is under way goes on."""
        self._listener = None
        if self._task is not None and not self._is_closing:
            self._task.cancel()

    def write(self, frames: list[Frame]) -> None:
        """Send these frames; until that is done there is no room for others."""
        if self._listener is not None:
            self._listener.pause()
        self._start(self._write(frames))

    def waiting_bytes(self) -> int:
        """Unknown here: what a server holds, it does not say."""
        return 0

    def close(self, code: int) -> None:
        """Close, and stop what is being sent."""
        if self._task is not None:
            self._task.cancel()
        self._is_closing = True
        self._start(self._close(code))

    def abort(self) -> None:
        """Wait no longer for the peer to take the close. Its server must drop it."""
        if self._task is not None:
            self._task.cancel()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._task = asyncio.get_running_loop().create_task(work)

    async def _write(self, frames: list[Frame]) -> None:
        try:
            for frame in frames:
                await self._send({"type": "websocket.send", "text": frame.text})
        except (OSError, RuntimeError):
            # The peer went away between two frames; the consumer hears of it as a disconnect.
            if self._listener is not None:
                self._listener.end()
            return
        self._task = None
        if self._listener is not None:
            self._listener.resume()

    async def _close(self, code: int) -> None:
        try:
            await self._send({"type": "websocket.close", "code": code})
        except (OSError, RuntimeError):
            return
        self._task = None
