"""What one socket asks: frames in, operations done, answers out."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from chatty.core import errors, json
from chatty.core.admission import run_admitted
from chatty.core.api import as_refusal
from chatty.core.clock import now, wire_time
from chatty.core.conflicts import retry_conflicts
from chatty.core.ids import new_id
from chatty.core.limits import limits
from chatty.core.logs import request_id
from chatty.core.threads import run_in_thread
from chatty.realtime import registry
from chatty.realtime.connection import Connection
from chatty.realtime.frames import answer_frame, refusal_frame
from chatty.realtime.hub import Hub
from chatty.realtime.registry import Caller, Submission, Watching
from chatty.realtime.welcome import close_code

log = logging.getLogger(__name__)

MALFORMED = 4400

_ENDS_THE_SOCKET = (errors.NotAuthenticated, errors.TokenExpired, errors.Suspended)


class Incoming:
    """The operations of one socket, done in the order in which they came.

    What a group committer writes is only handed over: the next frame may go into the same commit.
    Anything else waits until that is answered, and is waited for.
    """

    __slots__ = ("_caller", "_connection", "_hub", "_room", "_writing")

    def __init__(self, *, hub: Hub, connection: Connection, caller: Caller) -> None:
        self._hub = hub
        self._connection = connection
        self._caller = caller
        self._writing = 0
        self._room: asyncio.Event | None = None

    async def take(self, text: str) -> None:
        """Do what a frame asks. When this returns the next one may come."""
        try:
            frame = json.parse(text)
        except errors.Refusal:
            frame = None
        number = frame.get("id") if isinstance(frame, dict) else None
        if not isinstance(frame, dict) or not isinstance(number, int) or isinstance(number, bool):
            self._connection.close(MALFORMED)
            return
        try:
            if "\\u0000" in text:
                json.refuse_nul(frame)
            name, data = frame.get("op"), frame.get("d", {})
            submit = registry.find_submission(name)
            if submit is not None and isinstance(data, dict):
                self._hand_over(submit(self._caller, data), number)
                await self._wait_until_fewer_than(limits.socket_writes_at_once)
                return
        except Exception as caught:  # noqa: BLE001 - a socket outlives whatever is asked
            self._refuse(number, caught)
            return
        await self._wait_until_fewer_than(1)
        await self._operate(number, name, data)

    def _hand_over(self, submission: Submission, number: int) -> None:
        shape: Callable[[Any], Any] = submission.shape

        def done(answer: Any) -> None:
            self._writing -= 1
            if self._room is not None:
                self._room.set()
            if isinstance(answer, Exception):
                self._refuse(number, answer)
            else:
                self._connection.send(answer_frame(number, shape(answer)))

        submission.committer.submit(submission.item, done)
        self._writing += 1

    async def _wait_until_fewer_than(self, most: int) -> None:
        while self._writing >= most:
            self._room = asyncio.Event()
            await self._room.wait()
        self._room = None

    async def _operate(self, number: int, name: object, data: object) -> None:
        token = request_id.set(new_id().hex)
        try:
            self._connection.send(answer_frame(number, await self._answer(name, data)))
        except Exception as caught:  # noqa: BLE001 - a socket outlives whatever an operation raises
            self._refuse(number, caught)
        finally:
            request_id.reset(token)

    async def _answer(self, name: object, data: object) -> Any:
        if name == "ping":
            return {"server_time": wire_time(now())}
        operation = registry.find_operation(name)
        if operation is None:
            names = ", ".join(["ping", *registry.operation_names()])
            raise errors.Invalid(f"Unknown operation. There are: {names}.")
        if not isinstance(data, dict):
            raise errors.Invalid("`d` must be an object.")
        caller, told = self._caller, data

        def work() -> Any:
            actor = registry.authenticator().actor(caller)
            return retry_conflicts(lambda: operation(actor, caller, told))

        answer = await run_admitted(operation, work)
        if isinstance(answer, Watching):
            await self._hub.watch(self._connection, answer.topics)
            return await run_in_thread(answer.answer)
        return answer

    def _refuse(self, number: int, caught: Exception) -> None:
        refusal = as_refusal(caught)
        # Named only here: most operations are never asked about.
        name = request_id.get() or new_id().hex
        if refusal is None:
            log.error("operation.failed", exc_info=caught, extra={"request_id": name})
            refusal = errors.InternalError("Something broke on our side. Try again in a minute.")
        error = {
            "code": refusal.code,
            "detail": refusal.detail,
            "status": refusal.status,
            "request_id": name,
            **refusal.members(),
        }
        self._connection.send(refusal_frame(number, error))
        if isinstance(refusal, _ENDS_THE_SOCKET):
            self._connection.close(close_code(refusal))
