"""The gate before the threads: reads wait in front of it, in the order in which they came.

When thousands of clients come back at once, each loads its page, lists and changes. Without a gate
all of that would stand in the same queue as what people send meanwhile. Reads take at most
`limits.reads_at_once` threads, so that what writes finds one free; too many are told to come back,
each at another time.
"""

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from chatty.core.errors import Unavailable
from chatty.core.limits import limits
from chatty.core.threads import run_in_thread, thread_count

# Those who were turned away must not come back together.
_COME_BACK_SECONDS = (2.0, 10.0)


class Gate:
    """Admits so many at once; serves one event loop."""

    def __init__(self) -> None:
        self._inside = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def waiting(self) -> int:
        """How many stand in front of it."""
        return len(self._waiting)

    @asynccontextmanager
    async def admitted(self) -> AsyncIterator[None]:
        """Wait for one's turn, and hold it. Unavailable, with `retry_after`, for one too many and
        for who waited `limits.reads_wait_seconds`.
        """
        await self._enter()
        try:
            yield
        finally:
            self._leave()

    async def _enter(self) -> None:
        # However few threads there are, the last one is for who writes.
        if self._inside < max(1, min(limits.reads_at_once, thread_count() - 1)):
            self._inside += 1
            return
        if len(self._waiting) >= limits.reads_waiting:
            raise _come_back()
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(limits.reads_wait_seconds):
                await turn
        except TimeoutError:
            self._give_up(turn)
            raise _come_back() from None
        except asyncio.CancelledError:
            self._give_up(turn)
            raise

    def _give_up(self, turn: asyncio.Future[None]) -> None:
        """A turn that came in the moment in which its owner went away is the next one's."""
        if turn in self._waiting:
            self._waiting.remove(turn)
        elif not turn.cancelled():
            self._leave()

    def _leave(self) -> None:
        """Hand the place to whoever has waited longest."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._inside -= 1


def _come_back() -> Unavailable:
    return Unavailable(
        "Many people are coming back at once. Try again in a moment.",
        retry_after=random.uniform(*_COME_BACK_SECONDS),  # noqa: S311 - no secret
    )


@cache
def reads() -> Gate:
    """This process's gate for reads."""
    return Gate()


_reading: set[Callable[..., Any]] = set()


def declare_read[Operation: Callable[..., Any]](operation: Operation) -> Operation:
    """Mark what sockets can ask for as a read."""
    _reading.add(operation)
    return operation


async def run_admitted[Result](operation: Callable[..., Any], work: Callable[[], Result]) -> Result:
    """Run the work of an operation in a thread, at its turn if it is a read."""
    if operation not in _reading:
        return await run_in_thread(work)
    async with reads().admitted():
        return await run_in_thread(work)
