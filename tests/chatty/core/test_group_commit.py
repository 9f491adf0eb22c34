"""Group commit: what arrives during a commit goes in the next, and one bad item fails alone."""

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from chatty.core.errors import Forbidden, Unavailable
from chatty.core.group_commit import GroupCommitter, Later
from chatty.core.limits import override_limits
from tests.ledger import WAIT, Ledger, failure, running

pytestmark = pytest.mark.django_db(transaction=True)


def together(committer: GroupCommitter[str, str], items: Sequence[str]) -> list[Any]:
    """Each item run by a thread of its own; the answers in order."""
    answers: list[Any] = [None] * len(items)

    def run(place: int) -> None:
        (answers[place],) = committer.run([items[place]])

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(items))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    return answers


def test_what_comes_during_a_commit_goes_in_the_next() -> None:
    ledger = Ledger()
    with running(ledger) as committer:
        first = threading.Thread(target=committer.run, args=(["slow"],))
        first.start()
        assert ledger.begun.wait(WAIT)
        rest = threading.Thread(target=together, args=(committer, ["a", "b", "c"]))
        rest.start()
        while committer._queue.qsize() < 3:
            pass
        ledger.go_on.set()
        first.join(WAIT)
        rest.join(WAIT)
    assert [sorted(batch) for batch in ledger.batches] == [["slow"], ["a", "b", "c"]]
    assert ledger.threads == {"write test"}


def test_a_single_item_waits_for_nobody() -> None:
    ledger = Ledger()
    with running(ledger) as committer:
        assert committer.run(["a"]) == ["A"]
    assert ledger.batches == [["a"]]


def test_a_batch_holds_no_more_than_its_limit() -> None:
    ledger = Ledger()
    with override_limits(group_commit_together=2), running(ledger) as committer:
        assert committer.run(["slow", "a", "b", "c", "d"][1:]) == ["A", "B", "C", "D"]
    assert all(len(batch) <= 2 for batch in ledger.batches)


def test_a_refusal_leaves_the_others_alone() -> None:
    ledger = Ledger()
    with running(ledger) as committer:
        answers = committer.run(["a", "refused", "b"])
    assert isinstance(answers[1], Forbidden)
    assert (answers[0], answers[2]) == ("A", "B")


def test_a_broken_item_fails_alone() -> None:
    ledger = Ledger()
    with running(ledger) as committer:
        committer.run(["a"])  # The thread is up, so that these four meet in one batch or more.
        answers = committer.run(["a", "broken", "b", "c"])
    assert isinstance(answers[1], ValueError)
    assert [answers[0], *answers[2:]] == ["A", "B", "C"]


@pytest.mark.parametrize(("items", "failures"), [(["locked", "a"], 1), (["a"], 3)])
def test_whose_lock_is_taken_is_written_alone_later(items: list[str], failures: int) -> None:
    """Also for locks that no write passes over: the patience of batches is short."""
    ledger = Ledger()
    ledger.failures = [failure(psycopg.errors.LockNotAvailable) for _ in range(failures)]
    with running(ledger) as committer:
        assert committer.run(items) == [item.upper() for item in items]
    assert ledger.batches[-1] == items[:1]
    assert "write test alone" in ledger.threads


def test_what_took_too_long_is_not_tried_again() -> None:
    ledger = Ledger()
    ledger.failures = [failure(psycopg.errors.QueryCanceled)]
    with running(ledger) as committer:
        (answer,) = committer.run(["a"])
        assert isinstance(answer, OperationalError)
        assert committer.run(["b"]) == ["B"]
    assert ledger.batches == [["a"], ["b"]]


def test_a_write_that_miscounts_ends_no_thread() -> None:
    def write(items: Sequence[str], /, *, wait: bool) -> list[str | Exception | Later]:
        return [] if "lost" in items else list(items)

    committer: GroupCommitter[str, str] = GroupCommitter("miscounts", write)
    committer.start()
    try:
        (answer,) = committer.run(["lost"])
        assert isinstance(answer, ValueError)
        # Together with others it fails alone.
        assert isinstance(committer.run(["lost", "a"])[0], ValueError)
        assert committer.run(["b"]) == ["b"]
    finally:
        committer.stop()


@pytest.mark.parametrize(
    "kind", [psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure]
)
def test_a_deadlock_is_tried_again(kind: type[psycopg.Error]) -> None:
    ledger = Ledger()
    ledger.failures = [failure(kind)]
    with running(ledger) as committer:
        assert committer.run(["a"]) == ["A"]
    assert ledger.batches == [["a"], ["a"]]


def test_a_deadlock_is_not_tried_for_ever() -> None:
    ledger = Ledger()
    ledger.failures = [failure(psycopg.errors.DeadlockDetected) for _ in range(20)]
    with running(ledger) as committer:
        (answer,) = committer.run(["a"])
    assert isinstance(answer, OperationalError)
    assert len(ledger.batches) == 3


def test_a_connection_that_was_cut_is_made_anew() -> None:
    """The backend is killed while the writer is idle: nobody hears of it."""
    backends: list[int] = []

    def write(items: Sequence[str], /, *, wait: bool) -> list[str | Exception | Later]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backends.append(cursor.fetchone()[0])
        return list(items)

    committer: GroupCommitter[str, str] = GroupCommitter("cut", write)
    committer.start()
    try:
        assert committer.run(["a"]) == ["a"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", backends)
        assert committer.run(["b"]) == ["b"]
    finally:
        committer.stop()
    assert backends[0] != backends[1]


def test_too_many_waiting_are_refused() -> None:
    ledger = Ledger()
    with override_limits(group_commit_waiting=2), running(ledger) as committer:
        first = threading.Thread(target=committer.run, args=(["slow"],))
        first.start()
        assert ledger.begun.wait(WAIT)
        rest = threading.Thread(target=committer.run, args=(["a", "b"],))
        rest.start()
        while committer._queue.qsize() < 2:
            pass
        with pytest.raises(Unavailable) as caught:
            committer.run(["c"])
        assert caught.value.members()["retry_after"] == 1
        ledger.go_on.set()
        first.join(WAIT)
        rest.join(WAIT)
    assert not any("c" in batch for batch in ledger.batches)


def test_inside_a_transaction_it_is_written_there() -> None:
    ledger = Ledger()
    with running(ledger) as committer, transaction.atomic():
        assert committer.run(["a"]) == ["A"]
    assert ledger.threads == {"MainThread"}


def test_before_its_start_and_after_its_end_it_is_written_by_who_asks() -> None:
    ledger = Ledger()
    committer: GroupCommitter[str, str] = GroupCommitter("idle", ledger)
    assert committer.run(["a"]) == ["A"]
    committer.start()
    assert committer.is_running
    committer.stop()
    assert committer.run(["b"]) == ["B"]
    assert ledger.threads == {"MainThread"}


async def test_a_loop_hears_of_its_items_in_its_own_thread() -> None:
    ledger = Ledger()
    heard: list[tuple[Any, str]] = []
    done = asyncio.Event()

    def note(answer: Any) -> None:
        heard.append((answer, threading.current_thread().name))
        if len(heard) == 2:
            done.set()

    with running(ledger) as committer:
        committer.submit("a", note)
        committer.submit("refused", note)
        async with asyncio.timeout(WAIT):
            await done.wait()
    assert heard[0] == ("A", "MainThread")
    assert isinstance(heard[1][0], Forbidden)
