"""The one Redis connection pool of a process, for rates, tickets and presence.

Redis holds nothing that cannot be rebuilt: whoever calls it says what happens without it.
"""

from functools import cache

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry


@cache
def redis() -> Redis:
    """A thread-safe client with short timeouts, so that a missing Redis costs little."""
    return Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=1.0,
        socket_connect_timeout=0.5,
        retry=Retry(NoBackoff(), 1),
        health_check_interval=30,
    )
