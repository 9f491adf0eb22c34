"""Answers of the endpoint of bytes: small ones whole, and headers that all of them have."""

from collections.abc import Iterable

from chatty.core import json
from chatty.core.api import refusal_headers
from chatty.core.errors import Refusal, problem
from chatty.core.ids import new_id
from chatty.core.wsgi_bridge import Send

Headers = list[tuple[bytes, bytes]]

# Whatever somebody has uploaded, it runs nothing and is embedded by nobody else.
SAFE: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"sandbox; default-src 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
]


class Disconnected(Exception):  # noqa: N818 - named for what happened
    """The client went away before all of it had passed."""


async def start(send: Send, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Send the status and all headers."""
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *SAFE]})


async def answer(send: Send, status: int, headers: Headers, body: bytes = b"") -> None:
    """Send a small answer whole."""
    await start(send, status, [*headers, (b"content-length", str(len(body)).encode())])
    await send({"type": "http.response.body", "body": body})


async def refuse(send: Send, refusal: Refusal, *, close: bool = False, head: bool = False) -> None:
    """Send a refusal as a problem document. `close`: there is more of the request that nobody will
    read.
    """
    name = new_id().hex
    body = json.dumps(problem(refusal, request_id=name))
    headers: Headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"private, no-store"),
        (b"x-request-id", name.encode()),
        *(
            (key.lower().encode(), value.encode())
            for key, value in refusal_headers(refusal).items()
        ),
    ]
    if close:
        headers.append((b"connection", b"close"))
    await start(send, refusal.status, headers)
    await send({"type": "http.response.body", "body": b"" if head else body})
