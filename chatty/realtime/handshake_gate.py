"""How many sockets may prove who they are at once: thousands come back together after a restart.

A proof takes a thread and several queries; without a gate they would take every thread from those
who are already there.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from chatty.core.errors import Unavailable
from chatty.core.limits import limits


class HandshakeGate:
    """Of one loop. Whoever comes when too many wait already is refused."""

    def __init__(self) -> None:
        self._open = asyncio.Semaphore(limits.handshakes_at_once)
        self._waiting = 0

    @asynccontextmanager
    async def enter(self) -> AsyncIterator[None]:
        """Wait for one's turn, in order. Unavailable when too many wait."""
        if self._waiting >= limits.handshakes_waiting:
            raise Unavailable("Too many sockets open at once. Try again in a minute.")
        self._waiting += 1
        try:
            await self._open.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._open.release()


_gates: WeakKeyDictionary[asyncio.AbstractEventLoop, HandshakeGate] = WeakKeyDictionary()


def handshake_gate() -> HandshakeGate:
    """This loop's."""
    loop = asyncio.get_running_loop()
    if loop not in _gates:
        _gates[loop] = HandshakeGate()
    return _gates[loop]
