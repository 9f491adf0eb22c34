"""Realtime of one web process: its hub, its one channel on the bus, its clock."""

import asyncio
import logging
from contextlib import suppress

from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from chatty.core.group_commit import start_committers, stop_committers
from chatty.core.limits import limits
from chatty.core.threads import run_in_thread
from chatty.realtime import publish
from chatty.realtime.connections import refresh_connections
from chatty.realtime.hub import Hub, Message
from chatty.realtime.lookout import Lookout
from chatty.realtime.presence import beat_sockets, sweep
from chatty.realtime.registry import heed_all_notices, heed_notice
from chatty.realtime.topics import EVERYONE, group_name
from chatty.realtime.welcome import gap_frame, look_again_at

log = logging.getLogger(__name__)

TICK_SECONDS = 10
RETRY_SECONDS = 1.0
SOCKETS_AT_ONCE = 200
SWEEP_AFTER_SECONDS = 0.1


class Realtime:
    """The hub with its pump and clock, bound to one event loop."""

    def __init__(self) -> None:
        self.layer = get_channel_layer()
        self.channel = ""
        self._attends = False
        self.hub = Hub(
            subscribe=self._subscribe,
            unsubscribe=self._unsubscribe,
            recheck=lambda connections: look_again_at(self.hub, connections),
            hold_seconds=limits.ordering_hold_seconds,
        )
        self.loop = asyncio.get_running_loop()
        self._opening = asyncio.Lock()
        self._mended = asyncio.Event()
        self._left = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to pump and tick."""
        publish.use_loop(self.loop)
        publish.deliver_by(self.receive)
        start_committers()
        # Other loops of this process (commands have one) use the same layer.
        self.layer.on_mended = lambda: self.loop.call_soon_threadsafe(self._mended.set)
        self._tasks = [
            self.loop.create_task(work)
            for work in (
                *(self._pump(), self._tick(), self._catch_up(), self._sweep_in_time()),
                Lookout(self.hub).run(),
            )
        ]

    async def stop(self) -> None:
        """End the tasks and the connections to the bus."""
        self.layer.on_mended = None
        await run_in_thread(stop_committers)
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task
        publish.use_loop(None)
        publish.deliver_by(None)
        with suppress(OSError, RedisError):
            await self.layer.close()

    def sweep_soon(self) -> None:
        """A socket has closed: when the grace is over, look whether its person is gone."""
        self._left.set()

    def receive(self, message: Message) -> None:
        """Take one message from the bus, or of this process: what goes to everyone needs no topic
        of theirs, and comes to processes without sockets too.
        """
        if message["topic"] != EVERYONE:
            self.hub.receive(message)
            return
        if notice := (message["control"] or {}).get("notice"):
            heed_notice(notice)
        if message["frame"] is not None:
            self.hub.tell_everyone(message["frame"])

    async def _own_channel(self) -> str:
        """The one channel of this process, whoever asks first."""
        async with self._opening:
            if not self.channel:
                self.channel = await self.layer.new_channel()
            if not self._attends:
                # Where that fails it is tried again with the same channel: of another one beside
                # it, which nobody empties, every message would stay.
                await self.layer.attend(self.channel)
                self._attends = True
            return self.channel

    async def _subscribe(self, topic: str) -> None:
        try:
            await self.layer.group_add(group_name(topic), await self._own_channel())
        except RedisError as error:
            raise ConnectionError(str(error)) from error

    async def _unsubscribe(self, topic: str) -> None:
        try:
            await self.layer.group_discard(group_name(topic), self.channel)
        except RedisError as error:
            raise ConnectionError(str(error)) from error

    async def _pump(self) -> None:
        """Drain the bus at once: the layer's own queue has no bound."""
        while True:
            try:
                messages = await self.layer.receive_all(await self._own_channel())
            except (OSError, RedisError):
                await asyncio.sleep(RETRY_SECONDS)
                continue
            except Exception:  # one bad message must not silence a process
                log.exception("realtime.message_failed")
                continue
            for message in messages:
                try:
                    self.receive(message)
                except Exception:  # the same
                    log.exception("realtime.message_failed")

    async def _catch_up(self) -> None:
        """After the bus was cut: look what was missed here, and have the clients look."""
        while True:
            await self._mended.wait()
            # The other processes come back in this time too, and so does a flapping bus.
            await asyncio.sleep(RETRY_SECONDS)
            self._mended.clear()
            try:
                heed_all_notices()
                await self.hub.subscribe_missing()
                await self._beat()
                self.hub.tell_everyone(gap_frame())
                # Some after others, so that the others' requests find threads too.
                connections = self.hub.connections()
                for start in range(0, len(connections), SOCKETS_AT_ONCE):
                    await look_again_at(self.hub, connections[start : start + SOCKETS_AT_ONCE])
            except Exception:  # there may be a next time
                log.exception("realtime.catch_up_failed")

    async def _tick(self) -> None:
        beats = 0
        tick_seconds = min(TICK_SECONDS, limits.silence_seconds / 4)
        while True:
            await asyncio.sleep(tick_seconds)
            beats += 1
            try:
                self.hub.close_silent(silence_seconds=limits.silence_seconds)
                if await self.hub.subscribe_missing():
                    self._mended.set()
                if beats * tick_seconds % limits.heartbeat_seconds < tick_seconds:
                    await self._beat()
                # For those whose own process was killed, or was not there in time.
                await run_in_thread(sweep)
            except Exception:  # the clock must go on
                log.exception("realtime.tick_failed")

    async def _beat(self) -> None:
        """The sockets of this process are alive."""
        pairs = [(connection.user_id, connection.id) for connection in self.hub.connections()]

        def beat() -> None:
            refresh_connections(pairs)
            beat_sockets(pairs)

        await run_in_thread(beat)

    async def _sweep_in_time(self) -> None:
        while True:
            await self._left.wait()
            self._left.clear()
            # Whoever leaves meanwhile is looked at in the next round.
            await asyncio.sleep(limits.presence_grace_seconds + SWEEP_AFTER_SECONDS)
            try:
                await run_in_thread(sweep)
            except Exception:  # others leave too
                log.exception("realtime.sweep_failed")


_running: dict[asyncio.AbstractEventLoop, Realtime] = {}


def realtime() -> Realtime:
    """This loop's realtime, started when first needed (daphne runs no lifespan)."""
    loop = asyncio.get_running_loop()
    if loop not in _running:
        _running[loop] = Realtime()
        _running[loop].start()
    return _running[loop]


async def start_realtime() -> None:
    """Lifespan startup."""
    realtime()


async def stop_realtime() -> None:
    """Lifespan shutdown."""
    found = _running.pop(asyncio.get_running_loop(), None)
    if found is not None:
        await found.stop()
