"""The hub of a process: topics, and the sockets that hear them. It knows bytes, not messages.

One subscription a topic and process, counted by the sockets that need it; one frame an event,
made once and handed to every socket as the same object. No framework is imported here.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from chatty.realtime.connection import Connection
from chatty.realtime.ordering import Reorder
from chatty.realtime.wire_frames import Frame

log = logging.getLogger(__name__)

SILENT = 4408

Message = Mapping[str, Any]
Subscribe = Callable[[str], Awaitable[None]]


class Hub:
    """Connections by topic, fed with the messages that `publish` made."""

    def __init__(
        self,
        *,
        subscribe: Subscribe,
        unsubscribe: Subscribe,
        recheck: Callable[[Connection], Awaitable[object]],
        hold_seconds: float,
    ) -> None:
        self._subscribe = subscribe
        self._unsubscribe = unsubscribe
        self._recheck = recheck
        self._hold_seconds = hold_seconds
        self._topics: dict[str, set[Connection]] = {}
        self._subscribed: set[str] = set()
        self._orders: dict[str, Reorder[Message]] = {}
        self._releases: dict[str, asyncio.TimerHandle] = {}
        self._connections: dict[str, Connection] = {}
        # Subscriptions change and events are handled one at a time, in order of arrival.
        self._changing = asyncio.Lock()
        self._handling = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._connections)

    def connections(self) -> list[Connection]:
        """Every open socket of this process."""
        return list(self._connections.values())

    async def add(self, connection: Connection, topics: Iterable[str]) -> None:
        """Let a socket hear topics. When this returns, later events reach it."""
        self._connections[connection.id] = connection
        await self.listen(connection, topics)

    async def remove(self, connection: Connection) -> None:
        """A socket has closed."""
        self._connections.pop(connection.id, None)
        connection.end()
        await self.leave(connection, list(connection.topics))

    async def listen(self, connection: Connection, topics: Iterable[str]) -> None:
        """Add topics to a socket."""
        async with self._changing:
            is_up = True
            for topic in topics:
                # It may close while the process subscribes; nothing would take it out again.
                if connection.id not in self._connections:
                    return
                connection.topics.add(topic)
                self._topics.setdefault(topic, set()).add(connection)
                # One that fails has waited long enough for all; `subscribe_missing` tries again.
                is_up = is_up and await self._ensure_subscribed(topic)

    async def watch(self, connection: Connection, topics: Iterable[str]) -> None:
        """Have this socket hear these topics too, instead of those it watched before."""
        before, connection.watched = connection.watched, frozenset(topics)
        await self.leave(connection, before - connection.watched)
        await self.listen(connection, connection.watched - before)

    async def leave(self, connection: Connection, topics: Iterable[str]) -> None:
        """Take topics from a socket: at once for the socket, then for the process if it was the
        last.
        """
        emptied = []
        for topic in topics:
            connection.topics.discard(topic)
            connection.horizons.pop(topic, None)
            members = self._topics.get(topic)
            if members is not None:
                members.discard(connection)
                if not members:
                    emptied.append(topic)
        if emptied:
            async with self._changing:
                for topic in emptied:
                    await self._drop_if_empty(topic)

    async def _ensure_subscribed(self, topic: str) -> bool:
        if topic in self._subscribed:
            return True
        try:
            await self._subscribe(topic)
        except (OSError, RuntimeError):
            # The bus is away. `subscribe_missing` tries again; clients catch up by `changes`.
            log.warning("hub.subscribe_failed", extra={"topic": topic})
            return False
        self._subscribed.add(topic)
        return True

    async def _drop_if_empty(self, topic: str) -> None:
        if self._topics.get(topic):
            return
        self._topics.pop(topic, None)
        self._orders.pop(topic, None)
        self._stop_release(topic)
        if topic in self._subscribed:
            self._subscribed.discard(topic)
            try:
                await self._unsubscribe(topic)
            except (OSError, RuntimeError):
                log.warning("hub.unsubscribe_failed", extra={"topic": topic})

    async def receive(self, message: Message) -> None:
        """Take one message from the bus and pass on what may go."""
        async with self._handling:
            topic, rev = message["topic"], message["rev"]
            if topic not in self._topics:
                return
            if rev is None:
                await self._handle(message)
                return
            order = self._orders.setdefault(topic, Reorder())
            before = order.last
            for ready in order.push(rev, message):
                await self._handle(ready)
            # What is missing has the whole time since the last one that was not.
            if order.last != before:
                self._stop_release(topic)
            if order.is_holding and topic not in self._releases:
                self._start_release(topic)

    def _start_release(self, topic: str) -> None:
        loop = asyncio.get_running_loop()

        def release() -> None:
            del self._releases[topic]
            self._later = loop.create_task(self._release(topic))

        self._releases[topic] = loop.call_later(self._hold_seconds, release)

    def _stop_release(self, topic: str) -> None:
        if (timer := self._releases.pop(topic, None)) is not None:
            timer.cancel()

    async def _release(self, topic: str) -> None:
        async with self._handling:
            order = self._orders.get(topic)
            if order is None or not order.is_holding or topic in self._releases:
                return
            # What did not come may have been somebody's removal: look before they hear more.
            for connection in list(self._topics.get(topic, ())):
                await self._recheck(connection)
            for ready in order.release():
                await self._handle(ready)

    async def _handle(self, message: Message) -> None:
        topic = message["topic"]
        control = message["control"] or {}
        if revoked := set(control.get("revoke", ())):
            for connection in [c for c in self._topics.get(topic, ()) if c.user_id in revoked]:
                await self.leave(connection, [topic])
        mine = list(self._topics.get(topic, ()))
        for connection in mine if control else ():
            connection.horizons.update(control.get("horizons", {}))
            await self.listen(connection, control.get("subscribe", ()))
            await self.leave(connection, control.get("unsubscribe", ()))
        targets = _targets(mine, control)
        if message["frame"] is not None:
            frame = Frame(message["frame"])
            veils = [(place, Frame(veil)) for place, veil in message.get("veils", ())]
            for connection in targets:
                horizon = connection.horizons.get(topic, 0)
                hidden = [veil for place, veil in veils if place < horizon] if horizon else ()
                connection.put(hidden[-1] if hidden else frame)
        if "close" in control:
            for connection in targets:
                connection.close(control["close"])
        if "end" in control:
            for connection in mine:
                await self.leave(connection, [topic])

    def close_silent(self, *, silence_seconds: float) -> None:
        """Close the sockets that showed no life for that long."""
        oldest = time.monotonic() - silence_seconds
        for connection in self.connections():
            if connection.seen_at() < oldest:
                connection.drop(SILENT)

    async def subscribe_missing(self) -> bool:
        """Subscribe what could not be subscribed before. Whether something is heard again."""
        async with self._changing:
            missing = [topic for topic in self._topics if topic not in self._subscribed]
            for topic in missing:
                if not await self._ensure_subscribed(topic):
                    break
            return any(topic in self._subscribed for topic in missing)

    def tell_everyone(self, payload: bytes) -> None:
        """Send a frame to every socket of this process."""
        frame = Frame(payload)
        for connection in self.connections():
            connection.put(frame)


def _targets(connections: list[Connection], control: Mapping[str, Any]) -> list[Connection]:
    """The sockets that an event is for: those of the named sessions or connections, or all."""
    if sessions := set(control.get("sessions", ())):
        return [c for c in connections if c.session_id in sessions]
    if names := set(control.get("connections", ())):
        return [c for c in connections if c.id in names]
    return connections
