"""Our server protocol: uvicorn's, with what the hub needs below ASGI.

uvicorn shakes hands, pings and shuts down; once a socket is open, its frames are read and written
here. Ready frames go to the transport without a task or a copy a socket; messages are bounded
before they are held; the parsers of the handshake are let go. A pong counts as life, which uvicorn
keeps to itself. tests/chatty/realtime/test_server.py guards this subclass.
"""

import asyncio
import socket
import struct
import time
from typing import Any

from uvicorn.protocols.websockets.wsproto_impl import WSProtocol
from wsproto import events
from wsproto.connection import ConnectionState
from wsproto.frame_protocol import CloseReason

from chatty.realtime.deflate import answer_offers
from chatty.realtime.frame_reader import NOT_UTF8, PROTOCOL_ERROR, FrameError, FrameReader
from chatty.realtime.wire import Listener
from chatty.realtime.wire_frames import (
    CLOSE,
    PING,
    PONG,
    TEXT,
    Frame,
    Joiner,
    encode_close,
    encode_frame,
)

EXTENSION = "chatty.wire"
# How long a peer may take to answer a close.
CLOSE_SECONDS = 5.0
# So much is read ahead of the application before the peer must wait.
AHEAD_MESSAGES = 16
AHEAD_BYTES = 16_384

# struct linger: on, for no time.
_RESET = struct.pack("ii", 1, 0)

_joiner = Joiner()


class _OpenState:
    """In the place of wsproto's connection once a socket is open: it makes the few frames that
    uvicorn itself sends. One for all sockets, so it has no state.
    """

    state = ConnectionState.OPEN

    def send(self, event: Any) -> bytes:
        """The bytes of a ping, a close or a text."""
        if isinstance(event, events.CloseConnection):
            return encode_close(event.code, event.reason or "")
        if isinstance(event, events.Ping):
            return encode_frame(PING, event.payload)
        return encode_frame(TEXT, event.data.encode())


_OPEN: Any = _OpenState()


class WebSocketProtocol(WSProtocol):
    """Offers itself to the application as `scope["extensions"]["chatty.wire"]`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.last_pong_at = 0.0
        self.inflates = False
        self._offered = ""
        self._is_asked = False
        self._early = b""
        self._reader: FrameReader | None = None
        self._listener: Listener | None = None

    # The handshake: uvicorn's and wsproto's, with our answer to what was offered.

    def handle_connect(self, event: events.Request) -> None:
        self._is_asked = True
        self._offered = ", ".join(str(offer) for offer in event.extensions)
        super().handle_connect(event)

    async def run_asgi(self) -> None:
        extensions: dict[str, Any] = self.scope["extensions"]
        extensions[EXTENSION] = self
        await super().run_asgi()

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.accept" and not self.handshake_complete:
            answer = answer_offers(self._offered)
            if answer is not None:
                extra = (b"sec-websocket-extensions", answer.encode())
                message = {**message, "headers": [*message.get("headers", ()), extra]}
            await super().send(message)
            if self._is_accepted():
                self._open(inflates=answer is not None)
            return
        await super().send(message)
        if self.close_timer is not None:
            # uvicorn would close after what waits was read: never, by who reads nothing.
            self.close_timer.cancel()
            self.close_timer = self.loop.call_later(CLOSE_SECONDS, self.abort)

    def _is_accepted(self) -> bool:
        return self.handshake_complete and not self.disconnected

    def _open(self, *, inflates: bool) -> None:
        self.inflates = inflates
        self._reader = FrameReader(max_bytes=self.config.ws_max_size, inflates=inflates)
        self.conn = _OPEN
        early, self._early = self._early, b""
        if early:
            self.data_received(early)

    # Reading.

    def data_received(self, data: bytes) -> None:
        if self._reader is None:
            self._receive_early(data)
            return
        try:
            for opcode, payload in self._reader.feed(data):
                self._handle(opcode, payload)
        except FrameError as error:
            self._refuse(error.code, str(error))
        if not self.read_paused and (
            self.queue.qsize() >= AHEAD_MESSAGES
            or (len(data) >= AHEAD_BYTES and not self.queue.empty())
        ):
            self.read_paused = True
            self.transport.pause_reading()

    def _receive_early(self, data: bytes) -> None:
        """Before the socket is open: the request itself, or what was sent without waiting; little
        of it, since thousands may wait who have proved nothing.
        """
        if not self._is_asked:
            super().data_received(data)
        elif len(self._early) + len(data) > AHEAD_BYTES:
            self.abort()
        else:
            self._early += data

    def _handle(self, opcode: int, payload: bytes) -> None:
        if opcode == CLOSE:
            self._answer_close(payload)
        elif self.close_sent:
            return
        elif opcode == TEXT:
            try:
                text = payload.decode()
            except UnicodeDecodeError:
                raise FrameError(NOT_UTF8, "Text is UTF-8.") from None
            self.queue.put_nowait({"type": "websocket.receive", "text": text})
        elif opcode == PING:
            # Who reads no answers gets none: they would wait here without a bound.
            if self.writable.is_set():
                self.transport.write(encode_frame(PONG, payload))
        elif opcode == PONG:
            self.handle_pong(events.Pong(payload=payload))
        else:
            self.queue.put_nowait({"type": "websocket.receive", "bytes": payload})

    def _answer_close(self, payload: bytes) -> None:
        code = int.from_bytes(payload[:2]) if len(payload) >= 2 else int(CloseReason.NO_STATUS_RCVD)
        if not self.close_sent:
            self.close_sent = True
            self.transport.write(encode_frame(CLOSE, payload[:2] if len(payload) >= 2 else b""))
            self._say_disconnect(code)
            # It may read nothing of what waits; the transport would wait for that without an end.
            self.close_timer = self.loop.call_later(CLOSE_SECONDS, self.abort)
        self.transport.close()

    def _refuse(self, code: int, reason: str) -> None:
        if self.close_sent:
            return
        self._say_disconnect(code)
        self._close(code, reason)
        if code == PROTOCOL_ERROR:
            # What follows cannot be understood, an answer to the close neither.
            self.transport.close()

    def handle_pong(self, event: events.Pong) -> None:
        self.last_pong_at = time.monotonic()
        super().handle_pong(event)

    # Writing.

    @property
    def is_gone(self) -> bool:
        """Whether the TCP connection has ended."""
        return self.disconnected

    def attach(self, listener: Listener) -> None:
        """Tell this one when to write."""
        self._listener = listener
        if self.close_sent or self.disconnected:
            listener.end()
        elif not self.writable.is_set():
            listener.pause()

    def detach(self) -> None:
        """Nobody writes any more."""
        self._listener = None

    def write(self, frames: list[Frame]) -> None:
        """Send these frames in one write."""
        if not self.close_sent and not self.disconnected and not self.transport.is_closing():
            self.transport.write(_joiner.join(frames, inflates=self.inflates))

    def waiting_bytes(self) -> int:
        """What the peer has not taken yet."""
        return self.transport.get_write_buffer_size()

    def close(self, code: int) -> None:
        """Send a close frame after what was written, and drop who does not answer it."""
        if not self.close_sent and not self.disconnected:
            self._close(code)
            self._say_disconnect(code)

    def abort(self) -> None:
        """Reset the TCP connection: what waits in its buffers goes with it, the kernel's too.

        Without that a peer who reads nothing would have the kernel keep megabytes for minutes.
        """
        transport: asyncio.Transport = self.transport
        if (tcp := transport.get_extra_info("socket")) is not None and not transport.is_closing():
            tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        transport.abort()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._listener is not None:
            self._listener.pause()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._listener is not None:
            self._listener.resume()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._end_writing()

    def shutdown(self) -> None:
        super().shutdown()
        self._end_writing()

    def _close(self, code: int, reason: str = "") -> None:
        self.close_sent = True
        if self.transport.is_closing():
            return
        self.transport.write(encode_close(code, reason))
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(CLOSE_SECONDS, self.abort)

    def _say_disconnect(self, code: int) -> None:
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        self._end_writing()

    def _end_writing(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.end()
