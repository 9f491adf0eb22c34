"""Giving files out, whole or in ranges."""

import asyncio
from collections.abc import Iterator, Mapping
from functools import partial

from attachments.adapters.addresses import FetchToken
from attachments.models import Attachment
from attachments.queries.contents import CONTENT, Content, content_of, derived_content
from attachments.queries.locations import may_be_opened
from attachments.rules.disposition import content_disposition
from attachments.rules.file_types import INLINE_TYPES, UNKNOWN
from attachments.rules.ranges import ByteRange, UnsatisfiableError, read_range
from attachments.serving.answers import Disconnected, Headers, answer, start
from attachments.serving.threads import in_file_thread
from chatty.core.errors import NotFound
from chatty.core.limits import limits
from chatty.core.threads import run_in_thread
from chatty.core.wsgi_bridge import Receive, Send

_END: bytes = b""


async def send_content(
    token: FetchToken,
    headers: Mapping[bytes, bytes],
    receive: Receive,
    send: Send,
    *,
    is_head: bool,
) -> None:
    """Answer with what the token names, or with the range of it that is asked for (RFC 9110 §14).
    NotFound once it is gone; StorageError, SealBroken, KeyUnavailable.
    """
    content = await run_in_thread(partial(_find, token))
    tag = f'"{content.blob.id.hex}"'.encode()
    common = _common(content, tag)
    if tag in _tags(headers.get(b"if-none-match", b"")):
        await answer(send, 304, [pair for pair in common if pair[0] != b"content-type"])
        return
    try:
        found = _range(headers, tag, content.size)
    except UnsatisfiableError:
        whole = f"bytes */{content.size}".encode()
        await answer(send, 416, [*common, (b"content-range", whole)])
        return
    wanted = found or ByteRange(0, content.size)
    common.append((b"content-length", str(wanted.length).encode()))
    if found is not None:
        place = f"bytes {found.start}-{found.end - 1}/{content.size}"
        common.append((b"content-range", place.encode()))
    pieces = iter(()) if is_head else content.read(wanted.start, wanted.end)
    # The first piece before the status: what cannot be read is refused rather than cut short.
    piece = await in_file_thread(partial(_next, pieces))
    await start(send, 200 if found is None else 206, common)
    leaving = asyncio.ensure_future(_leave(receive))
    try:
        await _send_pieces(send, piece, pieces, leaving)
    finally:
        leaving.cancel()


async def _send_pieces(
    send: Send, piece: bytes, pieces: Iterator[bytes], leaving: asyncio.Future[None]
) -> None:
    """Send them, reading the next one while one is on its way. Disconnected: a server takes what is
    sent to nobody without a word, and nobody needs the rest of the file read.
    """
    while piece:
        if leaving.done():
            raise Disconnected
        coming = asyncio.ensure_future(in_file_thread(partial(_next, pieces)))
        try:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        finally:
            # Also for who went away: a generator must not be left while it runs.
            piece = await coming
    await send({"type": "http.response.body", "body": b""})


async def _leave(receive: Receive) -> None:
    """Return once the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _next(pieces: Iterator[bytes]) -> bytes:
    return next(pieces, _END)


def _find(token: FetchToken) -> Content:
    attachment = Attachment.objects.select_related("blob").filter(id=token.attachment_id).first()
    # Looked at again: a scanner may have found something since the address was made.
    if attachment is None or not may_be_opened(attachment, is_own=token.is_own):
        raise NotFound("This file is no more.")
    if token.what == CONTENT:
        return content_of(attachment)
    return derived_content(attachment, token.what)


def _common(content: Content, tag: bytes) -> Headers:
    shown = content.mime_type if content.mime_type in INLINE_TYPES else UNKNOWN
    disposition = content_disposition(
        content.file_name, mime_type=content.mime_type, is_shown=content.is_shown
    )
    return [
        (b"content-type", shown.encode()),
        (b"content-disposition", disposition.encode("latin-1")),
        (b"accept-ranges", b"bytes"),
        (b"etag", tag),
        # For as long as its address lives; the bytes at it never change.
        (
            b"cache-control",
            f"private, max-age={limits.download_address_seconds}, immutable".encode(),
        ),
    ]


def _range(headers: Mapping[bytes, bytes], tag: bytes, size: int) -> ByteRange | None:
    # Of a file that changed the whole is wanted; ours never change, so only the tag is looked at.
    if (headers.get(b"if-range") or tag) != tag:
        return None
    text = headers.get(b"range", b"").decode("latin-1")
    return read_range(text or None, size=size)


def _tags(header: bytes) -> set[bytes]:
    return {tag.strip().removeprefix(b"W/") for tag in header.split(b",")}
