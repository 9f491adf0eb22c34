"""One open socket as the hub sees it: an identity, a bounded outbox, and a way to close."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Protocol

SLOW_CONSUMER = 4413
CLOSE_PATIENCE_SECONDS = 1.0

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Wire(Protocol):
    """What our own server protocol offers below ASGI; absent under other servers."""

    last_pong_at: float

    def abort(self) -> None:
        """Drop the TCP connection and what waits in its buffer."""


class Connection:
    """A socket. Frames go through a bounded outbox; who does not read is closed with 4413.

    A writer task lives only while something waits, so an idle socket costs no task.
    """

    __slots__ = (
        "_closed",
        "_is_forced",
        "_is_greeted",
        "_max_bytes",
        "_max_frames",
        "_outbox",
        "_outbox_bytes",
        "_send",
        "_wire",
        "_writer",
        "horizons",
        "id",
        "last_seen_at",
        "session_id",
        "topics",
        "user_id",
        "watched",
    )

    def __init__(
        self, *, id: str, user_id: str, session_id: str, send: Send, wire: Wire | None,  # noqa: A002 - its name on the wire
        max_frames: int, max_bytes: int,
    ) -> None:  # fmt: skip
        self.id = id
        self.user_id = user_id
        self.session_id = session_id
        self.topics: set[str] = set()
        # Those among them that this socket asked for, beside what its person may always hear.
        self.watched: frozenset[str] = frozenset()
        # The place from which on it may hear of a topic, where that is not its beginning.
        self.horizons: dict[str, int] = {}
        self.last_seen_at = time.monotonic()
        self._send = send
        self._wire = wire
        self._max_frames = max_frames
        self._max_bytes = max_bytes
        self._outbox: deque[bytes | int] = deque()
        self._outbox_bytes = 0
        self._writer: asyncio.Task[None] | None = None
        self._closed = False
        self._is_greeted = False
        self._is_forced = False

    @property
    def is_closed(self) -> bool:
        """Whether a close was asked for; nothing is sent any more."""
        return self._closed

    def seen_at(self) -> float:
        """The monotonic second of the last frame or pong."""
        return max(self.last_seen_at, self._wire.last_pong_at if self._wire else 0.0)

    def raise_horizons(self, found: Mapping[str, int]) -> None:
        """Take what was found in the database; never down: what the hub was told may be newer."""
        for topic, place in found.items():
            if place > self.horizons.get(topic, 0):
                self.horizons[topic] = place

    def greet(self, frame: bytes) -> None:
        """Send the first frame, then what came in the meantime."""
        if not self._closed:
            self._is_greeted = True
            self._outbox_bytes += len(frame)
            self._outbox.appendleft(frame)
            self._start()

    def send(self, frame: bytes) -> None:
        """Queue a text frame of UTF-8. Never waits. Nothing goes out before the greeting."""
        if self._closed:
            return
        if (
            len(self._outbox) >= self._max_frames
            or self._outbox_bytes + len(frame) > self._max_bytes
        ):
            self.drop(SLOW_CONSUMER)
            return
        self._outbox_bytes += len(frame)
        self._put(frame)

    def close(self, code: int) -> None:
        """Send what waits (nothing to who was not greeted), then close with `code`."""
        if not self._closed:
            self._closed = True
            if not self._is_greeted:
                self._outbox.clear()
            self._is_greeted = True
            self._put(code)

    def drop(self, code: int) -> None:
        """Forget what waits and close with `code`, by force if the peer reads nothing."""
        if self._is_forced:
            return
        self._closed = self._is_forced = True
        self._outbox.clear()
        if self._writer is not None:
            self._writer.cancel()
        self._writer = asyncio.get_running_loop().create_task(self._close_by_force(code))

    def end(self) -> None:
        """The peer is gone: send nothing more."""
        self._closed = True
        self._outbox.clear()
        if self._writer is not None and not self._is_forced:
            self._writer.cancel()

    def _put(self, item: bytes | int) -> None:
        self._outbox.append(item)
        self._start()

    def _start(self) -> None:
        if self._writer is None and self._is_greeted:
            self._writer = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        try:
            while self._outbox:
                item = self._outbox.popleft()
                if isinstance(item, int):
                    await self._send({"type": "websocket.close", "code": item})
                    return
                self._outbox_bytes -= len(item)
                await self._send({"type": "websocket.send", "text": item.decode()})
        except (OSError, RuntimeError):
            # The peer went away between two frames; the consumer hears of it as a disconnect.
            self._closed = True
            self._outbox.clear()
        finally:
            # Who drops the socket has put another task in this one's place.
            if self._writer is asyncio.current_task():
                self._writer = None

    async def _close_by_force(self, code: int) -> None:
        try:
            async with asyncio.timeout(CLOSE_PATIENCE_SECONDS):
                await self._send({"type": "websocket.close", "code": code})
        except (OSError, RuntimeError):
            # TimeoutError is an OSError: the peer reads nothing, not even this.
            if self._wire is not None:
                self._wire.abort()
