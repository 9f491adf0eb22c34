"""Our server protocol: uvicorn's, with what the hub needs below ASGI.

uvicorn pings but answers silence with 1011 and keeps pongs to itself; the wire contract counts a
pong as life and closes with 4408. tests/chatty/realtime/test_server.py guards this subclass.
"""

import asyncio
import time
from typing import Any

from uvicorn.protocols.websockets.wsproto_impl import WSProtocol
from wsproto import events

EXTENSION = "chatty.wire"
# How long a peer may take to answer a close.
CLOSE_SECONDS = 5.0


class WebSocketProtocol(WSProtocol):
    """Offers itself to the application as `scope["extensions"]["chatty.wire"]`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.last_pong_at = 0.0

    async def run_asgi(self) -> None:
        extensions: dict[str, Any] = self.scope["extensions"]
        extensions[EXTENSION] = self
        await super().run_asgi()

    def handle_pong(self, event: events.Pong) -> None:
        self.last_pong_at = time.monotonic()
        super().handle_pong(event)

    async def send(self, message: Any) -> None:
        await super().send(message)
        if self.close_timer is not None:
            # uvicorn would close after what waits was read: never, by who reads nothing.
            self.close_timer.cancel()
            self.close_timer = self.loop.call_later(CLOSE_SECONDS, self.abort)

    def abort(self) -> None:
        """Drop the TCP connection and what waits in its buffer."""
        transport: asyncio.Transport = self.transport
        transport.abort()
