"""Sending and fetching bytes in tests that roll back: the endpoint's own code, asked directly."""

import asyncio
import contextvars
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.db import connections

from attachments.serving.endpoint import FilesEndpoint
from attachments.wire import BegunUploadJSON
from tests.asking import Api

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
TEXT = "text/plain"


@dataclass
class Answer:
    """What the endpoint said."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def ask_endpoint(
    method: str,
    url: str,
    pieces: Iterable[bytes] = (),
    headers: Mapping[str, str] | None = None,
    *,
    leave: bool = False,
) -> Answer:
    """Send a request to the endpoint; `leave`: and go away in the middle of it."""
    parts = list(pieces)
    told = Answer()
    incoming: list[dict[str, Any]] = [
        {"type": "http.request", "body": part, "more_body": leave or number < len(parts)}
        for number, part in enumerate(parts, start=1)
    ] or [{"type": "http.request", "body": b"", "more_body": False}]
    if leave:
        incoming.append({"type": "http.disconnect"})

    async def receive() -> dict[str, Any]:
        if incoming:
            return incoming.pop(0)
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            told.status = message["status"]
            told.headers = {
                name.decode("latin-1"): value.decode("latin-1")
                for name, value in message["headers"]
            }
        else:
            told.body += message.get("body", b"")

    scope = {
        "type": "http",
        "method": method,
        "path": urlsplit(url).path,
        "headers": [
            (name.replace("_", "-").encode(), value.encode())
            for name, value in (headers or {}).items()
        ],
    }
    asyncio.run(_serve(scope, receive, send))
    return told


async def _serve(scope: Any, receive: Any, send: Any) -> None:
    await FilesEndpoint()(scope, receive, send)


def begin(api: Api, room_id: object, data: bytes = PNG, **details: Any) -> BegunUploadJSON:
    """Begin an upload of these bytes."""
    body = {
        "conversation_id": str(room_id),
        "file_name": "file.png",
        "mime_type": "image/png",
        "size": len(data),
        **details,
    }
    begun: BegunUploadJSON = api.ok("POST", "/attachments", body)
    return begun


def put_all(begun: BegunUploadJSON, data: bytes) -> list[dict[str, Any]]:
    """Send all of the bytes to where they go; the parts, as `complete` takes them."""
    upload = begun["upload"]
    if "parts" not in upload:
        told = ask_endpoint("PUT", str(upload["url"]), [data], _plain(upload["headers"]))
        assert told.status == 200, told
        return [{"number": 1, "etag": told.headers["etag"]}]
    step, sent = upload["part_size"], []
    for part in upload["parts"]:
        at = (part["number"] - 1) * step
        told = ask_endpoint("PUT", part["url"], [data[at : at + step]])
        assert told.status == 200, told
        sent.append({"number": part["number"], "etag": told.headers["etag"]})
    return sent


def upload(api: Api, room_id: object, data: bytes = PNG, **details: Any) -> Any:
    """A file that has arrived and is complete."""
    begun = begin(api, room_id, data, **details)
    put_all(begun, data)
    return api.ok("POST", f"/attachments/{begun['attachment']['id']}/complete")


def fetch(api: Api, attachment_id: str, what: str = "content", **headers: str) -> Answer:
    """Follow the API to the bytes."""
    led = api("GET", f"/attachments/{attachment_id}/{what}")
    assert led.status_code == 302, led.content
    return ask_endpoint("GET", led.headers["Location"], (), headers)


class OneConnection:
    """In the place of the process's threads: a test that rolls back has one connection."""

    def __init__(self) -> None:
        self._connection = connections["default"]

    async def run_in_thread[Result](self, work: Callable[[], Result]) -> Result:
        """Work in another thread, on the connection of the test."""
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(None, context.run, self._run, work)

    def _run[Result](self, work: Callable[[], Result]) -> Result:
        connections["default"] = self._connection
        try:
            return work()
        finally:
            del connections["default"]


def _plain(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower().replace("-", "_"): value for name, value in headers.items()}
