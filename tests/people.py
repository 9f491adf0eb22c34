"""People who talk to a real server: REST by httpx, a socket by websockets."""

import asyncio
import itertools
import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from signal import SIGCONT, SIGSTOP
from typing import Any, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.make import PASSWORD
from tests.servers import RunningServer

# What a busy machine may take; who waits so long has failed.
PATIENCE_SECONDS = 30.0


class Refused(AssertionError):  # noqa: N818 - named like the refusals of the program
    """The socket answered `ok: false`; `.error` says why."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error)
        self.error = error


class Socket:
    """An open socket. Every frame it hears is kept, raw and parsed, in order of arrival."""

    def __init__(self, wire: ClientConnection) -> None:
        self.wire = wire
        self.raw: list[str] = []
        self.frames: list[dict[str, Any]] = []
        self._numbers = itertools.count(1)
        self._news = asyncio.Condition()
        self._ended = False
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            while True:
                raw = await self.wire.recv()
                assert isinstance(raw, str)
                self.raw.append(raw)
                self.frames.append(json.loads(raw))
                await self._tell()
        except ConnectionClosed:
            self._ended = True
            await self._tell()

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def until(self, is_so: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until something is so that depends on what was heard."""
        async with self._news:
            try:
                async with asyncio.timeout(seconds):
                    await self._news.wait_for(lambda: is_so() or self._ended)
            except TimeoutError:
                raise AssertionError(f"Heard only {self.raw[-20:]}") from None
        assert is_so(), f"closed with {self.wire.close_code} after {self.raw[-20:]}"

    def events(self, name: str, conversation_id: str | None = None) -> list[dict[str, Any]]:
        """The events of that name heard so far."""
        return [
            frame
            for frame in self.frames
            if frame.get("ev") == name and conversation_id in (None, frame.get("c"))
        ]

    def bodies(self, conversation_id: str) -> list[str]:
        """The bodies of the messages created that were heard so far."""
        return [event["d"]["body"] for event in self.events("message.created", conversation_id)]

    def seqs(self, conversation_id: str) -> list[int]:
        """Their numbers."""
        return [event["d"]["seq"] for event in self.events("message.created", conversation_id)]

    async def event(self, name: str, **data: Any) -> dict[str, Any]:
        """The first event of that name whose `d` holds these values, heard or still to come."""

        def found() -> list[dict[str, Any]]:
            return [e for e in self.events(name) if data.items() <= e["d"].items()]

        await self.until(lambda: bool(found()))
        return found()[0]

    async def say(self, text: str | bytes) -> None:
        """Send a frame as it is."""
        await self.wire.send(text)

    async def answer(self, number: int) -> dict[str, Any]:
        """The answer frame to a number."""

        def found() -> list[dict[str, Any]]:
            return [frame for frame in self.frames if frame.get("re") == number]

        await self.until(lambda: bool(found()))
        return found()[0]

    async def ask(self, op: str, d: Any = None, **values: Any) -> Any:
        """The `d` of the answer to an operation; Refused with its error."""
        number = next(self._numbers)
        data = values if d is None else d
        await self.say(json.dumps({"id": number, "op": op, "d": data}))
        answer = await self.answer(number)
        if not answer["ok"]:
            raise Refused(answer["error"])
        return answer["d"]

    async def refusal(self, op: str, d: Any = None, **values: Any) -> dict[str, Any]:
        """The error of an operation that must be refused."""
        try:
            answer = await self.ask(op, d, **values)
        except Refused as refused:
            return refused.error
        raise AssertionError(f"{op} was not refused: {answer}")

    async def send(
        self, conversation_id: str, body: str, client_id: str | None = None
    ) -> dict[str, Any]:
        """Send a message and return it."""
        answer: dict[str, Any] = await self.ask(
            "message.send",
            conversation_id=conversation_id,
            client_id=client_id or str(uuid.uuid4()),
            body=body,
        )
        return answer

    async def is_alive(self) -> bool:
        """Whether a ping is answered."""
        return "server_time" in await self.ask("ping", {})

    async def closed(self, *, seconds: float = PATIENCE_SECONDS) -> int | None:
        """Wait for the close and return its code."""
        await asyncio.wait_for(asyncio.shield(self._reader), seconds)
        return self.wire.close_code

    async def close(self) -> None:
        """Hang up."""
        await self.wire.close()
        await self._reader


_talkers: list["Talker"] = []


def who_stayed() -> list[str]:
    """Whoever came since this was asked last and has not left."""
    stayed = [talker.name for talker in _talkers if not talker.http.is_closed]
    _talkers.clear()
    return stayed


@dataclass
class Talker:
    """A person of a server, with a token, and any number of sockets."""

    server: RunningServer
    name: str
    login: dict[str, Any]
    http: httpx.AsyncClient
    sockets: list[Socket] = field(default_factory=list)

    @classmethod
    async def register(cls, server: RunningServer, name: str) -> Self:
        """Sign up by REST."""
        body = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
        return await cls._enter(server, name, "/auth/register", body)

    @classmethod
    async def sign_in(cls, server: RunningServer, name: str) -> Self:
        """A session of a person who is there already."""
        body = {"login": name, "password": PASSWORD}
        return await cls._enter(server, name, "/auth/login", body)

    @classmethod
    async def _enter(
        cls, server: RunningServer, name: str, path: str, body: dict[str, str]
    ) -> Self:
        http = httpx.AsyncClient(base_url=f"{server.base_url}/api/v1", timeout=20)
        answer = await http.post(path, json=body)
        assert answer.is_success, answer.text
        login = answer.json()
        http.headers["Authorization"] = f"Bearer {login['access_token']}"
        talker = cls(server, name, login, http)
        _talkers.append(talker)
        return talker

    @property
    def id(self) -> str:
        """The user id."""
        return str(self.login["user"]["id"])

    @property
    def session_id(self) -> str:
        """The session of this talker's token."""
        return str(self.login["session"]["id"])

    @property
    def bearer(self) -> dict[str, str]:
        """The header that proves who this is."""
        return {"Authorization": f"Bearer {self.login['access_token']}"}

    async def rest(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of a call that must succeed."""
        answer = await self.http.request(method, path, json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def make_group(self, *members: "Talker", title: str = "Lounge") -> str:
        """A new group; its id."""
        body = {"type": "GROUP", "title": title, "user_ids": [member.id for member in members]}
        return str((await self.rest("POST", "/conversations", body))["id"])

    async def post(self, conversation_id: str, body: str, client_id: str | None = None) -> Any:
        """Send a message by REST and return it."""
        data = {"client_id": client_id or str(uuid.uuid4()), "body": body}
        return await self.rest("POST", f"/conversations/{conversation_id}/messages", data)

    async def history(self, conversation_id: str) -> list[dict[str, Any]]:
        """Every message, ascending."""
        found: list[dict[str, Any]] = []
        path = f"/conversations/{conversation_id}/messages"
        page = await self.rest("GET", f"{path}?after=0&limit=100")
        found += page["results"]
        while page["has_after"]:
            page = await self.rest("GET", f"{path}?after={found[-1]['seq']}&limit=100")
            found += page["results"]
        return found

    async def connect(self) -> Socket:
        """Open a socket with the token and hear its hello."""
        socket = await open_socket(self.server, headers=self.bearer)
        self.sockets.append(socket)
        await socket.event("hello")
        return socket

    async def leave(self) -> None:
        """Hang up everything."""
        for socket in self.sockets:
            await socket.close()
        await self.http.aclose()


async def open_socket(
    server: RunningServer,
    *,
    query: str = "",
    headers: dict[str, str] | None = None,
    origin: str | None = None,
) -> Socket:
    """Open a socket as it is asked for; nothing is waited for."""
    more = {**(headers or {}), **({"Origin": origin} if origin else {})}
    wire = await connect(
        server.socket_url + query,
        additional_headers=more,
        ping_interval=None,
        max_size=None,
        max_queue=None,
        compression=None,
    )
    return Socket(wire)


async def sign_in_by_page(server: RunningServer, name: str) -> dict[str, str]:
    """Sign in as a browser does; the Cookie header of the session."""
    async with httpx.AsyncClient(base_url=server.base_url, timeout=30) as browser:
        await browser.get("/signin")
        form = {
            "login": name,
            "password": PASSWORD,
            "csrfmiddlewaretoken": browser.cookies["chatty_csrf"],
        }
        answer = await browser.post("/signin", data=form, headers={"Origin": server.base_url})
        assert answer.status_code == 302, answer.text
        pairs = [f"{name}={value}" for name, value in browser.cookies.items()]
    return {"Cookie": "; ".join(pairs)}


@contextmanager
def only(server: RunningServer, process: int) -> Iterator[None]:
    """What connects meanwhile lands at this one of the web processes: the others stand still."""
    others: Sequence[Any] = [child for child in server.web if child is not server.web[process]]
    for child in others:
        child.process.send_signal(SIGSTOP)
    try:
        yield
    finally:
        for child in others:
            child.process.send_signal(SIGCONT)


async def eventually(is_so: Callable[[], Any], *, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until a condition outside of any socket holds."""
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 - processes and files notify nobody
            await asyncio.sleep(0.01)
