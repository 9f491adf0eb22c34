"""A group committer whose writes only note what they are given."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from django.db import OperationalError

from chatty.core.errors import Forbidden
from chatty.core.group_commit import LATER, GroupCommitter, Later

WAIT = 30


class Ledger:
    """A `Write` that notes its batches; what happens to an item is said by the item."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.threads: set[str] = set()
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.failures: list[Exception] = []

    def __call__(self, items: Sequence[str], /, *, wait: bool) -> list[str | Exception | Later]:
        self.batches.append(list(items))
        self.threads.add(threading.current_thread().name)
        if "slow" in items:
            self.begun.set()
            assert self.go_on.wait(WAIT)
        if self.failures:
            raise self.failures.pop()
        if "broken" in items:
            raise ValueError("broken")
        return [self._one(item, wait=wait) for item in items]

    def _one(self, item: str, *, wait: bool) -> str | Exception | Later:
        if item == "refused":
            return Forbidden("No.")
        if item == "locked" and not wait:
            return LATER
        return item.upper()


@contextmanager
def running(ledger: Ledger) -> Iterator[GroupCommitter[str, str]]:
    """A committer that writes in threads."""
    committer: GroupCommitter[str, str] = GroupCommitter("test", ledger)
    committer.start()
    try:
        yield committer
    finally:
        ledger.go_on.set()
        committer.stop()


def failure(kind: type[psycopg.Error]) -> OperationalError:
    """What Django raises where the driver says this."""
    found = OperationalError()
    found.__cause__ = kind()
    return found
