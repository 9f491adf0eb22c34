"""One socket of the wire contract: handshake, frames in, answers out. What is said is the apps'
business.
"""

import asyncio
import time
import uuid
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from channels.consumer import AsyncConsumer

from chatty.core.clock import now, wire_time
from chatty.core.ids import new_id
from chatty.core.limits import limits
from chatty.core.threads import run_in_thread
from chatty.realtime import registry
from chatty.realtime.connection import Connection
from chatty.realtime.connections import admit_connection, forget_connection
from chatty.realtime.frames import event_frame
from chatty.realtime.handshake_gate import handshake_gate
from chatty.realtime.incoming import MALFORMED, Incoming
from chatty.realtime.presence import beat_sockets, close_socket
from chatty.realtime.process import realtime
from chatty.realtime.publish import Control, publish
from chatty.realtime.registry import Caller, Handshake
from chatty.realtime.server import EXTENSION
from chatty.realtime.topics import user_topic
from chatty.realtime.welcome import close_code, look_again
from chatty.realtime.wire import Wire

TOO_MANY = 4409
TOO_BIG = 1009

PROTOCOL_VERSION = 1


class SocketConsumer(AsyncConsumer):  # type: ignore[misc]  # Channels ships no types
    """Registers with the hub instead of the channel layer: one subscription a process, not a
    socket.
    """

    channel_layer_alias = "none"

    def __init__(self) -> None:
        self.caller: Caller | None = None
        self.connection: Connection | None = None
        self.incoming: Incoming | None = None
        self._counting: asyncio.Future[None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one socket. However that ends, the hub forgets it.

        Without Channels' own dispatch: it makes tasks for each message, and a thread hop to close
        database connections; our threads close theirs.
        """
        self.scope, self.base_send = scope, send
        try:
            while (message := await receive())["type"] != "websocket.disconnect":
                if message["type"] == "websocket.receive":
                    await self._receive(message)
                else:
                    await self._connect()
        finally:
            await self._disconnect()

    async def _connect(self) -> None:
        """Accept the upgrade, whoever asks: a browser sees close codes, and not why an upgrade was
        refused. And only when all is in place: what is told from then on is heard.
        """
        code = None
        try:
            async with handshake_gate().enter():
                await self._shake_hands()
        except Exception as caught:  # noqa: BLE001 - every failure here has a close code
            code = close_code(caught)
            # What was sent ahead is not done, however far this came.
            self.incoming = None
        await self.base_send({"type": "websocket.accept"})
        if code is not None:
            await self.base_send({"type": "websocket.close", "code": code})
        elif self.connection is not None:
            self.connection.open()
            self.connection.greet(_hello(self.connection))

    async def _shake_hands(self) -> None:
        wire: Wire | None = self.scope.get("extensions", {}).get(EXTENSION)
        if wire is not None and wire.is_gone:
            # It has waited for too long, and may be back already: others are still there.
            return
        handshake = read_handshake(self.scope)
        # Nobody reads them again, and an idle socket holds nothing that it does not need.
        self.scope["headers"] = []
        connection_id = str(new_id())

        def prove() -> tuple[Caller, dict[str, int]]:
            caller = registry.authenticator().authenticate(handshake)
            return caller, registry.topics_of(caller.user_id)

        caller, topics = await run_in_thread(prove)
        self.caller = replace(caller, connection_id=connection_id)
        self.connection = Connection(
            id=connection_id,
            user_id=str(caller.user_id),
            session_id=str(caller.session_id),
            send=self.base_send,
            wire=wire,
            max_frames=limits.outbox_frames,
            max_bytes=limits.outbox_bytes,
            is_open=False,
        )
        self.connection.raise_horizons(topics)
        hub = realtime().hub
        self.incoming = Incoming(hub=hub, connection=self.connection, caller=self.caller)
        await hub.add(self.connection, topics)
        # Heard only from here on: what was revoked or changed meanwhile is looked at once more.
        if await look_again(hub, self.connection):
            # Whoever hangs up now must be counted out after they were counted in.
            self._counting = asyncio.ensure_future(
                run_in_thread(lambda: count_in(caller.user_id, connection_id))
            )
            await asyncio.shield(self._counting)
            self._counting = None

    async def _disconnect(self) -> None:
        if self.connection is None or self.caller is None:
            return
        connection, caller = self.connection, self.caller
        self.connection = None
        running = realtime()
        await running.hub.remove(connection)
        if self._counting is not None:
            await asyncio.wait([self._counting])
        await run_in_thread(lambda: count_out(caller.user_id, connection.id))
        running.sweep_soon()

    async def _receive(self, message: dict[str, Any]) -> None:
        if self.connection is None or self.incoming is None or self.connection.is_closed:
            return
        self.connection.last_seen_at = time.monotonic()
        text = message.get("text")
        if text is None:
            self.connection.close(MALFORMED)
        elif len(text) > limits.frame_bytes or len(text.encode()) > limits.frame_bytes:
            self.connection.close(TOO_BIG)
        else:
            await self.incoming.take(text)


def read_handshake(scope: dict[str, Any]) -> Handshake:
    """The upgrade request's headers (lower-case; the first of equal ones), query and address."""
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
    query = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
    client = scope.get("client")
    return Handshake(headers=headers, query=query, ip_address=client[0] if client else None)


def count_in(user_id: uuid.UUID, connection_id: str) -> None:
    """Count a new socket, close the person's oldest ones beyond the limit, wherever they are; the
    person is there.
    """
    if over := admit_connection(user_id, connection_id):
        publish(user_topic(user_id), None, control=Control(close=TOO_MANY, connections=over))
    beat_sockets([(str(user_id), connection_id)])


def count_out(user_id: uuid.UUID, connection_id: str) -> None:
    """A socket has closed."""
    forget_connection(user_id, connection_id)
    close_socket(user_id, connection_id)


def _hello(connection: Connection) -> bytes:
    return event_frame(
        "hello",
        {
            "connection_id": uuid.UUID(connection.id),
            "user_id": uuid.UUID(connection.user_id),
            "session_id": uuid.UUID(connection.session_id),
            "heartbeat_interval": limits.heartbeat_seconds,
            "limits": {
                "frame_bytes": limits.frame_bytes,
                "messages_per_minute": limits.messages_per_minute,
                "body_code_points": limits.body_code_points,
                "connections_per_user": limits.connections_per_user,
                "silence_seconds": limits.silence_seconds,
            },
            "server_time": wire_time(now()),
            "protocol": PROTOCOL_VERSION,
        },
    )
