"""The bus between processes: Channels' Redis pub/sub layer, which here notices that it was cut.

What is published while Redis is away is lost (only hints travel here); clients must be told to
look, and redis-py subscribes again by itself without a word. So each connection is seen coming up:
one that comes up again was cut.
"""

from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from channels_redis.pubsub import RedisPubSubChannelLayer
from redis.asyncio.connection import AbstractConnection


class Bus(RedisPubSubChannelLayer):  # type: ignore[misc]  # channels-redis ships no types
    """The channel layer of the settings. `on_mended` is called in the loop of a connection that
    came up again, just before it subscribes to what it heard before.
    """

    def __init__(self, *, url: str, prefix: str) -> None:
        # Never tried twice: an answer that came late would publish an event twice.
        host = {
            "address": url,
            "redis_connect_func": self._come_up,
            "socket_connect_timeout": 1.0,
            "socket_timeout": 2.0,
            "health_check_interval": 15,
        }
        super().__init__(hosts=[host], prefix=prefix)
        self.on_mended: Callable[[], None] | None = None
        self._seen: WeakSet[AbstractConnection] = WeakSet()

    async def _come_up(self, connection: Any) -> None:
        await connection.on_connect()
        if connection in self._seen and self.on_mended is not None:
            self.on_mended()
        self._seen.add(connection)
