"""People on sockets who send to each other, as fast as they may, and count what arrives."""

import asyncio
import itertools
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from chatty.ops.bench.measuring import Parts
from chatty.ops.bench.population import Population
from chatty.ops.bench.socket_client import SocketClient, SocketClosed, open_socket

_CREATED = b'{"ev":"message.created"'
_HELLO = b'{"ev":"hello"'
_REPLY = b'{"re":'
_GOOD = b',"ok":true'
_BODY = b'"body":"'
_PATIENCE_SECONDS = 60.0
_CONNECT_AT_ONCE = 20


class SendRefused(Exception):  # noqa: N818 - named for what happened
    """The server answered a send with an error."""


class NotDelivered(Exception):  # noqa: N818 - named for what happened
    """A message did not reach everybody within a minute."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the measured server is, and who takes part."""

    url: str
    """http://host:port, where it listens."""
    host: str
    """What requests name as their host."""
    population: Population
    parts: Parts


class Talker:
    """One person on one socket. `on_body` gets the body of each message that arrives."""

    def __init__(self, on_body: Callable[[bytes], None] | None) -> None:
        self._on_body = on_body
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._socket: SocketClient
        self._hello: asyncio.Future[None]

    async def connect(self, place: Place, number: int) -> None:
        """Open the socket as that person of the population, and wait until it is subscribed."""
        self._hello = asyncio.get_running_loop().create_future()
        self._socket = await open_socket(
            place.url,
            token=place.population.token(number),
            host=place.host,
            on_text=self._take,
        )
        waited = (self._hello, self._socket.ended)
        await asyncio.wait(waited, timeout=_PATIENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if not self._hello.done():
            raise SocketClosed(f"No hello; the server closed with {self._socket.close_code}.")

    async def send(self, room: uuid.UUID, body: str) -> None:
        """Send a message; returns when it is acknowledged. SendRefused."""
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        self._socket.send(
            f'{{"id":{number},"op":"message.send","d":{{"conversation_id":"{room}",'
            f'"client_id":"{uuid.uuid4()}","body":"{body}"}}}}'.encode()
        )
        if self._socket.ended.done():
            raise SocketClosed(f"The server closed a socket with {self._socket.close_code}.")
        await answer

    def leave(self) -> None:
        """Close the socket."""
        self._socket.close()

    def _take(self, text: bytes) -> None:
        """The contract fixes the order of keys, so a look at the first bytes is enough."""
        if text.startswith(_CREATED):
            if self._on_body is not None:
                start = text.find(_BODY) + len(_BODY)
                self._on_body(text[start : text.find(b'"', start)])
        elif text.startswith(_REPLY):
            end = text.find(b",")
            answer = self._waiting.pop(int(text[len(_REPLY) : end]), None)
            if answer is None or answer.done():
                return
            if text.startswith(_GOOD, end):
                answer.set_result(None)
            else:
                answer.set_exception(SendRefused(text[:300].decode()))
        elif text.startswith(_HELLO):
            self._hello.set_result(None)


class Arrivals:
    """Messages on their way. One is there when `copies` of it arrived and it was acknowledged."""

    def __init__(self, *, copies: int, size: int = 100) -> None:
        self._copies = copies
        self._size = size
        self._numbers = itertools.count(1)
        self._missing: dict[int, int] = {}
        self._complete: dict[int, asyncio.Future[float]] = {}
        self.reset()

    def reset(self) -> None:
        """Forget what was counted: what follows is measured."""
        self.copies = 0
        self.acknowledged: list[float] = []
        """Milliseconds from send to acknowledgement."""
        self.delivered: list[float] = []
        """Milliseconds from send to the last copy."""

    def note(self, body: bytes) -> None:
        """A copy arrived."""
        number = int(body[: body.index(b"|")])
        missing = self._missing[number] = self._missing[number] - 1
        self.copies += 1
        if not missing:
            del self._missing[number]
            self._complete.pop(number).set_result(time.perf_counter())

    async def send(self, talker: Talker, room: uuid.UUID) -> None:
        """Send one message and wait until everybody has it. SendRefused, NotDelivered."""
        number = next(self._numbers)
        self._missing[number] = self._copies
        complete = self._complete[number] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        await talker.send(room, f"{number}|".ljust(self._size, "x"))
        self.acknowledged.append((time.perf_counter() - began) * 1_000)
        await asyncio.wait((complete,), timeout=_PATIENCE_SECONDS)
        if not complete.done():
            missing = self._missing[number]
            raise NotDelivered(f"{missing} of {self._copies} copies of a message did not arrive.")
        self.delivered.append((complete.result() - began) * 1_000)


async def connect_all(
    place: Place, numbers: Iterable[int], on_body: Callable[[int], Callable[[bytes], None] | None]
) -> list[Talker]:
    """Sockets of these people, twenty at a time; `on_body(number)` hears for each."""
    gate = asyncio.Semaphore(_CONNECT_AT_ONCE)

    async def connect(number: int) -> Talker:
        talker = Talker(on_body(number))
        async with gate:
            await talker.connect(place, number)
        return talker

    return await asyncio.gather(*(connect(number) for number in numbers))
