"""The endpoint of bytes: an ASGI application beside the bridge to WSGI.

A request needs nothing but its address, which was signed for who might have it. It streams: of a
file no more than a few pieces are in memory, however large it is and however slowly it is fetched.
"""

import asyncio
import logging
from collections.abc import Mapping

from attachments.adapters.addresses import PREFIX, read_fetch_token, read_send_token
from attachments.adapters.storage import StorageError
from attachments.serving.answers import Disconnected, refuse
from attachments.serving.fetching import send_content
from attachments.serving.sending import receive_part
from chatty.core.acting import acting_as_program
from chatty.core.api import as_refusal
from chatty.core.encryption.envelope import SealBroken
from chatty.core.encryption.keyring import KeyUnavailable
from chatty.core.errors import InternalError, MethodNotAllowed, NotFound, Refusal, Unavailable
from chatty.core.limits import limits
from chatty.core.wsgi_bridge import Receive, Scope, Send

log = logging.getLogger(__name__)


class FilesEndpoint:
    """Serves `/files/<token>`: PUT takes a part of an upload in, GET and HEAD give a file out."""

    def __init__(self) -> None:
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        told = _Told(send)
        try:
            # The address proves a right that no policy of the database knows.
            with acting_as_program():
                await self._serve(scope, receive, told)
        except Disconnected:
            return
        except TimeoutError:
            # Whoever stood still for so long hears nothing; the line is cut.
            if told.has_begun:
                raise
            refusal: Refusal = Unavailable("The line stood still for too long.", retry_after=1)
            await refuse(send, refusal, close=True)
        except Exception as caught:
            refusal = _refusal_for(caught)
            if told.has_begun:
                # Too late to say so: the answer ends before its length, which clients notice.
                raise
            is_head = scope["method"] == "HEAD"
            await refuse(send, refusal, close=scope["method"] == "PUT", head=is_head)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        token, method = str(scope["path"]).removeprefix(PREFIX), scope["method"]
        headers = _headers(scope)
        if method == "PUT":
            part = read_send_token(token)
            with self._place():
                await receive_part(part, headers, receive, send)
        elif method in ("GET", "HEAD"):
            wanted = read_fetch_token(token)
            with self._place():
                await send_content(wanted, headers, receive, send, is_head=method == "HEAD")
        else:
            raise MethodNotAllowed("Use GET, HEAD or PUT, as the address was made for.")

    def _place(self) -> "_Place":
        return _Place(self)

    def enter(self) -> None:
        """Take a place; Unavailable where all are taken."""
        if self._inside >= limits.file_transfers_at_once:
            raise Unavailable("Many files are on their way. Try again in a moment.", retry_after=2)
        self._inside += 1

    def leave(self) -> None:
        """Give it back."""
        self._inside -= 1


class _Place:
    """A place among those whose files are on their way."""

    def __init__(self, endpoint: FilesEndpoint) -> None:
        self._endpoint = endpoint

    def __enter__(self) -> None:
        self._endpoint.enter()

    def __exit__(self, *_raised: object) -> None:
        self._endpoint.leave()


class _Told:
    """Sends, within a time, and knows whether anything was sent."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.has_begun = False

    async def __call__(self, message: Mapping[str, object]) -> None:
        self.has_begun = True
        async with asyncio.timeout(limits.file_silence_seconds):
            await self._send(dict(message))


def _headers(scope: Scope) -> dict[bytes, bytes]:
    return {bytes(name).lower(): bytes(value) for name, value in scope["headers"]}


def _refusal_for(caught: Exception) -> Refusal:
    if isinstance(caught, KeyUnavailable):
        # Of a conversation that is no more.
        return NotFound("This file is no more.")
    if isinstance(caught, (StorageError, SealBroken)):
        log.error("files.failed", extra={"reason": str(caught)})
        return Unavailable("This file cannot be reached just now.", retry_after=5)
    refusal = as_refusal(caught)
    if refusal is None:
        log.error("files.failed", exc_info=caught)
        refusal = InternalError("Something broke on our side. Try again in a minute.")
    return refusal
