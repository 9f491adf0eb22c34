"""How a group committer ends: nobody is forgotten, and nothing of it is left behind."""

import threading
from collections.abc import Sequence
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from chatty.core.group_commit import GroupCommitter, Later
from tests.ledger import WAIT, Ledger, failure

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_waits_is_written_before_the_end() -> None:
    ledger = Ledger()
    committer: GroupCommitter[str, str] = GroupCommitter("end", ledger)
    committer.start()
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.extend(committer.run(["slow", "a"])))
    thread.start()
    assert ledger.begun.wait(WAIT)
    ledger.go_on.set()
    committer.stop()
    thread.join(WAIT)
    assert answers == ["SLOW", "A"]


def test_what_was_put_off_is_written_before_the_end() -> None:
    ledger = Ledger()
    ledger.failures = [failure(psycopg.errors.LockNotAvailable)]
    committer: GroupCommitter[str, str] = GroupCommitter("end", ledger)
    committer.start()
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.extend(committer.run(["slow", "locked"])))
    thread.start()
    assert ledger.begun.wait(WAIT)
    end = threading.Thread(target=committer.stop)
    end.start()
    while committer.is_running:
        pass
    ledger.go_on.set()
    end.join(WAIT)
    thread.join(WAIT)
    assert answers == ["SLOW", "LOCKED"]


def test_whoever_comes_at_the_very_end_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """They looked while it ran, and queue when it does not any more."""
    ledger = Ledger()
    committer: GroupCommitter[str, str] = GroupCommitter("end", ledger)
    committer.start()
    monkeypatch.setattr(committer, "_refuse_too_many", committer.stop)
    assert committer.run(["a"]) == ["A"]
    assert ledger.threads == {"MainThread"}


def test_who_gets_the_writer_s_connection_next_waits_for_locks_as_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found: list[Any] = []

    def look(wrapper: Any) -> tuple[str, int | None]:
        with wrapper.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            return cursor.fetchone()[0], wrapper.connection.prepare_threshold

    def write(items: Sequence[str], /, *, wait: bool) -> list[str | Exception | Later]:
        found.append(look(connection))
        return list(items)

    close = BaseDatabaseWrapper.close

    def look_and_close(wrapper: Any) -> None:
        found.append(look(wrapper))
        close(wrapper)

    monkeypatch.setattr(BaseDatabaseWrapper, "close", look_and_close)
    committer: GroupCommitter[str, str] = GroupCommitter("impatient", write)
    usual = look(connection)
    committer.start()
    committer.run(["a"])
    committer.stop()
    assert found == [("100ms", 0), usual]
    assert usual[1] is None
