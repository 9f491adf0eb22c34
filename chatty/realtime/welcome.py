"""Whether somebody may still hear what their socket hears: asked of the apps, not of memory."""

import logging
import uuid

from chatty.core import errors
from chatty.core.api import as_refusal
from chatty.core.threads import run_in_thread
from chatty.realtime import registry
from chatty.realtime.connection import Connection
from chatty.realtime.hub import Hub
from chatty.realtime.registry import Caller

log = logging.getLogger(__name__)

NOT_AUTHENTICATED = 4401
REFUSED = 4403
TRY_LATER = 1013


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
        await hub.leave(connection, heard - topics.keys() - connection.watched)
        connection.raise_horizons(topics)
        missing = topics.keys() - heard - connection.topics
        if not missing:
            return True
        await hub.listen(connection, missing)
    return False


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
