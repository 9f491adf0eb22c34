"""HTTP through Django's WSGI handler, in one thread hop from the ASGI server.

Django's ASGI handler switches threads for every synchronous middleware and view; measured, an
empty view costs 2,450 µs that way and 274 this way (docs/decisions/0003). Sockets stay on ASGI.
"""

import asyncio
import contextvars
import io
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.handlers.wsgi import WSGIHandler

from chatty.core.admission import reads
from chatty.core.api import problem_response
from chatty.core.errors import PayloadTooLarge, Refusal, Unavailable
from chatty.core.ids import new_id
from chatty.core.limits import limits
from chatty.core.logs import request_id

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
# In the WSGI environment: the Unix time in seconds at which the request arrived.
RECEIVED_AT = "chatty.received_at"

Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


IsRead = Callable[[Scope], bool]


def is_safe(scope: Scope) -> bool:
    """Whether a request's method promises to change nothing."""
    return scope["method"] in ("GET", "HEAD")


class WSGIBridge:
    """An ASGI application for `http` scopes around a WSGI handler and the process's threads.

    What `is_read` says of waits for its turn at the gate, however little else there is to do.
    """

    def __init__(
        self, handler: WSGIHandler, threads: ThreadPoolExecutor, *, is_read: IsRead = is_safe
    ) -> None:
        self._handler = handler
        self._threads = threads
        self._is_read = is_read

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read_body(receive)
        # Not before the body: whoever holds it back must not count as having waited.
        received_at = time.time()
        if body is None:
            return
        if len(body) > limits.request_body_bytes:
            too_large = f"Bodies hold at most {limits.request_body_bytes} bytes."
            await _send(send, _refuse(PayloadTooLarge(too_large)))
            return
        environ = make_environ(scope, body)
        # Requests wait for a thread; who was waiting when something happened is told by this.
        environ[RECEIVED_AT] = received_at
        if not self._is_read(scope):
            await _send(send, await self._hop(environ))
            return
        try:
            async with reads().admitted():
                answer = await self._hop(environ)
        except Unavailable as refusal:
            answer = _refuse(refusal, to_a_person=not scope["path"].startswith("/api/"))
        # Whoever takes their time to receive it holds no place.
        await _send(send, answer)

    async def _hop(self, environ: dict[str, Any]) -> Answer:
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, context.run, self._call, environ)

    def _call(self, environ: dict[str, Any]) -> Answer:
        status, headers = 500, []

        def start_response(
            line: str, given: list[tuple[str, str]], _error: Any = None, /
        ) -> Callable[[bytes], object]:
            nonlocal status, headers
            status = int(line[:3])
            headers = [
                (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in given
            ]
            return _no_writer

        parts: Iterable[bytes] = self._handler(environ, start_response)
        try:
            return status, headers, b"".join(parts)
        finally:
            # Django's request_finished closes or returns the connection here.
            if (close := getattr(parts, "close", None)) is not None:
                close()


def _no_writer(_data: bytes) -> object:
    """PEP 3333's old `write`; Django does not use it."""
    raise NotImplementedError


async def _read_body(receive: Receive) -> bytes | None:
    """The body, cut one byte over the limit; None when the client left."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk = message.get("body", b"")
        if size <= limits.request_body_bytes:
            chunks.append(chunk)
        size += len(chunk)
        if not message.get("more_body"):
            return b"".join(chunks)


def _refuse(refusal: Refusal, *, to_a_person: bool = False) -> Answer:
    """An answer that no middleware sees, so it brings a middleware's headers itself. A page comes
    back by itself.
    """
    name = new_id().hex
    token = request_id.set(name)
    try:
        response = problem_response(refusal)
    finally:
        request_id.reset(token)
    if to_a_person:
        response.content = refusal.detail.encode()
        response.headers["Content-Type"] = "text/plain; charset=utf-8"
        response.headers["Refresh"] = response.headers["Retry-After"]
    headers = [
        *((key.lower().encode(), value.encode()) for key, value in response.headers.items()),
        (b"cache-control", b"private, no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-request-id", name.encode()),
    ]
    return response.status_code, headers, response.content


async def _send(send: Send, answer: Answer) -> None:
    status, headers, body = answer
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def make_environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """The WSGI environment (PEP 3333) of an ASGI HTTP scope."""
    server = scope.get("server") or ("127.0.0.1", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        # WSGI wants the decoded path's bytes as latin-1 text.
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0] or "127.0.0.1",
        "SERVER_PORT": str(server[1] or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        # A header with an underscore could pose as another one that a proxy checks (CVE-2015-0219).
        if b"_" in raw_name:
            continue
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        if key in environ:
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        environ[key] = value
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ
