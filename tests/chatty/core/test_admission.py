"""Reads wait in front of the threads; what writes does not."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
from django.core.handlers.wsgi import WSGIHandler

from chatty.core import admission
from chatty.core.admission import Gate, declare_read, run_admitted
from chatty.core.errors import Unavailable
from chatty.core.limits import override_limits
from chatty.core.wsgi_bridge import WSGIBridge
from tests.people import eventually

Message = dict[str, Any]
THREADS = 4


class Busy:
    """A WSGI application whose reads take until they are let go; it notes what it is asked."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.asked: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked.append(environ["PATH_INFO"])
        if environ["REQUEST_METHOD"] == "GET":
            assert self.go_on.wait(30)
        start_response("200 OK", [])
        return [b"done"]


@pytest.fixture
def busy() -> Iterator[Busy]:
    """Lets go of whatever a failed test left waiting."""
    app = Busy()
    yield app
    app.go_on.set()


@pytest.fixture(autouse=True)
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """A gate of the test's own."""
    made = Gate()
    monkeypatch.setattr(admission, "reads", lambda: made)
    monkeypatch.setattr("chatty.core.wsgi_bridge.reads", lambda: made)
    return made


@pytest.fixture
def ask(busy: Busy) -> Iterator[Callable[[str, str], Any]]:
    """Sends a request through the bridge; the messages of its answer."""
    with ThreadPoolExecutor(THREADS) as pool:
        bridge = WSGIBridge(cast("WSGIHandler", busy), pool)

        async def send_request(method: str, path: str = "/api/v1/x") -> list[Message]:
            scope = {"type": "http", "method": method, "path": path, "query_string": b"",
                     "headers": []}  # fmt: skip
            sent: list[Message] = []

            async def receive() -> Message:
                return {"type": "http.request", "body": b""}

            async def send(message: Any) -> None:
                sent.append(message)

            await bridge(scope, receive, send)
            return sent

        yield send_request
        busy.go_on.set()


async def test_a_full_gate_refuses_reads_and_lets_a_send_pass_at_once(
    ask: Any, busy: Busy, gate: Gate
) -> None:
    with override_limits(reads_at_once=2, reads_waiting=3):
        reads = [asyncio.create_task(ask("GET")) for _ in range(5)]
        await eventually(lambda: len(busy.asked) == 2 and gate.waiting == 3)
        start, body = await ask("GET")
        assert start["status"] == 503
        headers = dict(start["headers"])
        assert headers[b"content-type"] == b"application/problem+json"
        problem = json.loads(body["body"])
        assert (problem["code"], problem["status"]) == ("unavailable", 503)
        assert 2 <= problem["retry_after"] <= 10
        assert headers[b"retry-after"] == str(problem["retry_after"]).encode()
        async with asyncio.timeout(30):
            (sent, _) = await ask("POST", "/api/v1/conversations/x/messages")
        assert sent["status"] == 200
        assert len(busy.asked) == 3
        busy.go_on.set()
        answers = await asyncio.gather(*reads)
    assert [answer[0]["status"] for answer in answers] == [200] * 5
    assert gate.waiting == 0


async def test_a_page_that_cannot_be_had_loads_itself_again(ask: Any, busy: Busy) -> None:
    with override_limits(reads_at_once=1, reads_wait_seconds=0.05):
        first = asyncio.create_task(ask("GET", "/"))
        await eventually(lambda: len(busy.asked) == 1)
        start, body = await ask("GET", "/")
        busy.go_on.set()
        await first
    headers = dict(start["headers"])
    assert start["status"] == 503
    assert headers[b"content-type"] == b"text/plain; charset=utf-8"
    assert headers[b"refresh"] == headers[b"retry-after"]
    assert b"Try again" in body["body"]


async def test_those_who_are_turned_away_come_back_at_different_times(gate: Gate) -> None:
    with override_limits(reads_at_once=1, reads_wait_seconds=0.001):
        async with gate.admitted():
            waits = set()
            for _ in range(20):
                with pytest.raises(Unavailable) as caught:
                    async with gate.admitted():
                        raise AssertionError
                waits.add(caught.value.retry_after)
    assert len(waits) > 10


async def test_reads_have_their_turn_in_the_order_in_which_they_came(gate: Gate) -> None:
    done: list[int] = []

    async def read(number: int) -> None:
        async with gate.admitted():
            await asyncio.sleep(0)
            done.append(number)

    with override_limits(reads_at_once=2):
        await asyncio.gather(*(read(number) for number in range(20)))
    assert done == list(range(20))


async def test_a_place_is_never_lost_with_who_waited_for_it(gate: Gate) -> None:
    async def read() -> None:
        async with gate.admitted():
            await asyncio.sleep(0)

    with override_limits(reads_at_once=1):
        async with gate.admitted():
            gone, staying = asyncio.create_task(read()), asyncio.create_task(read())
            await eventually(lambda: gate.waiting == 2)
            gone.cancel()
            await eventually(lambda: gate.waiting == 1)
            late = asyncio.create_task(read())
            await eventually(lambda: gate.waiting == 2)
        # Handed to the first of them, who leaves before taking it.
        staying.cancel()
        async with asyncio.timeout(30):
            await late
            await read()
    assert gate.waiting == 0
    assert gone.cancelled()
    assert staying.cancelled()


async def test_on_sockets_only_what_is_declared_waits(gate: Gate) -> None:
    def catch_up() -> str:
        return "read"

    declare_read(catch_up)

    def write() -> str:
        return "written"

    with override_limits(reads_at_once=1, reads_wait_seconds=0.05):
        async with gate.admitted():
            assert await run_admitted(write, write) == "written"
            with pytest.raises(Unavailable):
                await run_admitted(catch_up, catch_up)
        assert await run_admitted(catch_up, catch_up) == "read"


@pytest.mark.parametrize(
    "method, path, waits",
    [
        ("GET", "/api/v1/conversations", True),
        ("GET", "/api/v1/me", True),
        ("GET", "/", True),
        ("HEAD", "/signin", True),
        ("POST", "/api/v1/sync", True),
        ("POST", "/api/v1/conversations/x/messages", False),
        ("POST", "/api/v1/conversations/x/receipts", False),
        ("POST", "/api/v1/auth/refresh", False),
        ("DELETE", "/api/v1/messages/x", False),
        ("GET", "/healthz", False),
        ("GET", "/readyz", False),
    ],
)
def test_pages_lists_and_sync_wait_and_nothing_else(method: str, path: str, waits: bool) -> None:
    from chatty.asgi import is_read  # noqa: PLC0415 - it makes the application when it is loaded

    assert is_read({"type": "http", "method": method, "path": path}) is waits
