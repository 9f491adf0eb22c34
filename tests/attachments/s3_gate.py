"""A gate before moto's server that checks what moto does not: signatures, ends, sizes and types.

Written from Amazon's description of Signature Version 4 (query strings and POST policies) and not
with the library that signs, so that it is a second opinion. What passes goes on to moto.
"""

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.parser import BytesParser
from email.policy import HTTP
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import httpx
from moto.server import ThreadedMotoServer

SECRET = "a secret that no message repeats"
BUCKET = "files"
_TIME = "%Y%m%dT%H%M%SZ"


class Refused(Exception):  # noqa: N818 - named for what happened
    """What Amazon would have refused, and with which code."""


def _key(scope: str) -> bytes:
    key = f"AWS4{SECRET}".encode()
    for part in scope.split("/")[1:]:
        key = hmac.digest(key, part.encode(), sha256)
    return key


def _require_signature(given: str, scope: str, signed: str) -> None:
    if not hmac.compare_digest(hmac.new(_key(scope), signed.encode(), sha256).hexdigest(), given):
        raise Refused("SignatureDoesNotMatch")


def check_url(method: str, url: str, headers: Any) -> None:
    """A presigned URL."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    given = query.pop("X-Amz-Signature")
    names = query["X-Amz-SignedHeaders"].split(";")
    assert query["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
    canonical = "\n".join(
        [
            method,
            quote(parts.path, safe="/~"),
            "&".join(
                f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in sorted(query.items())
            ),
            *(f"{name}:{headers.get(name, '').strip()}" for name in names),
            "",
            ";".join(names),
            "UNSIGNED-PAYLOAD",
        ]
    )
    scope = query["X-Amz-Credential"]
    digest = sha256(canonical.encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{query['X-Amz-Date']}\n{scope.split('/', 1)[1]}\n{digest}"
    _require_signature(given, scope, text)
    began = datetime.strptime(query["X-Amz-Date"], _TIME).replace(tzinfo=UTC)
    if (datetime.now(UTC) - began).total_seconds() > int(query["X-Amz-Expires"]):
        raise Refused("AccessDenied")


def check_form(content_type: str, body: bytes) -> None:
    """A POST with a policy."""
    raw = f"Content-Type: {content_type}\r\n\r\n".encode() + body
    message = BytesParser(policy=HTTP).parsebytes(raw)
    fields, size = {}, 0
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        payload: Any = part.get_payload(decode=True)
        if name == "file":
            size = len(payload)
        else:
            fields[name.lower()] = payload.decode()
    _require_signature(fields["x-amz-signature"], fields["x-amz-credential"], fields["policy"])
    policy = json.loads(base64.b64decode(fields["policy"]))
    ends = datetime.fromisoformat(policy["expiration"])
    if ends < datetime.now(UTC):
        raise Refused("AccessDenied")
    named = {"bucket"}
    for condition in policy["conditions"]:
        if isinstance(condition, list) and condition[0] == "content-length-range":
            if not condition[1] <= size <= condition[2]:
                raise Refused("EntityTooLarge")
            continue
        pairs = condition.items() if isinstance(condition, dict) else [condition[1:]]
        for name, value in pairs:
            named.add(name.lower().lstrip("$"))
            if name != "bucket" and fields.get(name.lower().lstrip("$")) != value:
                raise Refused("AccessDenied")
    unnamed = fields.keys() - named - {"policy", "x-amz-signature"}
    if unnamed:
        raise Refused("AccessDenied")


def _require_header(headers: Any) -> None:
    if "authorization" not in headers:
        raise Refused("AccessDenied")


class _Gate(BaseHTTPRequestHandler):
    behind = ""
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        try:
            if "X-Amz-Signature=" in self.path:
                check_url(self.command, self.path, self.headers)
            elif "multipart/form-data" in (kind := self.headers.get("content-type") or ""):
                check_form(kind, body)
            else:
                _require_header(self.headers)
        except Refused as refused:
            self._answer(403, {}, str(refused).encode())
            return
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")}
        told = httpx.request(
            self.command, f"{self.behind}{self.path}", headers=headers, content=body, timeout=30
        )
        kept = {
            k: v
            for k, v in told.headers.items()
            if k.lower() not in ("content-length", "transfer-encoding", "connection")
        }
        length = told.headers.get("content-length") if self.command == "HEAD" else None
        self._answer(told.status_code, kept, told.content, length=length)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = handle_any  # noqa: N815 - the server's names

    def _answer(
        self, status: int, headers: dict[str, str], body: bytes, *, length: str | None = None
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", length or str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@contextmanager
def gated_bucket() -> Iterator[str]:
    """The address of a server that speaks S3 behind the gate."""
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    gate = type("Gate", (_Gate,), {"behind": f"http://{host}:{port}"})
    server = ThreadingHTTPServer(("127.0.0.1", 0), gate)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        moto.stop()
