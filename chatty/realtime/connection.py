"""One open socket as the hub sees it: an identity, a bounded outbox, and a way to close."""

import asyncio
import logging
import time
from collections.abc import Mapping
from weakref import WeakKeyDictionary

from chatty.realtime.asgi_wire import AsgiWire, Send
from chatty.realtime.wire import Wire
from chatty.realtime.wire_frames import Frame

log = logging.getLogger(__name__)

SLOW_CONSUMER = 4413
# How long a peer that reads nothing may take to read the close.
CLOSE_PATIENCE_SECONDS = 1.0


class Connection:
    """A socket. Frames of one turn of the loop go out in one write, and wait while the peer does
    not read; whose outbox grows too long is closed with 4413.

    Nothing but these objects is held for an idle socket: no task, no timer.
    """

    __slots__ = (
        "_closed",
        "_closing_code",
        "_flusher",
        "_is_forced",
        "_is_greeted",
        "_is_open",
        "_is_paused",
        "_max_bytes",
        "_max_frames",
        "_outbox",
        "_outbox_bytes",
        "_wire",
        "horizons",
        "id",
        "last_seen_at",
        "looked_at",
        "session_id",
        "topics",
        "user_id",
        "watched",
    )

    def __init__(
        self, *, id: str, user_id: str, session_id: str, send: Send, wire: Wire | None,  # noqa: A002 - its name on the wire
        max_frames: int, max_bytes: int, is_open: bool = True,
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
        # When the apps were last asked whether it may still hear what it hears.
        self.looked_at = self.last_seen_at
        self._flusher = flusher()
        self._max_frames = max_frames
        self._max_bytes = max_bytes
        self._outbox: list[Frame] = []
        self._outbox_bytes = 0
        self._closed = False
        self._closing_code: int | None = None
        self._is_open = is_open
        self._is_greeted = False
        self._is_forced = False
        self._is_paused = False
        self._wire: Wire = AsgiWire(send) if wire is None else wire
        self._wire.attach(self)

    @property
    def is_closed(self) -> bool:
        """Whether a close was asked for; nothing is sent any more."""
        return self._closed

    def seen_at(self) -> float:
        """The monotonic second of the last frame or pong."""
        return max(self.last_seen_at, self._wire.last_pong_at)

    def raise_horizons(self, found: Mapping[str, int]) -> None:
        """Take what was found in the database; never down: what the hub was told may be newer."""
        for topic, place in found.items():
            if place > self.horizons.get(topic, 0):
                self.horizons[topic] = place

    def open(self) -> None:
        """The upgrade was accepted: from here on frames may go out, and the close that was asked
        for meanwhile.
        """
        self._is_open = True
        code, self._closing_code = self._closing_code, None
        if code is not None:
            self._close_wire(code)

    def greet(self, frame: bytes) -> None:
        """Send the first frame, then what came in the meantime."""
        if not self._closed:
            self._is_greeted = True
            self._outbox.insert(0, Frame(frame))
            self._flusher.flush_soon(self)

    def send(self, frame: bytes) -> None:
        """Queue a text frame of UTF-8. Never waits. Nothing goes out before the greeting."""
        self.put(Frame(frame))

    def put(self, frame: Frame) -> None:
        """`send` of a frame that goes to many sockets: made once, held once."""
        if self._closed:
            return
        outbox = self._outbox
        if not outbox:
            self._flusher.flush_soon(self)
        outbox.append(frame)
        self._outbox_bytes += len(frame.payload)
        if self._outbox_bytes > self._max_bytes or len(outbox) > self._max_frames:
            self._overflow()
        elif self._is_paused and (
            self._outbox_bytes + self._wire.waiting_bytes() > self._max_bytes
        ):
            self.drop(SLOW_CONSUMER)

    def close(self, code: int) -> None:
        """Send what waits (nothing to who was not greeted), then close with `code`."""
        if self._closed:
            return
        self._closed = True
        if not self._is_greeted:
            self._outbox.clear()
        if self._is_paused and self._outbox:
            self._closing_code = code
            asyncio.get_running_loop().call_later(CLOSE_PATIENCE_SECONDS, self.drop, code)
            return
        self._write()
        self._close_wire(code)

    def drop(self, code: int) -> None:
        """Forget what waits and close with `code`, by force if the peer reads nothing."""
        if self._is_forced:
            return
        self._closed = self._is_forced = True
        self._closing_code = None
        self._outbox.clear()
        if self._is_open:
            self._wire.close(code)
        else:
            self._closing_code = code
        asyncio.get_running_loop().call_later(CLOSE_PATIENCE_SECONDS, self._give_up)

    def pause(self) -> None:
        """The wire has no room."""
        self._is_paused = True

    def resume(self) -> None:
        """The wire has room again."""
        self._is_paused = False
        self.flush()
        code, self._closing_code = self._closing_code, None
        if code is not None:
            self._close_wire(code)

    def end(self) -> None:
        """The peer is gone: send nothing more."""
        self._closed = self._is_forced = True
        self._closing_code = None
        self._outbox.clear()
        self._wire.detach()

    def flush(self) -> None:
        """Write what waits, if the wire has room and the peer was greeted."""
        if self._is_greeted and not self._is_paused:
            self._write()

    def _write(self) -> None:
        if self._outbox:
            frames, self._outbox = self._outbox, []
            self._outbox_bytes = 0
            self._wire.write(frames)

    def _overflow(self) -> None:
        """More waits than may: the peer's fault only if it was given the chance to read."""
        if self._is_paused or not self._is_greeted:
            self.drop(SLOW_CONSUMER)
        else:
            self._write()

    def _close_wire(self, code: int) -> None:
        if self._is_paused or not self._is_open:
            self._closing_code = code
        else:
            self._wire.close(code)

    def _give_up(self) -> None:
        if self._is_paused:
            self._wire.abort()


class Flusher:
    """Writes out, once a turn of the loop, all connections that got something in it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._dirty: list[Connection] = []

    def flush_soon(self, connection: Connection) -> None:
        """Have what waits there written at the end of this turn."""
        if not self._dirty:
            self._loop.call_soon(self._flush)
        self._dirty.append(connection)

    def _flush(self) -> None:
        dirty, self._dirty = self._dirty, []
        for connection in dirty:
            try:
                connection.flush()
            except Exception:  # one broken socket must not keep back what the others wait for
                log.exception("connection.flush_failed")


_flushers: WeakKeyDictionary[asyncio.AbstractEventLoop, Flusher] = WeakKeyDictionary()


def flusher() -> Flusher:
    """This loop's."""
    loop = asyncio.get_running_loop()
    if loop not in _flushers:
        _flushers[loop] = Flusher(loop)
    return _flushers[loop]
