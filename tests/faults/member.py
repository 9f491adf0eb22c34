"""A client by the book: it comes back by itself, catches up, and sends again until it is answered.

It keeps a log of each room from events and `changes` alone, so that what it holds can be compared
with what the server holds.
"""

import asyncio
import itertools
import json
import random
import time
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.faults.ledger import Ledger
from tests.people import Refused, Talker

TRANSIENT = (OSError, EOFError, WebSocketException, httpx.TransportError)
"""What a client expects of a network (TimeoutError is an OSError)."""

PERSONAL = {"me"}
_ANSWER_SECONDS = 15.0
_SILENT_PINGS = 2


@dataclass
class Log:
    """A room as one member knows it."""

    rev: int = 0
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    """By seq, as everybody sees them."""

    def take(self, message: dict[str, Any]) -> None:
        """Keep the newer of what was known and this."""
        known = self.messages.get(message["seq"])
        if known is None or known["rev"] <= message["rev"]:
            self.messages[message["seq"]] = shared_part(message)


def shared_part(message: dict[str, Any]) -> dict[str, Any]:
    """A message without what differs from person to person, and what only some answers carry."""
    kept = {key: message[key] for key in _COMPARED}
    reactions = [(mark["emoji"], mark["count"]) for mark in message["reactions"]]
    return {**kept, "reactions": sorted(reactions)}


_COMPARED = (
    *("id", "conversation_id", "seq", "rev", "sender_id", "client_id", "type", "body"),
    *("version", "created_at", "edited_at", "deleted"),
)


class Member:
    """One person's client. Used as a context, it is online from beginning to end."""

    def __init__(
        self,
        talker: Talker,
        rooms: Iterable[str],
        ledger: Ledger,
        *,
        ping_seconds: float = 3.0,
        back_seconds: float = 0.5,
    ) -> None:
        self.talker = talker
        self.ledger = ledger
        self.logs = {room: Log() for room in rooms}
        self.heard: list[tuple[str, int]] = []
        """The room and the seq of every message that an event or `changes` brought."""
        self.rooms_heard: set[str] = set()
        self.said: list[int] = []
        """The seqs of what this client sent, in the order in which it sent."""
        self.longest_wait_seconds = 0.0
        """Of what this client sent: from the first attempt to the acknowledgement."""
        self.codes: list[int | None] = []
        """With what its sockets closed."""
        self.online = asyncio.Event()
        self._ping_seconds = ping_seconds
        self._back_seconds = back_seconds
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._wire: ClientConnection | None = None
        self._behind: set[str] = set()
        self._is_behind = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(self._stay()), asyncio.create_task(self._keep_up())]
        return self

    async def __aexit__(self, *_error: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # Listening

    async def _stay(self) -> None:
        """Be connected; whenever that ends, come back after a short random pause."""
        while True:
            with suppress(*TRANSIENT):
                await self._be_connected()
            self.online.clear()
            self._wire = None
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(ConnectionError("the socket closed"))
            self._waiting.clear()
            await asyncio.sleep(random.uniform(0.05, self._back_seconds))

    async def _be_connected(self) -> None:
        async with connect(
            self.talker.server.socket_url,
            additional_headers=self.talker.bearer,
            ping_interval=None,
            open_timeout=_ANSWER_SECONDS,
            close_timeout=1,
            max_size=None,
            max_queue=None,
            compression=None,
        ) as wire:
            self._wire = wire
            try:
                await self._listen(wire)
            finally:
                wire.transport.abort()
                self.codes.append(wire.close_code)

    async def _listen(self, wire: ClientConnection) -> None:
        silence = 0
        while silence <= _SILENT_PINGS:
            try:
                raw = await asyncio.wait_for(wire.recv(), self._ping_seconds)
            except TimeoutError:
                silence += 1
                await wire.send(json.dumps({"id": 0, "op": "ping"}))
                continue
            silence = 0
            self._hear(json.loads(raw))

    def _hear(self, frame: dict[str, Any]) -> None:
        if "re" in frame:
            waiting = self._waiting.get(frame["re"])
            if waiting is not None and not waiting.done():
                waiting.set_result(frame)
            return
        room = frame.get("c")
        if room is not None:
            self.rooms_heard.add(room)
        if frame["ev"] == "hello":
            self.online.set()
            self._look(self.logs)
        elif frame["ev"] == "resync":
            self._look([frame["d"]["conversation_id"]] if "conversation_id" in frame["d"] else None)
        elif room in self.logs and "rev" in frame:
            self._take_event(room, frame)

    def _take_event(self, room: str, frame: dict[str, Any]) -> None:
        log, data = self.logs[room], frame["d"]
        if frame["ev"].startswith("message."):
            self.heard.append((room, data["seq"]))
        if frame["rev"] > log.rev + 1:
            self._look([room])
        elif frame["rev"] == log.rev + 1:
            log.rev += 1
            if frame["ev"].startswith("message."):
                log.take(data)

    def _look(self, rooms: Iterable[str] | None) -> None:
        self._behind |= set(self.logs if rooms is None else rooms) & set(self.logs)
        self._is_behind.set()

    async def _keep_up(self) -> None:
        """Ask for the changes of whatever may have been missed, until they are there."""
        while True:
            await self._is_behind.wait()
            self._is_behind.clear()
            for room in list(self._behind):
                self._behind.discard(room)
                try:
                    await self._catch_up(room)
                except (*TRANSIENT, Refused) as error:
                    if isinstance(error, Refused) and error.error["status"] == 404:
                        del self.logs[room]
                        continue
                    self._look([room])
                    await asyncio.sleep(random.uniform(0.05, self._back_seconds))

    async def _catch_up(self, room: str) -> None:
        log = self.logs[room]
        more = True
        while more:
            path = f"/conversations/{room}/changes?since={log.rev}&limit=200"
            answer = await self.rest("GET", path)
            for message in answer["messages"]:
                self.heard.append((room, message["seq"]))
                log.take(message)
            log.rev = max(log.rev, answer["rev"])
            more = answer["has_more"]

    # Speaking

    async def rest(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of one call; Refused where it is refused."""
        answer = await self.talker.http.request(method, path, json=body)
        self.ledger.statuses[answer.status_code] += 1
        if not answer.is_success:
            is_problem = "problem+json" in answer.headers.get("content-type", "")
            error = answer.json() if is_problem else {"detail": answer.text[:500]}
            raise Refused({**error, "status": answer.status_code})
        return answer.json() if answer.content else None

    async def ask(self, op: str, **data: Any) -> Any:
        """The `d` of the answer to one operation on the socket; Refused, or it is not answered."""
        wire = self._wire
        if wire is None or not self.online.is_set():
            raise ConnectionError("not connected")
        number = next(self._numbers)
        answered: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answered
        try:
            await wire.send(json.dumps({"id": number, "op": op, "d": data}))
            frame = await asyncio.wait_for(answered, _ANSWER_SECONDS)
        finally:
            self._waiting.pop(number, None)
            # Where nothing could be sent nobody waits for the answer, nor for why it did not come.
            if answered.done() and not answered.cancelled():
                answered.exception()
        self.ledger.statuses[200 if frame["ok"] else frame["error"]["status"]] += 1
        if not frame["ok"]:
            raise Refused(frame["error"])
        return frame["d"]

    async def say(self, room: str, body: str, client_id: str | None = None) -> dict[str, Any]:
        """Send by socket or REST, again and again until it is acknowledged; the message."""
        name, began = client_id or str(uuid.uuid4()), time.monotonic()
        while True:
            try:
                sent = await self._say_once(room, body, name)
            except TRANSIENT:
                await asyncio.sleep(random.uniform(0.02, self._back_seconds))
            except Refused as refused:
                if refused.error["status"] not in (429, 503):
                    raise
                await asyncio.sleep(min(2.0, refused.error.get("retry_after", 0.2)))
            else:
                self.ledger.note(sent)
                self.said.append(sent["seq"])
                waited = time.monotonic() - began
                self.longest_wait_seconds = max(self.longest_wait_seconds, waited)
                return sent

    async def _say_once(self, room: str, body: str, client_id: str) -> dict[str, Any]:
        data = {"client_id": client_id, "body": body}
        sent: dict[str, Any]
        if self.online.is_set() and random.random() < 0.7:
            sent = await self.ask("message.send", conversation_id=room, **data)
        else:
            sent = await self.rest("POST", f"/conversations/{room}/messages", data)
        return sent
