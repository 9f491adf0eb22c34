"""The hub of a process: topics, and the sockets that hear them. It knows bytes, not messages.

One frame an event, made once and handed to every socket as the same object. What needs no new
subscription is handled at once, without a task. No framework is imported here.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import Any

from chatty.realtime.connection import Connection
from chatty.realtime.ordering import Reorder
from chatty.realtime.progress import Progress
from chatty.realtime.subscriptions import Subscribe, Subscriptions
from chatty.realtime.wire_frames import Frame

SILENT = 4408
# Of more conversations than these a client had better ask once.
NAMED_GAPS = 20

Message = Mapping[str, Any]
Recheck = Callable[[Collection[Connection]], Awaitable[object]]


class Hub:
    """Connections by topic, fed with the messages that `publish` made."""

    def __init__(
        self, *, subscribe: Subscribe, unsubscribe: Subscribe, recheck: Recheck, hold_seconds: float
    ) -> None:
        self._recheck = recheck
        self._hold_seconds = hold_seconds
        self._topics: dict[str, set[Connection]] = {}
        self._subscriptions = Subscriptions(
            subscribe=subscribe,
            unsubscribe=unsubscribe,
            is_needed=lambda topic: topic in self._topics,
        )
        self._orders: dict[str, Reorder[Message]] = {}
        self._releases: dict[str, asyncio.TimerHandle] = {}
        self._progress = Progress()
        self._stamps: dict[str, float] = {}
        self._connections: dict[str, Connection] = {}
        # Events are handled in order of arrival; one waits while its subscription is made.
        self._backlog: deque[tuple[Message, bool]] = deque()
        self._is_waiting = False
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._connections)

    @property
    def is_cut_off(self) -> bool:
        """Whether the bus could not be reached a moment ago."""
        return self._subscriptions.is_failing

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
        wanted = list(topics)
        self._attach(connection, wanted)
        if not self._subscriptions.has(wanted):
            await self._subscriptions.hear(wanted)

    async def watch(self, connection: Connection, topics: Iterable[str]) -> None:
        """Have this socket hear these topics too, instead of those it watched before."""
        before, connection.watched = connection.watched, frozenset(topics)
        await self.leave(connection, before - connection.watched)
        await self.listen(connection, connection.watched - before)

    async def leave(self, connection: Connection, topics: Iterable[str]) -> None:
        """Take topics from a socket: at once for the socket, then for the process if it was the
        last.
        """
        if emptied := self._detach(connection, topics):
            await self._subscriptions.drop(emptied)

    def _attach(self, connection: Connection, topics: Iterable[str]) -> None:
        # It may have closed; nothing would take it out again.
        if connection.id in self._connections:
            for topic in topics:
                connection.topics.add(topic)
                self._topics.setdefault(topic, set()).add(connection)

    def _detach(self, connection: Connection, topics: Iterable[str]) -> list[str]:
        """Those of the topics that nobody hears any more."""
        emptied = []
        for topic in topics:
            connection.topics.discard(topic)
            connection.horizons.pop(topic, None)
            members = self._topics.get(topic)
            if members is not None:
                members.discard(connection)
                if not members:
                    self._forget(topic)
                    emptied.append(topic)
        return emptied

    def _forget(self, topic: str) -> None:
        for known in (self._topics, self._orders, self._stamps):
            known.pop(topic, None)
        self._progress.forget(topic)
        self._stop_release(topic)

    def _leave_soon(self, connections: Iterable[Connection], topics: Collection[str]) -> None:
        emptied = [name for one in connections for name in self._detach(one, topics)]
        if emptied:
            self._start(self._subscriptions.drop(emptied))

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def receive(self, message: Message) -> None:
        """Take one message from the bus, or of this process, and pass on what may go."""
        topic, rev = message["topic"], message["rev"]
        if topic not in self._topics:
            return
        if rev is None:
            self._queue(message, is_late=False)
            return
        if (order := self._orders.get(topic)) is None:
            order = self._orders[topic] = Reorder(self._progress.known(topic))
        before = order.last
        for ready in order.push(rev, message):
            # What was held, or comes after its successor, may be older than what is known here.
            self._queue(ready, is_late=ready is not message or rev <= (before or 0))
        # The last of them may have left by what they were told.
        if self._orders.get(topic) is not order:
            return
        # What is missing has the whole time since the last one that was not.
        if order.last != before:
            self._stop_release(topic)
            self._progress.advance(topic, order.last or 0)
        if order.is_holding and topic not in self._releases:
            self._start_release(topic)

    def _queue(self, message: Message, *, is_late: bool) -> None:
        self._backlog.append((message, is_late))
        if not self._is_waiting:
            self._handle_backlog()

    def _handle_backlog(self) -> None:
        while self._backlog:
            message, is_late = self._backlog[0]
            wanted = (message["control"] or {}).get("subscribe", ())
            if wanted and not self._subscriptions.has(wanted) and not self.is_cut_off:
                targets = self._topics.get(message["topic"], ())
                if targets:
                    for connection in targets:
                        self._attach(connection, wanted)
                    self._is_waiting = True
                    self._start(self._hear_then_go_on(list(wanted)))
                    return
            self._backlog.popleft()
            self._handle(message, is_late=is_late)

    async def _hear_then_go_on(self, topics: list[str]) -> None:
        try:
            await self._subscriptions.hear(topics)
        finally:
            message, is_late = self._backlog.popleft()
            self._is_waiting = False
            self._handle(message, is_late=is_late)
            self._handle_backlog()

    def _start_release(self, topic: str) -> None:
        def release() -> None:
            del self._releases[topic]
            self._start(self._release(topic))

        loop = asyncio.get_running_loop()
        self._releases[topic] = loop.call_later(self._hold_seconds, release)

    def _stop_release(self, topic: str) -> None:
        if (timer := self._releases.pop(topic, None)) is not None:
            timer.cancel()

    async def _release(self, topic: str) -> None:
        order = self._orders.get(topic)
        if order is None or not order.is_holding:
            return
        # What did not come may have been somebody's removal: look before they hear more.
        await self._recheck(list(self._topics.get(topic, ())))
        # It may have come meanwhile, and the next gap has its own time; everybody may have left.
        if topic in self._releases or self._orders.get(topic) is not order:
            return
        for ready in order.release():
            self._queue(ready, is_late=True)
        if self._orders.get(topic) is order:
            self._progress.advance(topic, order.last or 0)

    def _handle(self, message: Message, *, is_late: bool) -> None:
        topic, control = message["topic"], message["control"]
        if control is None:
            self._tell(topic, message, self._topics.get(topic, ()))
            return
        if revoked := set(control.get("revoke", ())):
            gone = [c for c in self._topics.get(topic, ()) if c.user_id in revoked]
            self._leave_soon(gone, [topic])
            if is_late and gone:
                # They may have come back since.
                self._start(self._look_at(gone))
        mine = list(self._topics.get(topic, ()))
        for connection in mine:
            connection.horizons.update(control.get("horizons", {}))
            self._attach(connection, control.get("subscribe", ()))
        self._leave_soon(mine, control.get("unsubscribe", ()))
        targets = _targets(mine, control)
        self._tell(topic, message, targets)
        if "close" in control:
            for connection in targets:
                connection.close(control["close"])
        if "end" in control:
            self._leave_soon(mine, [topic])
        # What they were let in to may have ended, or they left it, before they were let in here.
        if mine and ("subscribe" in control or "look" in control):
            self._start(self._look_at(mine))

    async def _look_at(self, connections: list[Connection]) -> None:
        await self._recheck([one for one in connections if one.id in self._connections])

    def _tell(self, topic: str, message: Message, targets: Iterable[Connection]) -> None:
        if message["frame"] is None or self._is_outdated(topic, message.get("stamp")):
            return
        frame, veils = Frame(message["frame"]), message.get("veils", ())
        hidden: dict[int, Frame] = {}
        for connection in targets:
            horizon = connection.horizons.get(topic, 0) if veils else 0
            below = [place for place, _ in veils if place < horizon] if horizon else ()
            if not below:
                connection.put(frame)
                continue
            place = below[-1]
            if place not in hidden:
                hidden[place] = Frame(dict(veils)[place])
            connection.put(hidden[place])

    def _is_outdated(self, topic: str, stamp: float | None) -> bool:
        """Whether something newer of the kind was told: two processes may tell in either order."""
        if stamp is None:
            return False
        if stamp < self._stamps.get(topic, 0.0):
            return True
        if topic in self._topics:
            self._stamps[topic] = stamp
        return False

    def unmeasured(self) -> list[str]:
        """The topics of which no `rev` is known yet."""
        return self._progress.unmeasured(self._topics)

    def ordered(self) -> list[str]:
        """The topics that are ordered by `rev`, as far as is known."""
        return self._progress.ordered()

    def measure(self, asked: Iterable[str], found: Mapping[str, int]) -> dict[str, int]:
        """Take the present `rev` of topics; those among them that were told less here."""
        return self._progress.measure(
            [topic for topic in asked if topic in self._topics],
            found,
            is_heard=lambda topic: self._subscriptions.has([topic]),
            is_cut_off=self.is_cut_off,
        )

    def catch_up(self, behind: Mapping[str, int], gap_frame: Callable[[str | None], bytes]) -> None:
        """Tell who hears these topics that something up to a `rev` was missed, where it still is.
        A socket that missed many is told once, of all.
        """
        missed: dict[Connection, list[str]] = {}
        for topic, rev in behind.items():
            if topic in self._topics and self._progress.advance(topic, rev):
                for connection in self._topics[topic]:
                    missed.setdefault(connection, []).append(topic)
        frames: dict[str | None, Frame] = {}
        for connection, topics in missed.items():
            for named in topics if len(topics) <= NAMED_GAPS else (None,):
                if named not in frames:
                    frames[named] = Frame(gap_frame(named))
                connection.put(frames[named])

    def close_silent(self, *, silence_seconds: float) -> None:
        """Close the sockets that showed no life for that long."""
        oldest = time.monotonic() - silence_seconds
        for connection in self.connections():
            if connection.seen_at() < oldest:
                connection.drop(SILENT)

    async def subscribe_missing(self) -> bool:
        """Subscribe what could not be subscribed before. Whether something is heard again."""
        return await self._subscriptions.hear_missing(list(self._topics))

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
