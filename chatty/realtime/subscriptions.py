"""What this process hears of the bus: one subscription a topic, while some socket needs it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable

log = logging.getLogger(__name__)

Subscribe = Callable[[str], Awaitable[None]]

# After a failure nobody waits for the bus again for so long; the clock tries meanwhile.
RETRY_SECONDS = 5.0


class Subscriptions:
    """Changed one at a time, so that the last word on a topic is the last to take effect."""

    def __init__(
        self, *, subscribe: Subscribe, unsubscribe: Subscribe, is_needed: Callable[[str], bool]
    ) -> None:
        self._subscribe = subscribe
        self._unsubscribe = unsubscribe
        self._is_needed = is_needed
        self._heard: set[str] = set()
        self._changing = asyncio.Lock()
        self._failed_at = float("-inf")

    def has(self, topics: Iterable[str]) -> bool:
        """Whether the process hears all of these."""
        return self._heard.issuperset(topics)

    @property
    def is_failing(self) -> bool:
        """Whether the bus could not be reached a moment ago."""
        return time.monotonic() < self._failed_at + RETRY_SECONDS

    async def hear(self, topics: Iterable[str]) -> None:
        """Subscribe to those that are needed. One that fails has waited long enough for all."""
        async with self._changing:
            for topic in topics:
                if self.is_failing or not await self._ensure(topic):
                    return

    async def drop(self, topics: Iterable[str]) -> None:
        """Unsubscribe from those that are needed no more."""
        async with self._changing:
            for topic in topics:
                if topic in self._heard and not self._is_needed(topic):
                    self._heard.discard(topic)
                    try:
                        await self._unsubscribe(topic)
                    except (OSError, RuntimeError):
                        log.warning("hub.unsubscribe_failed", extra={"topic": topic})

    async def hear_missing(self, topics: Iterable[str]) -> bool:
        """Try again what failed before. Whether something is heard again."""
        async with self._changing:
            missing = [topic for topic in topics if topic not in self._heard]
            for topic in missing:
                if not await self._ensure(topic):
                    break
            return not self._heard.isdisjoint(missing)

    async def _ensure(self, topic: str) -> bool:
        if topic in self._heard or not self._is_needed(topic):
            return True
        try:
            await self._subscribe(topic)
        except (OSError, RuntimeError):
            # The bus is away. `hear_missing` tries again; clients catch up by `changes`.
            log.warning("hub.subscribe_failed", extra={"topic": topic})
            self._failed_at = time.monotonic()
            return False
        self._failed_at = float("-inf")
        self._heard.add(topic)
        return True
