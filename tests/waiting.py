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
