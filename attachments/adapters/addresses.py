"""Signed addresses of our own endpoint, `/files/<token>`: what a bucket's signed URLs are to it.

A token says what may be done, with which bytes and until when; whoever has it may do that and
nothing else. What it names is looked up when it is used, so a file that is gone is gone at once.
"""

import base64
import binascii
import hmac
import time
import uuid
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, Literal

import orjson
from django.conf import settings

from accounts.adapters.keys import purpose_key
from chatty.core.errors import AddressExpired, NotFound
from chatty.core.limits import limits

PREFIX: Final = "/files/"
# Longer than any of ours.
_TOKEN_CHARACTERS: Final = 1_024
_NOWHERE: Final = "This address is not one of ours."
_OWN: Final = "own"


@dataclass(frozen=True, slots=True)
class SendToken:
    """Part `number` of an attachment's upload may be PUT: exactly `size` bytes, and as `mime_type`
    where it is not empty.
    """

    attachment_id: uuid.UUID
    number: int
    size: int
    mime_type: str


@dataclass(frozen=True, slots=True)
class FetchToken:
    """An attachment may be fetched; `what` is `content`, or the kind of what was made of it.
    `is_own`: made for its uploader, who opens it before it was looked at.
    """

    attachment_id: uuid.UUID
    what: str
    is_own: bool = False


def send_address(token: SendToken) -> str:
    """Where to PUT, for `limits.upload_address_seconds`; with its origin."""
    expires_at = int(time.time()) + limits.upload_address_seconds
    path = _sign(
        ["put", token.attachment_id.hex, token.number, token.size, token.mime_type, expires_at]
    )
    return f"{settings.PUBLIC_ORIGIN}{path}"


def fetch_address(token: FetchToken) -> str:
    """Where to GET, for at most `limits.download_address_seconds` and at least half of that: asked
    again soon, it is the same, and a browser has the bytes already. A path.
    """
    half = max(1, limits.download_address_seconds // 2)
    expires_at = (int(time.time()) // half + 2) * half
    whose = [_OWN] if token.is_own else []
    return _sign(["get", token.attachment_id.hex, token.what, *whose, expires_at])


def read_send_token(text: str) -> SendToken:
    """What a token of `send_address` allows. NotFound for one that is not ours; AddressExpired."""
    attachment_id, number, size, mime_type = _read(text, "put")
    return SendToken(uuid.UUID(hex=attachment_id), number, size, mime_type)


def read_fetch_token(text: str) -> FetchToken:
    """What a token of `fetch_address` allows; the same refusals."""
    attachment_id, what, *whose = _read(text, "get")
    return FetchToken(uuid.UUID(hex=attachment_id), what, is_own=_OWN in whose)


def _sign(values: list[object]) -> str:
    raw = orjson.dumps(values)
    return f"{PREFIX}{_text(raw)}.{_text(_mac(raw))}"


def _read(text: str, method: Literal["get", "put"]) -> list[Any]:
    body, _, mac = text.partition(".")
    try:
        raw, given = _bytes(body), _bytes(mac)
    except (binascii.Error, ValueError):
        raise NotFound(_NOWHERE) from None
    if len(text) > _TOKEN_CHARACTERS or not hmac.compare_digest(_mac(raw), given):
        raise NotFound(_NOWHERE)
    # Signed by us: it is what we have written.
    found: list[Any] = orjson.loads(raw)
    of, *values, expires_at = found
    if of != method:
        raise NotFound(_NOWHERE)
    if expires_at <= time.time():
        raise AddressExpired("This address has expired. Ask for a new one.")
    return values


def _mac(raw: bytes) -> bytes:
    return hmac.digest(purpose_key("file address"), raw, sha256)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    # Of several spellings of the same bytes one is ours.
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _text(raw) != text:
        raise ValueError(text)
    return raw
