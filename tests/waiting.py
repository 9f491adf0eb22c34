"""Two connections to one database, and which of them waits for the other."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection

_PATIENCE_SECONDS = 30.0


def closing(work: Callable[[], Any]) -> Callable[[], Any]:
    """`work` for a thread, whose connection ends with it."""

    def run() -> Any:
        try:
            return work()
        finally:
            connection.close()

    return run


def wait_for_a_lock() -> None:
    """Wait until another connection of this test waits for our lock."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE NOT granted AND transactionid = pg_current_xact_id()::xid"
            )
            if cursor.fetchone()[0]:
                return
            assert time.monotonic() < deadline, "nobody waits"
            time.sleep(0.01)


def wait_for_waiting(count: int) -> None:
    """Wait until so many connections to this database wait for a lock, whoever holds it."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    with connection.cursor() as cursor:
        while True:
            # Within a transaction one looks at the activity once, and at that again.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= count:
                return
            assert time.monotonic() < deadline, f"fewer than {count} wait"
            time.sleep(0.01)
