"""HTTP from the ASGI server to Django in one thread hop, and back."""

import asyncio
import contextvars
import io
import json
import threading
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from chatty.core.limits import limits, override_limits
from chatty.core.threads import run_in_thread, threads
from chatty.core.wsgi_bridge import RECEIVED_AT, WSGIBridge, make_environ

Message = MutableMapping[str, Any]
Environ = dict[str, Any]
App = Callable[[Environ, Any], Iterable[bytes]]
MIB = 1_048_576


def scope_of(path: str = "/", **changes: Any) -> Message:
    """An ASGI scope of a request."""
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(errors="surrogateescape"),
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": ("203.0.113.7", 4000),
        "server": ("127.0.0.1", 8000),
        **changes,
    }


class Answer:
    """What came back over ASGI."""

    def __init__(self, sent: list[Message]) -> None:
        self.sent = sent

    @property
    def status(self) -> int:
        """The status of the start message."""
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        """The headers by lower-case name."""
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def body(self) -> bytes:
        """The whole body."""
        return b"".join(message["body"] for message in self.sent[1:])


@pytest.fixture(scope="module")
def pool() -> Iterator[ThreadPoolExecutor]:
    """Threads of a process."""
    with ThreadPoolExecutor(4, thread_name_prefix="work") as made:
        yield made


@pytest.fixture
def ask(pool: ThreadPoolExecutor) -> Callable[..., Any]:
    """Sends messages of one request through the bridge around an application."""

    async def send_request(app: App, scope: Message, *messages: Message) -> Answer:
        waiting = list(messages) or [{"type": "http.request", "body": b""}]
        sent: list[Message] = []

        async def receive() -> Message:
            return waiting.pop(0)

        async def send(message: Message) -> None:
            sent.append(message)

        await WSGIBridge(cast("WSGIHandler", app), pool)(scope, receive, send)
        return Answer(sent)

    return send_request


def chunks(*parts: bytes) -> list[Message]:
    """A body in parts."""
    return [
        {"type": "http.request", "body": part, "more_body": number < len(parts)}
        for number, part in enumerate(parts, 1)
    ]


def echo(environ: Environ, start_response: Any) -> Iterable[bytes]:
    """Answers with the body it got."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Odd", "é")])
    return [environ["wsgi.input"].read(), b"!"]


async def test_a_request_is_answered(ask: Any) -> None:
    answer = await ask(echo, scope_of(), *chunks(b"hello"))
    assert (answer.status, answer.body) == (200, b"hello!")
    assert (b"x-odd", "é".encode("latin-1")) in answer.sent[0]["headers"]


async def test_a_chunked_body_arrives_whole(ask: Any) -> None:
    answer = await ask(echo, scope_of(), *chunks(b"he", b"", b"llo"))
    assert answer.body == b"hello!"


async def test_a_body_of_exactly_one_mebibyte_passes(ask: Any) -> None:
    assert limits.request_body_bytes == MIB
    answer = await ask(echo, scope_of(), *chunks(b"x" * (MIB - 7), b"y" * 7))
    assert (answer.status, len(answer.body)) == (200, MIB + 1)


@pytest.mark.parametrize("parts", [[MIB + 1], [MIB, 1], [1, MIB], [MIB, MIB, MIB]])
async def test_a_larger_body_is_a_problem(ask: Any, parts: list[int]) -> None:
    def never(_environ: Environ, _start_response: Any) -> Iterable[bytes]:
        raise AssertionError("The application was called.")

    answer = await ask(never, scope_of(), *chunks(*(b"x" * size for size in parts)))
    assert answer.status == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    problem = json.loads(answer.body)
    assert (problem["status"], problem["code"]) == (413, "payload_too_large")
    assert problem["request_id"]
    assert answer.headers["x-request-id"] == problem["request_id"]
    assert "1048576" in problem["detail"]


async def test_a_large_body_is_not_kept_in_memory(ask: Any) -> None:
    with override_limits(request_body_bytes=10):
        assert (await ask(echo, scope_of(), *chunks(*[b"x" * 10] * 1_000))).status == 413
        assert (await ask(echo, scope_of(), *chunks(b"x" * 10))).status == 200


@pytest.mark.parametrize("before", [0, 1, 2])
async def test_a_client_that_leaves_amid_its_body_is_answered_nothing(
    ask: Any, before: int
) -> None:
    called: list[Environ] = []

    def note(environ: Environ, start_response: Any) -> Iterable[bytes]:
        called.append(environ)
        return echo(environ, start_response)

    parts: list[Message] = [{"type": "http.request", "body": b"x", "more_body": True}] * before
    answer = await ask(note, scope_of(), *parts, {"type": "http.disconnect"})
    assert answer.sent == []
    assert called == []


def test_the_environment_says_what_was_asked() -> None:
    environ = make_environ(
        scope_of("/c/ä", method="GET", query_string=b"a=%C3%A9", scheme="https"), b"body"
    )
    assert environ["REQUEST_METHOD"] == "GET"
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/c/ä"
    assert environ["QUERY_STRING"] == "a=%C3%A9"
    assert environ["wsgi.url_scheme"] == "https"
    assert (environ["REMOTE_ADDR"], environ["REMOTE_PORT"]) == ("203.0.113.7", "4000")
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("127.0.0.1", "8000")
    assert environ["CONTENT_LENGTH"] == "4"
    assert environ["wsgi.input"].read() == b"body"


def test_a_request_by_a_socket_has_an_environment_too() -> None:
    environ = make_environ(scope_of(client=None, server=("/run/chatty.sock", None)), b"")
    assert (environ["REMOTE_ADDR"], environ["SERVER_PORT"]) == ("", "80")
    assert make_environ(scope_of(server=None), b"")["SERVER_NAME"] == "127.0.0.1"


def test_duplicate_headers_are_joined() -> None:
    headers = [
        (b"accept", b"a"),
        (b"cookie", b"a=1"),
        (b"accept", b"b"),
        (b"cookie", b"b=2"),
        (b"x-forwarded-for", b"1.1.1.1"),
        (b"x-forwarded-for", b"2.2.2.2"),
    ]
    environ = make_environ(scope_of(headers=headers), b"")
    assert environ["HTTP_ACCEPT"] == "a,b"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_X_FORWARDED_FOR"] == "1.1.1.1,2.2.2.2"


def test_a_header_with_an_underscore_is_dropped() -> None:
    headers = [(b"x_forwarded_for", b"6.6.6.6"), (b"content_length", b"6"), (b"host", b"h")]
    environ = make_environ(scope_of(headers=headers), b"")
    assert "HTTP_X_FORWARDED_FOR" not in environ
    assert environ["CONTENT_LENGTH"] == "0"
    assert environ["HTTP_HOST"] == "h"


def test_a_header_cannot_change_the_environment() -> None:
    headers = [(b"remote-addr", b"6.6.6.6"), (b"content-length", b"999"), (b"server-name", b"x")]
    environ = make_environ(scope_of(headers=headers), b"body")
    assert environ["REMOTE_ADDR"] == "203.0.113.7"
    assert environ["CONTENT_LENGTH"] == "4"
    assert environ["SERVER_NAME"] == "127.0.0.1"


async def test_requests_at_once_use_several_threads(ask: Any) -> None:
    barrier = threading.Barrier(4)

    def meet(environ: Environ, start_response: Any) -> Iterable[bytes]:
        barrier.wait(30)
        start_response("200 OK", [])
        return [threading.current_thread().name.encode()]

    answers = await asyncio.gather(*(ask(meet, scope_of()) for _ in range(4)))
    assert len({answer.body for answer in answers}) == 4


WORD = contextvars.ContextVar("WORD", default="nothing")


async def test_context_variables_go_along_and_do_not_come_back(ask: Any) -> None:
    def read(environ: Environ, start_response: Any) -> Iterable[bytes]:
        found = WORD.get()
        WORD.set("changed")
        start_response("200 OK", [])
        return [found.encode()]

    token = WORD.set("mine")
    answers = [await ask(read, scope_of()) for _ in range(5)]
    assert {answer.body for answer in answers} == {b"mine"}
    assert WORD.get() == "mine"
    WORD.reset(token)


async def test_the_response_is_closed_also_when_it_breaks(ask: Any) -> None:
    class Parts:
        closed = 0

        def __iter__(self) -> Iterator[bytes]:
            yield b"x"
            raise RuntimeError("broken")

        def close(self) -> None:
            type(self).closed += 1

    def broken(_environ: Environ, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [])
        return Parts()

    with pytest.raises(RuntimeError, match="broken"):
        await ask(broken, scope_of())
    assert Parts.closed == 1


async def test_a_request_knows_when_it_arrived(ask: Any) -> None:
    def tell(environ: Environ, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [repr(environ[RECEIVED_AT]).encode()]

    assert float((await ask(tell, scope_of())).body) > 1_700_000_000


@pytest.mark.django_db(transaction=True)
async def test_djangos_answers_come_through(ask: Any) -> None:
    handler = cast("App", WSGIHandler())
    page = await ask(handler, scope_of("/signin", method="GET"))
    assert (page.status, page.headers["cache-control"]) == (200, "private, no-store")
    head = await ask(handler, scope_of("/signin", method="HEAD"))
    assert (head.status, head.headers["content-type"]) == (200, page.headers["content-type"])
    missing = await ask(handler, scope_of("/api/ä", method="GET"))
    assert (missing.status, json.loads(missing.body)["code"]) == (404, "not_found")
    body = json.dumps({"login": "nobody", "password": "wrong password"}).encode()
    json_headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    login = scope_of("/api/v1/auth/login", headers=json_headers)
    refused = await ask(handler, login, *chunks(body[:5], body[5:]))
    assert (refused.status, json.loads(refused.body)["code"]) == (401, "invalid_credentials")


@pytest.mark.django_db(transaction=True)
async def test_a_threads_database_connection_goes_back(ask: Any, pool: ThreadPoolExecutor) -> None:
    def is_open() -> bool:
        return connection.connection is not None

    handler = cast("App", WSGIHandler())
    for _ in range(4):
        assert (await ask(handler, scope_of("/readyz", method="GET"))).status in (200, 503)
    loop = asyncio.get_running_loop()
    assert not any([await loop.run_in_executor(pool, is_open) for _ in range(8)])


@pytest.mark.django_db(transaction=True)
async def test_work_in_a_thread_carries_context_and_gives_its_connection_back() -> None:
    def work() -> tuple[str, int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 7")
            return WORD.get(), cursor.fetchone()[0]

    token = WORD.set("mine")
    assert await run_in_thread(work) == ("mine", 7)
    WORD.reset(token)
    loop = asyncio.get_running_loop()
    open_now = [
        await loop.run_in_executor(threads(), lambda: connection.connection is not None)
        for _ in range(limits.web_threads)
    ]
    assert not any(open_now)


async def test_a_failure_in_a_thread_comes_back() -> None:
    def fail() -> io.BytesIO:
        raise LookupError("lost")

    with pytest.raises(LookupError, match="lost"):
        await run_in_thread(fail)
