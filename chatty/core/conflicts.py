"""Doing once more what the database ended for another transaction's sake.

Of transactions that wait for each other PostgreSQL ends one. Nothing of it was kept and nothing
of it was published, so that the same call can be made again.
"""

import logging
import random
import time
from collections.abc import Callable

from django.db import OperationalError, connection

log = logging.getLogger(__name__)

RETRIES = 3
SERIALIZATION_FAILURE, DEADLOCK, IDLE_IN_TRANSACTION = "40001", "40P01", "25P03"
_FIRST_PAUSE_SECONDS = 0.02


def sqlstate(error: Exception) -> str | None:
    """What PostgreSQL calls the failure; None where it said nothing (the connection was cut)."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state if isinstance(state, str) else None


def retry_conflicts[Answer](work: Callable[[], Answer]) -> Answer:
    """The answer of `work`, which owns its transactions; after `RETRIES` conflicts the last one.

    Inside a transaction of the caller's nothing is tried again: that one has to begin anew.
    """
    for retry in range(RETRIES):
        try:
            return work()
        except OperationalError as error:
            state = sqlstate(error)
            if state not in (SERIALIZATION_FAILURE, DEADLOCK) or connection.in_atomic_block:
                raise
            log.warning("database.conflict", extra={"sqlstate": state, "retry": retry + 1})
            # Whoever met here must not meet again.
            time.sleep(random.uniform(0, _FIRST_PAUSE_SECONDS * 2**retry))  # noqa: S311 - no secret
    return work()
