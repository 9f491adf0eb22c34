"""Statements of the hot paths: parameters bound by the server, plans kept by the connection.

Django binds on the client, so each of its statements is planned anew: half a millisecond where 32
partitions are concerned. Web processes ask for plans that hold for any parameter
(`chatty.core.environment`), since PostgreSQL would go on planning anew for the partitions' sake.
"""

import time
from collections.abc import Mapping
from functools import partial
from typing import Any, LiteralString

import psycopg
from django.db import connection
from psycopg.types.numeric import Int8

from chatty.core.slow_queries import TimedServerCursor

Rows = list[tuple[Any, ...]]


def run_prepared(query: LiteralString, parameters: Mapping[str, Any]) -> Rows:
    """The rows that a statement answers (none where it answers nothing). Raises Django's errors."""
    connection.ensure_connection()
    execute: Any = _execute
    for wrapper in reversed(connection.execute_wrappers):
        execute = partial(wrapper, execute)
    started_at = time.monotonic()
    rows: Rows = execute(query, parameters, False, {"connection": connection})
    if connection.queries_logged:
        spent = f"{time.monotonic() - started_at:.3f}"
        written = psycopg.ClientCursor(connection.connection).mogrify(query, parameters)
        connection.queries_log.append({"sql": written, "time": spent})
    return rows


def _execute(
    query: LiteralString, parameters: Mapping[str, Any], _many: bool, _context: Mapping[str, Any]
) -> Rows:
    raw: Any = connection.connection
    # The driver would choose the type by the value: a plan for small numbers, another for large.
    typed = {name: Int8(of) if type(of) is int else of for name, of in parameters.items()}
    before, raw.prepare_threshold = raw.prepare_threshold, 0
    try:
        with connection.wrap_database_errors, TimedServerCursor(raw) as cursor:
            cursor.execute(query, typed, prepare=True, binary=True)
            # `description` would say so too, and describe each column.
            return cursor.fetchall() if cursor.rownumber is not None else []
    finally:
        raw.prepare_threshold = before
