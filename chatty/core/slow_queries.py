"""The log of slow queries: what was asked and how long it took, never with which values.

Hooked in as the driver's cursors, so it hears of every query of every process, Django's and our own
SQL alike. PostgreSQL's own `log_min_duration_statement` stays off: values are bound by the driver
(see Django's `ClientCursor`), so its lines would hold what people wrote.
"""

import logging
import re
import time
from typing import Any

import psycopg
from django.db.backends.postgresql.base import Cursor

from chatty.core.acting import wall
from chatty.core.limits import limits

log = logging.getLogger(__name__)

_LITERAL = re.compile(r"'(?:[^']|'')*'")
_SHAPE_CHARACTERS = 1_000


class _Timed:
    """Times what a cursor executes, answers included.

    Also what fails: most of the slowest queries end at `limits.statement_seconds`. Rows that are
    copied in or out take as long as whoever makes them, and are not timed.
    """

    def execute(self, query: Any, *arguments: Any, **options: Any) -> Any:
        """Run a query."""
        began = time.monotonic()
        try:
            if wall.is_on:
                wall.tell(self.connection)  # type: ignore[attr-defined]  # a mixin
            return super().execute(query, *arguments, **options)  # type: ignore[misc]  # a mixin
        finally:
            # Written out twice: a call for each query is what this must not cost.
            if (seconds := time.monotonic() - began) >= limits.slow_query_seconds:
                _report(query, seconds)

    def executemany(self, query: Any, *arguments: Any, **options: Any) -> None:
        """Run a query for each row of values; they count as one."""
        began = time.monotonic()
        try:
            if wall.is_on:
                wall.tell(self.connection)  # type: ignore[attr-defined]  # the same
            super().executemany(query, *arguments, **options)  # type: ignore[misc]  # the same
        finally:
            if (seconds := time.monotonic() - began) >= limits.slow_query_seconds:
                _report(query, seconds)


class TimedCursor(_Timed, Cursor):
    """Django's cursor, which puts values into the text."""


class TimedServerCursor(_Timed, psycopg.Cursor[Any]):
    """The driver's own, whose values the server puts in."""


def query_shape(query: object) -> str:
    """A query as written, without literals in quotes, on one line and of bounded length.

    Of one that is composed at run time, which may hold quoted values, only the kind.
    """
    if not isinstance(query, str):
        return type(query).__name__
    return " ".join(_LITERAL.sub("'…'", query).split())[:_SHAPE_CHARACTERS]


def _report(query: object, seconds: float) -> None:
    log.warning(
        "database.slow_query", extra={"seconds": round(seconds, 3), "query": query_shape(query)}
    )
