"""Token buckets, shared by all processes through Redis, with a bucket in the process as fallback.

A bucket is two numbers: tokens and the time they were counted at. One Lua script reads, refills
and takes, so two processes can never spend the same token.
"""

import logging
import math
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

from django.conf import settings
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from chatty.core.errors import RateLimited
from chatty.core.limits import Rate, limits
from chatty.core.redis_client import redis

log = logging.getLogger(__name__)

# KEYS[1] bucket; ARGV capacity, tokens per second, cost. Answers "0" or the seconds to wait.
# Redis's own clock counts, so skewed hosts share a bucket fairly.
_TAKE = """
local capacity, per_second, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(bucket[1]) or capacity
local elapsed = math.max(0, now - (tonumber(bucket[2]) or now))
tokens = math.min(capacity, tokens + elapsed * per_second)
if tokens < cost then
  return tostring((cost - tokens) / per_second)
end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens - cost), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], math.ceil(capacity / per_second * 1000) + 1000)
return '0'
"""


class LocalBuckets:
    """The same buckets inside this process.

    Each process then grants the full rate: better than none or all.
    """

    def __init__(self, *, at_most: int = 50_000) -> None:
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()
        self._at_most = at_most

    def take(self, key: str, rate: Rate, cost: int, *, at: float) -> float:
        """Take `cost` tokens at the monotonic second `at`; the seconds to wait, 0 when taken."""
        per_second = rate.capacity / rate.per_seconds
        with self._lock:
            tokens, before = self._buckets.get(key, (float(rate.capacity), at))
            tokens = min(rate.capacity, tokens + max(0.0, at - before) * per_second)
            if tokens < cost:
                return (cost - tokens) / per_second
            if len(self._buckets) >= self._at_most:
                self._buckets.clear()
            self._buckets[key] = (tokens - cost, at)
            return 0.0


class Breaker:
    """Leaves a Redis alone for a while that did not answer: one that hangs would cost everyone who
    sends its timeout, each time.
    """

    def __init__(self) -> None:
        self._asked_again_at = 0.0

    def ask[Answer](self, work: Callable[[], Answer]) -> Answer:
        """What `work` answers; RedisError where it fails, or has failed a moment ago."""
        if time.monotonic() < self._asked_again_at:
            raise RedisConnectionError("Redis did not answer a moment ago.")
        try:
            return work()
        except RedisError:
            log.warning("rate_limit.fallback", exc_info=True)
            self._asked_again_at = time.monotonic() + REST_SECONDS
            raise


REST_SECONDS = 2.0
_breaker = Breaker()
_local = LocalBuckets()


def start_over() -> None:
    """Know neither spent tokens nor failures, as a new process (tests)."""
    global _breaker, _local
    _breaker, _local = Breaker(), LocalBuckets()


@cache
def _script() -> Any:
    return redis().register_script(_TAKE)


def take(name: str, who: object, rate: Rate, *, cost: int = 1) -> None:
    """Spend `cost` tokens of the bucket (`name`, `who`), or raise RateLimited with the wait in
    seconds.
    """
    if not settings.RATE_LIMITS or cost == 0:
        return
    if (refusal := _take_all(name, [who], rate, cost)[0]) is not None:
        raise refusal


def take_many(name: str, whos: Sequence[object], rate: Rate) -> list[RateLimited | None]:
    """Spend one token of each of these buckets, in one round trip; the refusals stand in their
    places.
    """
    if not settings.RATE_LIMITS or not whos:
        return [None] * len(whos)
    return _take_all(name, whos, rate, 1)


def _take_all(name: str, whos: Sequence[object], rate: Rate, cost: int) -> list[RateLimited | None]:
    keys = [f"rate:{name}:{who}" for who in whos]
    try:
        waits = _breaker.ask(
            partial(_ask_redis, keys, [rate.capacity, rate.capacity / rate.per_seconds, cost])
        )
    except RedisError:
        at = time.monotonic()
        waits = [_local.take(key, rate, cost, at=at) for key in keys]
    return [_refusal(wait) if wait > 0 else None for wait in waits]


def _ask_redis(keys: Sequence[str], arguments: list[float]) -> list[float]:
    if len(keys) == 1:
        return [float(_script()(keys=keys, args=arguments))]
    pipeline = redis().pipeline(transaction=False)
    for key in keys:
        _script()(keys=[key], args=arguments, client=pipeline)
    return [float(wait) for wait in pipeline.execute()]


def _refusal(wait: float) -> RateLimited:
    seconds = max(1, math.ceil(wait))
    unit = "second" if seconds == 1 else "seconds"
    return RateLimited(
        f"That's a lot at once. You can try again in {seconds} {unit}.", retry_after=wait
    )


def take_read(session_id: object) -> None:
    """Spend one of a session's reads: GETs, receipts and /sync share a bucket; RateLimited."""
    take("reads", session_id, per_minute(limits.reads_per_minute))


def per_minute(count: int) -> Rate:
    """A bucket of `count`, full again after a minute."""
    return Rate(count, 60)


def per_hour(count: int) -> Rate:
    """A bucket of `count`, full again after an hour."""
    return Rate(count, 3_600)
