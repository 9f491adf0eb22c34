"""Events on their way out of this process: collected from all threads, sent together.

The hub of this process is told first and directly, so its own sockets hear one another while Redis
is away. The other processes hear by one message of all that has come together.
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from channels.layers import get_channel_layer

log = logging.getLogger(__name__)

Message = Mapping[str, Any]
# Hints, all of them: while the bus does not answer only the newest are kept.
KEPT = 10_000
# Redis cuts off hearers for whom more than 32 MB wait.
TOGETHER = 256
# So long after a batch that failed the bus counts as away.
AWAY_SECONDS = 5.0


class Outgoing:
    """One a process. Messages leave in the order in which `put` took them."""

    def __init__(self) -> None:
        self._waiting: deque[Message] = deque()
        self._unsent: deque[Message] = deque(maxlen=KEPT)
        self._woken: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()
        self._sending: asyncio.Task[None] | None = None
        self._failed_at = float("-inf")
        self.deliver: Callable[[Message], None] | None = None

    @property
    def is_failing(self) -> bool:
        """Whether the bus could not be reached a moment ago."""
        return time.monotonic() < self._failed_at + AWAY_SECONDS

    def put(self, message: Message, loop: asyncio.AbstractEventLoop) -> None:
        """Take a message, from any thread; `loop` sends it. Never waits."""
        self._waiting.append(message)
        with self._lock:
            if self._woken is loop:
                return
            loop.call_soon_threadsafe(self._drain, loop)
            self._woken = loop

    def _drain(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._lock:
            if self._woken is loop:
                self._woken = None
        while self._waiting:
            message = self._waiting.popleft()
            if self.deliver is not None:
                try:
                    self.deliver(message)
                except Exception:  # one bad message must not keep the others back
                    log.exception("publish.delivery_failed")
            self._unsent.append(message)
        if self._sending is None or self._sending.done():
            self._sending = loop.create_task(self._send())

    async def _send(self) -> None:
        while self._unsent:
            batch = [self._unsent.popleft() for _ in range(min(len(self._unsent), TOGETHER))]
            try:
                await get_channel_layer().publish_all(batch, is_known_here=self.deliver is not None)
                self._failed_at = float("-inf")
            except Exception as error:  # noqa: BLE001 - whatever the bus raises costs a line and a delay
                self._failed_at = time.monotonic()
                name = f"{type(error).__name__}: {error}"
                log.warning("publish.failed", extra={"error": name, "messages": len(batch)})
