"""Whether somebody may still hear what their socket hears: asked of the apps, not of memory."""

import logging
import time
import uuid
from collections.abc import Collection, Mapping

from chatty.core import errors
from chatty.core.api import as_refusal
from chatty.core.threads import run_in_thread
from chatty.realtime import registry
from chatty.realtime.connection import Connection
from chatty.realtime.frames import event_frame
from chatty.realtime.hub import NAMED_GAPS, Hub
from chatty.realtime.registry import Caller
from chatty.realtime.topics import conversation_of

log = logging.getLogger(__name__)

NOT_AUTHENTICATED = 4401
REFUSED = 4403
TRY_LATER = 1013
SOCKETS_AT_ONCE = 500


async def look_again(hub: Hub, connection: Connection) -> bool:
    """Close a socket whose session has ended; let it hear its person's topics and what it watches
    (open to everyone who is signed in), and no others.

    Says whether it stays. Looks until nothing has changed between a look and what followed it.
    """
    caller = Caller(uuid.UUID(connection.user_id), uuid.UUID(connection.session_id))

    def look() -> dict[str, int]:
        registry.authenticator().actor(caller)
        return registry.topics_of(caller.user_id)

    while not connection.is_closed:
        # What the hub changes during a look is newer than what the look finds.
        heard = set(connection.topics)
        try:
            topics = await run_in_thread(look)
        except Exception as caught:  # noqa: BLE001 - every failure here has a close code
            connection.close(close_code(caught))
            return False
        connection.looked_at = time.monotonic()
        await hub.leave(connection, heard - topics.keys() - connection.watched)
        connection.raise_horizons(topics)
        missing = topics.keys() - heard - connection.topics
        if not missing:
            return True
        await hub.listen(connection, missing)
    return False


async def look_again_at(hub: Hub, connections: Collection[Connection]) -> None:
    """`look_again` for many open sockets, in as many queries as for one, some hundreds at a time.

    Those that lose or gain a topic by it are told to look too: an event about it was lost, or there
    is none.
    """
    waiting = list(connections)
    for start in range(0, len(waiting), SOCKETS_AT_ONCE):
        changed = waiting[start : start + SOCKETS_AT_ONCE]
        while changed:
            # What changed between a look and what followed it is found by the next.
            changed = await _look_once(hub, changed)


async def _look_once(hub: Hub, connections: Collection[Connection]) -> list[Connection]:
    """Those that hear more than before."""
    callers = {
        one.id: Caller(uuid.UUID(one.user_id), uuid.UUID(one.session_id)) for one in connections
    }

    def look() -> tuple[Mapping[uuid.UUID, Exception], dict[uuid.UUID, dict[str, int]]]:
        refused = registry.authenticator().refusals(callers.values())
        return refused, registry.topics_of_many({caller.user_id for caller in callers.values()})

    heard = {one.id: set(one.topics) for one in connections}
    refused, found = await run_in_thread(look)
    gained = []
    for one in connections:
        caller = callers[one.id]
        if (refusal := refused.get(caller.session_id)) is not None:
            one.close(close_code(refusal))
            continue
        one.looked_at = time.monotonic()
        if await _follow(hub, one, heard[one.id], found[caller.user_id]):
            gained.append(one)
    return gained


async def _follow(
    hub: Hub, connection: Connection, heard: set[str], topics: Mapping[str, int]
) -> bool:
    """Let a socket that heard `heard` hear these topics and no others; whether it gained some."""
    lost = (heard - topics.keys() - connection.watched) & connection.topics
    connection.raise_horizons(topics)
    if lost:
        await hub.leave(connection, lost)
        connection.send(event_frame("resync", {"reason": "permissions"}))
    # What the hub took from it during the look is newer than what the look found.
    missing = topics.keys() - heard - connection.topics
    if not missing or connection.is_closed:
        return False
    await hub.listen(connection, missing)
    gained = sorted(missing & connection.topics)
    for topic in gained if len(gained) <= NAMED_GAPS else (None,):
        connection.send(gap_frame(topic))
    return True


def gap_frame(topic: str | None = None) -> bytes:
    """Tell a client that events were lost: of a conversation, or of anything."""
    conversation_id = conversation_of(topic) if topic else None
    return event_frame(
        "resync",
        {"reason": "gap"}
        | ({} if conversation_id is None else {"conversation_id": conversation_id}),
    )


def close_code(caught: Exception) -> int:
    """The code that a socket is closed with when proving its caller raised this."""
    refusal = as_refusal(caught)
    if isinstance(refusal, (errors.Suspended, errors.Forbidden)):
        return REFUSED
    if refusal is not None and refusal.status == 401:
        return NOT_AUTHENTICATED
    if refusal is None:
        log.error("handshake.failed", exc_info=caught)
    return TRY_LATER
