"""Taking parts of uploads in."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from functools import cache, partial

from attachments.adapters.addresses import SendToken
from attachments.adapters.sealed_bytes import PartSealer
from attachments.adapters.storage import (
    NotStoredError,
    PartWriter,
    installed_storage,
)
from attachments.operations.parts import Target, find_target, forget_part, note_part
from attachments.rules.sealed_parts import PART_BYTES, SEALED_PART_BYTES
from attachments.serving.answers import Disconnected, answer
from attachments.serving.threads import in_file_thread
from chatty.core.errors import (
    ContentMismatch,
    NotFound,
    PayloadTooLarge,
    Unavailable,
    UnsupportedMediaType,
)
from chatty.core.limits import limits
from chatty.core.threads import run_in_thread
from chatty.core.wsgi_bridge import Receive, Send

# What comes is gathered to this much before a thread takes it.
_GATHERED_BYTES = 262_144


async def receive_part(
    token: SendToken, headers: Mapping[bytes, bytes], receive: Receive, send: Send
) -> None:
    """Store one part, and answer its etag once it is in its place. Nothing of a part stays that
    does not arrive whole.

    PayloadTooLarge, ContentMismatch and UnsupportedMediaType for bytes of another size or type than
    the address is for; NotFound for an upload that is over; Unavailable, StorageError.
    """
    _require_as_signed(token, headers)
    target = await run_in_thread(partial(find_target, token.attachment_id))
    storage = installed_storage()
    if await in_file_thread(storage.is_full):
        raise Unavailable("The disk of this server is nearly full. Tell whoever runs it.")
    if storage.holds_parts:
        async with _memory():
            await _store(token, target, receive, send)
    else:
        await _store(token, target, receive, send)


async def _store(token: SendToken, target: Target, receive: Receive, send: Send) -> None:
    taker = _Taker(token, target)
    try:
        writer = await in_file_thread(taker.open)
        try:
            async for gathered in _pieces(receive, token.size):
                await in_file_thread(partial(taker.take, gathered))
            if target.parts > 1:
                # What ends in the middle of copying must not be taken for what was there before.
                forget = partial(forget_part, token.attachment_id, number=token.number)
                await run_in_thread(forget)
            etag = await in_file_thread(taker.commit)
        except BaseException:
            # Also when the server stops: what is half there would stay.
            writer.give_up()
            raise
    except NotStoredError:
        # Its folder went while it was on its way: the upload was cancelled or completed.
        raise NotFound("This upload is over.") from None
    note = partial(
        note_part,
        token.attachment_id,
        number=token.number,
        size=token.size,
        sha256=taker.digest.digest(),
        etag=etag,
    )
    await run_in_thread(note)
    await answer(send, 200, [(b"etag", f'"{etag}"'.encode()), (b"cache-control", b"no-store")])


class _Taker:
    """Seals and writes the bytes of a part as they come; everything in it runs in threads."""

    def __init__(self, token: SendToken, target: Target) -> None:
        self._token, self._target = token, target
        self._writer: PartWriter
        self._sealer = (
            PartSealer(target.key, target.blob_id, size=target.size, number=token.number)
            if target.key
            else None
        )
        self.digest = hashlib.sha256()

    def open(self) -> PartWriter:
        target, number = self._target, self._token.number
        step = SEALED_PART_BYTES if self._sealer is not None else PART_BYTES
        self._writer = installed_storage().write_part(
            target.storage_key,
            target.storage_upload,
            number=number,
            parts=target.parts,
            offset=(number - 1) * step,
        )
        return self._writer

    def take(self, data: bytes) -> None:
        self.digest.update(data)
        self._writer.write(data if self._sealer is None else self._sealer.feed(data))

    def commit(self) -> str:
        if self._sealer is not None:
            self._writer.write(self._sealer.finish())
        return self._writer.commit(self.digest.hexdigest())


def _require_as_signed(token: SendToken, headers: Mapping[bytes, bytes]) -> None:
    given = headers.get(b"content-length", b"")
    if given.isdigit():
        _require_size(int(given), token.size)
    kind = headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
    if token.mime_type and kind != token.mime_type:
        raise UnsupportedMediaType(f"This address takes {token.mime_type}.")


def _require_size(size: int, expected: int) -> None:
    if size > expected:
        raise PayloadTooLarge(f"This address takes {expected} bytes.")
    if size < expected:
        raise ContentMismatch(f"This address takes {expected} bytes, not {size}.")


async def _pieces(receive: Receive, expected: int) -> AsyncIterator[bytes]:
    """The body, gathered; its size is checked as it comes. Disconnected; TimeoutError for a line
    that stands still.
    """
    gathered: list[bytes] = []
    waiting = size = 0
    more = True
    while more:
        async with asyncio.timeout(limits.file_silence_seconds):
            message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        body, more = message.get("body", b""), message.get("more_body", False)
        size, waiting = size + len(body), waiting + len(body)
        if size > expected:
            _require_size(size, expected)
        gathered.append(body)
        if waiting >= _GATHERED_BYTES or not more:
            yield b"".join(gathered)
            gathered, waiting = [], 0
    _require_size(size, expected)


@cache
def _memory() -> asyncio.Semaphore:
    """Places for parts that are held in memory, for one event loop."""
    return asyncio.Semaphore(limits.file_parts_held)
