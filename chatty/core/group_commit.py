"""Group commit: while one transaction commits, what arrives waits and goes in the next.

One thread writes. It takes all that waits at once, so that nothing waits while it is idle, and the
busier it is the more share one commit. What is written, and how, is the business of `Write`.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import Protocol

from django.db import Error, InterfaceError, OperationalError, connection
from psycopg_pool import PoolTimeout

from chatty.core.acting import acting_as_program
from chatty.core.conflicts import DEADLOCK, SERIALIZATION_FAILURE, retry_conflicts, sqlstate
from chatty.core.errors import Unavailable
from chatty.core.limits import limits

log = logging.getLogger(__name__)

_ATTEMPTS = 3
_LOCK_NOT_AVAILABLE = "55P03"
# What is written alone waits for its locks as long as any statement may (`limits.lock_seconds`).
_LOCK_MILLISECONDS = 100
_STOP_SECONDS = 5.0


class Later:
    """In the place of an answer: somebody else holds what this item needs. It is tried alone."""


LATER = Later()


class Write[Item, Answer](Protocol):
    """Writes items in one transaction of its own: their answers, in order.

    An item that is refused has its refusal there and leaves the others alone. Repeating an item
    that was committed must change nothing: a commit whose answer was lost is written again. Locks
    are taken in one order; without `wait` an item whose lock is not free gets LATER.
    """

    def __call__(
        self, items: Sequence[Item], /, *, wait: bool
    ) -> Sequence[Answer | Exception | Later]: ...


type Done[Answer] = Callable[[Answer | Exception], None]


@dataclass(frozen=True, slots=True)
class _Entry[Item, Answer]:
    item: Item
    done: Done[Answer]
    # Where `done` runs; None: in the writer's thread.
    loop: asyncio.AbstractEventLoop | None


class GroupCommitter[Item, Answer]:
    """A queue, its writer, and beside it a thread for items that have to be written alone.

    Until `start` (commands, workers, tests), and inside a transaction of the caller's, items are
    written at once in the caller's thread.
    """

    def __init__(self, name: str, write: Write[Item, Answer]) -> None:
        self._name = name
        self._write = write
        self._queue: SimpleQueue[_Entry[Item, Answer] | None] = SimpleQueue()
        self._alone: SimpleQueue[_Entry[Item, Answer] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        # Nothing is queued behind the end: it would wait for ever.
        self._ending = threading.Lock()
        _committers.append(self)

    @property
    def is_running(self) -> bool:
        """Whether a thread writes."""
        return bool(self._threads)

    def start(self) -> None:
        """Begin to write in threads; again is fine."""
        if not self._threads:
            self._threads = [
                threading.Thread(target=_as_program, args=[work], name=name, daemon=True)
                for work, name in (
                    (self._write_batches, f"write {self._name}"),
                    (self._write_alone, f"write {self._name} alone"),
                )
            ]
            for thread in self._threads:
                thread.start()

    def stop(self) -> None:
        """Write what waits and end the threads; what comes later is written by its caller."""
        with self._ending:
            threads, self._threads = self._threads, []
            if threads:
                self._queue.put(None)
        for thread in threads:
            thread.join(_STOP_SECONDS)

    def submit(self, item: Item, done: Done[Answer]) -> None:
        """Queue an item from an event loop, in which `done` then runs. Unavailable when too many
        wait, and when nothing writes (any more).
        """
        self._refuse_too_many()
        if not self._enqueue([_Entry(item, done, asyncio.get_running_loop())]):
            raise Unavailable("The server is about to stop. Try again in a moment.", retry_after=1)

    def run(self, items: Sequence[Item]) -> list[Answer | Exception]:
        """Write items from a thread and wait for them. Unavailable when too many wait."""
        if not self._threads or connection.in_atomic_block:
            return _settled(self._write(items, wait=True))
        self._refuse_too_many()
        answers: list[Future[Answer | Exception]] = [Future() for _ in items]
        entries = [
            _Entry(item, answer.set_result, None)
            for item, answer in zip(items, answers, strict=True)
        ]
        if not self._enqueue(entries):
            return _settled(self._write(items, wait=True))
        return [answer.result() for answer in answers]

    def _enqueue(self, entries: Sequence[_Entry[Item, Answer]]) -> bool:
        """Have these written by the thread; False where there is none (any more)."""
        with self._ending:
            if self._threads:
                for entry in entries:
                    self._queue.put(entry)
            return bool(self._threads)

    def _refuse_too_many(self) -> None:
        if self._queue.qsize() + self._alone.qsize() >= limits.group_commit_waiting:
            raise Unavailable("Too much is being written just now. Try again.", retry_after=1)

    def _write_batches(self) -> None:
        while (first := self._queue.get()) is not None:
            batch, is_over = [first], False
            try:
                while len(batch) < limits.group_commit_together:
                    entry = self._queue.get_nowait()
                    if entry is None:
                        is_over = True
                        break
                    batch.append(entry)
            except Empty:
                pass
            self._commit(batch)
            if is_over:
                break
        # Not before: what was put off until now is written, too.
        self._alone.put(None)
        _give_back_connection()

    def _commit(self, batch: list[_Entry[Item, Answer]]) -> None:
        """Write a batch; what cannot be written with the others is written without them."""
        items = [entry.item for entry in batch]
        answers: Sequence[Answer | Exception | Later]
        try:
            # Too few or too many answers are a failure like any other.
            answers = [answer for _, answer in zip(items, self._attempt(items), strict=True)]
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            log.warning("group_commit.failed", extra={"committer": self._name}, exc_info=error)
            state = sqlstate(error)
            # Alone it waits longer for its locks; and of many items one may be what fails.
            if state == _LOCK_NOT_AVAILABLE or (not _says_it_was_cut(state) and len(items) > 1):
                answers = [LATER] * len(items)
            else:
                answers = [error] * len(items)
        except Exception as error:  # noqa: BLE001 - of many items one did it: each alone will show
            answers = [LATER] * len(items) if len(items) > 1 else [error]
        told: list[tuple[_Entry[Item, Answer], Answer | Exception]] = []
        for entry, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Later):
                self._alone.put(entry)
            else:
                told.append((entry, answer))
        _tell(told)

    def _attempt(self, items: Sequence[Item]) -> Sequence[Answer | Exception | Later]:
        """Write once more after a deadlock, on a new connection if the old one was cut, and
        without the items whose locks are not free.
        """
        wait = True
        for _ in range(_ATTEMPTS - 1):
            try:
                _prepare_connection(_LOCK_MILLISECONDS)
                return self._write(items, wait=wait)
            except (OperationalError, InterfaceError) as error:
                state = sqlstate(error)
                if state == _LOCK_NOT_AVAILABLE:
                    wait = False
                elif state not in (SERIALIZATION_FAILURE, DEADLOCK):
                    if not _says_it_was_cut(state):
                        raise
                    _give_back_connection()
        _prepare_connection(_LOCK_MILLISECONDS)
        return self._write(items, wait=wait)

    def _write_alone(self) -> None:
        while (entry := self._alone.get()) is not None:
            try:
                write = partial(self._write, [entry.item], wait=True)
                (answer,) = _settled(retry_conflicts(write))
            except Exception as error:  # noqa: BLE001 - whoever asked is told, whatever it is
                answer = error
            _tell([(entry, answer)])
            # Idle for most of its life: it keeps no connection from the others.
            with suppress(Error):
                connection.close()


def _as_program(work: Callable[[], None]) -> None:
    """A batch is many people's; each `Write` proves its callers and what they may."""
    with acting_as_program():
        work()


def _prepare_connection(lock_milliseconds: int) -> None:
    """Make the writer's connection, once each: statements stay planned, locks are soon given up."""
    connection.ensure_connection()
    raw = connection.connection
    if raw is not None and raw.prepare_threshold is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [str(lock_milliseconds)])
        raw.prepare_threshold = 0


def _give_back_connection() -> None:
    """Return the writer's connection to the pool, whose next user waits for locks as long as any
    statement may.
    """
    raw = connection.connection
    try:
        if raw is not None and not raw.closed:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
            raw.prepare_threshold = None
    except Error:
        # The pool throws away what is closed.
        raw.close()
    with suppress(Error):
        connection.close()


def _says_it_was_cut(state: str | None) -> bool:
    """Whether nothing more will come over this connection: it is gone (no state), the server shuts
    down or starts (57P), or says so (08).
    """
    return state is None or state.startswith(("08", "57P"))


def _settled[Answer](
    answers: Sequence[Answer | Exception | Later],
) -> list[Answer | Exception]:
    """Answers of a write that waits, which puts nothing off."""
    return [answer for answer in answers if not isinstance(answer, Later)]


def _tell[Item, Answer](
    told: Sequence[tuple[_Entry[Item, Answer], Answer | Exception]],
) -> None:
    """Hand out answers: to each loop all of its own in one call."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Done[Answer], Answer | Exception]]] = {}
    for entry, answer in told:
        if entry.loop is None:
            entry.done(answer)
        else:
            by_loop.setdefault(entry.loop, []).append((entry.done, answer))
    for loop, pairs in by_loop.items():
        try:
            loop.call_soon_threadsafe(_call_all, pairs)
        except RuntimeError:
            log.warning("group_commit.loop_closed")


def _call_all[Answer](pairs: Sequence[tuple[Done[Answer], Answer | Exception]]) -> None:
    for done, answer in pairs:
        try:
            done(answer)
        except Exception:  # the others' answers wait behind it
            log.exception("group_commit.answer_failed")


class _Runnable(Protocol):
    def start(self) -> None: ...

    def stop(self) -> None: ...


_committers: list[_Runnable] = []


def start_committers() -> None:
    """Have every committer of this process write in its threads (web processes)."""
    for committer in _committers:
        committer.start()


def stop_committers() -> None:
    """Write what waits, and end."""
    for committer in _committers:
        committer.stop()
