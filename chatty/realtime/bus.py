"""The bus between processes: Channels' Redis pub/sub layer, which here notices that it was cut.

What is published while Redis is away is lost (only hints travel here); clients must be told to
look, and redis-py subscribes again by itself without a word. So each connection is seen coming up:
one that comes up again was cut. What a process has told its own sockets it does not hear again.
tests/chatty/realtime/test_bus.py guards what is used of the layer's insides.
"""

import asyncio
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from channels_redis.pubsub import RedisPubSubChannelLayer
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection

from chatty.realtime.topics import EVERYONE, group_name

_NOBODY = bytes(16)
# Never tried twice: an answer that came late would publish an event twice.
_OPTIONS: dict[str, Any] = {
    "socket_connect_timeout": 1.0,
    "socket_timeout": 2.0,
    "health_check_interval": 15,
}


class Bus(RedisPubSubChannelLayer):  # type: ignore[misc]  # channels-redis ships no types
    """The channel layer of the settings. `on_mended` is called in the loop of a connection that
    came up again, just before it subscribes to what it heard before.

    A message travels as 16 bytes, which name the process whose sockets know it already, and what
    Channels makes of it.
    """

    def __init__(self, *, url: str, prefix: str) -> None:
        host = {"address": url, "redis_connect_func": self._come_up, **_OPTIONS}
        super().__init__(hosts=[host], prefix=prefix)
        self.on_mended: Callable[[], None] | None = None
        self.process = uuid.uuid4().bytes
        self._url = url
        self._prefix = prefix
        self._publishers: WeakKeyDictionary[asyncio.AbstractEventLoop, Redis] = WeakKeyDictionary()
        self._seen: WeakSet[AbstractConnection] = WeakSet()

    def serialize(self, message: Mapping[str, Any]) -> bytes:
        """The bytes of a message that no process has told its sockets."""
        return _NOBODY + bytes(super().serialize(message))

    def deserialize(self, message: bytes) -> Mapping[str, Any] | None:
        """The message, or None if this process published and told it."""
        if message.startswith(self.process):
            return None
        found: Mapping[str, Any] = super().deserialize(message[len(_NOBODY) :])
        return found

    async def publish_all(
        self, messages: Sequence[Mapping[str, Any]], *, is_known_here: bool
    ) -> None:
        """Publish these in order. `is_known_here`: its own sockets were told.

        One alone goes to those who hear its topic. Several go as one to every process that attends:
        a busy server has most of its topics in every process, and each message by itself costs
        sender and hearers more than the few that nobody wants.
        """
        origin = self.process if is_known_here else _NOBODY
        alone = messages[0] if len(messages) == 1 else None
        group = group_name(EVERYONE if alone is None else alone["topic"])
        told = {"type": "hub.events", "messages": list(messages)} if alone is None else alone
        await self._publisher().publish(
            f"{self._prefix}__group__{group}", origin + bytes(super().serialize(told))
        )

    async def attend(self, channel: str) -> None:
        """Have a channel of `new_channel` hear what is published several at a time."""
        await self.group_add(group_name(EVERYONE), channel)

    async def close(self) -> None:
        """End this loop's connections; they come up again when they are needed."""
        publisher = self._publishers.pop(asyncio.get_running_loop(), None)
        if publisher is not None:
            await publisher.aclose(close_connection_pool=True)
        await self.flush()

    def _publisher(self) -> Redis:
        """This loop's connection for publishing: a subscribed one may do nothing else."""
        loop = asyncio.get_running_loop()
        if loop not in self._publishers:
            pool = ConnectionPool.from_url(self._url, **_OPTIONS)
            self._publishers[loop] = Redis(connection_pool=pool)
        return self._publishers[loop]

    async def receive_all(self, channel: str) -> list[Mapping[str, Any]]:
        """What has come for a channel of `new_channel` since: at least one, in order; it waits.

        Of what this process told its own sockets nothing is left: it may be an empty list.
        """
        queue = self._get_layer().channels[channel]
        raw = [await queue.get()]
        while not queue.empty():
            raw.append(queue.get_nowait())
        messages: list[Mapping[str, Any]] = []
        for one in raw:
            if (found := self.deserialize(one)) is not None:
                messages += found.get("messages") or [found]
        return messages

    async def _come_up(self, connection: Any) -> None:
        await connection.on_connect()
        if connection in self._seen and self.on_mended is not None:
            self.on_mended()
        self._seen.add(connection)
