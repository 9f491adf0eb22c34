"""Tickets for sockets, in Redis: used once by GETDEL, gone by themselves."""

import uuid

from redis.exceptions import RedisError

from accounts.adapters.keys import digest_secret
from chatty.core.errors import Unavailable
from chatty.core.ids import read_id
from chatty.core.limits import limits
from chatty.core.redis_client import redis


def _key(ticket: str) -> str:
    return f"ticket:{digest_secret(ticket).hex()}"


def store_ticket(ticket: str, session_id: uuid.UUID) -> None:
    """Keep a ticket for `limits.ticket_seconds`. Unavailable without Redis."""
    try:
        redis().set(_key(ticket), str(session_id), ex=limits.ticket_seconds)
    except RedisError:
        raise Unavailable("Tickets need Redis. Try again in a moment.", retry_after=5) from None


def take_ticket(ticket: str) -> uuid.UUID | None:
    """The session of a ticket, which is used up by this. Unavailable without Redis."""
    try:
        found = redis().getdel(_key(ticket))
    except RedisError:
        raise Unavailable("Tickets need Redis. Try again in a moment.", retry_after=5) from None
    return read_id(found.decode()) if isinstance(found, bytes) else None
