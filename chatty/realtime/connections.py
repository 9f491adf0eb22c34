"""How many sockets a person has open, over all processes: a sorted set in Redis.

The score is the last sign of life, so that sockets of a killed process fade. Ids are UUIDv7, so
their order is the order of opening.
"""

import time
import uuid
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.conf import settings
from redis.exceptions import RedisError

from chatty.core.limits import limits
from chatty.core.redis_client import redis

# KEYS[1] the person's set; ARGV id, now, oldest life, how many. Answers the ids over the limit.
_ADMIT = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('EXPIRE', KEYS[1], 3600)
local ids = redis.call('ZRANGE', KEYS[1], 0, -1)
table.sort(ids)
local over = {}
for place = 1, #ids - tonumber(ARGV[4]) do
  over[place] = ids[place]
  redis.call('ZREM', KEYS[1], ids[place])
end
return over
"""


@cache
def _admit() -> Any:
    return redis().register_script(_ADMIT)


def _key(user_id: uuid.UUID | str) -> str:
    return f"connections:{user_id}"


def admit_connection(user_id: uuid.UUID, connection_id: str) -> list[str]:
    """Count a new socket; the ids of the oldest ones that must close (4409). None without Redis."""
    if not settings.RATE_LIMITS:
        return []
    now = time.time()
    arguments = [connection_id, now, now - limits.silence_seconds, limits.connections_per_user]
    try:
        over: list[bytes] = _admit()(keys=[_key(user_id)], args=arguments)
    except RedisError:
        return []
    return [name.decode() for name in over]


def forget_connection(user_id: uuid.UUID, connection_id: str) -> None:
    """A socket has closed."""
    try:
        redis().zrem(_key(user_id), connection_id)
    except RedisError:
        return


def refresh_connections(pairs: Iterable[tuple[str, str]]) -> None:
    """These (user, connection) pairs are alive."""
    now = time.time()
    pipeline = redis().pipeline(transaction=False)
    for user_id, connection_id in pairs:
        pipeline.zadd(_key(user_id), {connection_id: now}, xx=True)
        pipeline.expire(_key(user_id), 3_600)
    try:
        pipeline.execute()
    except RedisError:
        return
