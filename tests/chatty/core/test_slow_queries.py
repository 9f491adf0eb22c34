"""Queries that take long are told of, without what was asked for."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from psycopg import sql

from accounts.models import User
from chatty.core.limits import override_limits
from chatty.core.logs import JSONFormatter, request_id
from chatty.core.prepared import run_prepared
from chatty.core.slow_queries import TimedCursor, query_shape

pytestmark = pytest.mark.django_db

SECRET = "correct horse battery staple"


@pytest.fixture
def told() -> Iterator[io.StringIO]:
    """The lines of the log of slow queries."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JSONFormatter())
    logger = logging.getLogger("chatty.core.slow_queries")
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)


def entries(told: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told.getvalue().splitlines()]


def test_a_slow_query_is_told_with_its_request_and_without_its_values(told: io.StringIO) -> None:
    token = request_id.set("request-0123456789")
    with override_limits(slow_query_seconds=0.05), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.06),\n       %s", [SECRET])
        assert cursor.fetchone()[1] == SECRET
    request_id.reset(token)
    [entry] = entries(told)
    assert (entry["event"], entry["level"]) == ("database.slow_query", "warning")
    assert entry["query"] == "SELECT pg_sleep(0.06), %s"
    assert entry["seconds"] >= 0.05
    assert entry["request_id"] == "request-0123456789"
    assert SECRET not in told.getvalue()


def test_a_quick_query_is_not_told(told: io.StringIO) -> None:
    with override_limits(slow_query_seconds=60), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.executemany("SELECT %s", [(1,), (2,)])
    assert entries(told) == []


def test_what_django_asks_is_told_as_well(told: io.StringIO) -> None:
    with override_limits(slow_query_seconds=1e-9):
        assert not User.objects.filter(username=SECRET).exists()
    queries = [entry["query"] for entry in entries(told)]
    assert any('FROM "users" WHERE "users"."username" = %s' in query for query in queries)
    assert SECRET not in told.getvalue()


def test_what_is_prepared_is_told_as_well(told: io.StringIO) -> None:
    with override_limits(slow_query_seconds=1e-9):
        assert run_prepared("SELECT %(text)s::text", {"text": SECRET}) == [(SECRET,)]
    assert [entry["query"] for entry in entries(told)] == ["SELECT %(text)s::text"]
    assert SECRET not in told.getvalue()


def test_many_rows_of_values_are_one_query(told: io.StringIO) -> None:
    with override_limits(slow_query_seconds=1e-9), connection.cursor() as cursor:
        cursor.executemany("SELECT length(%s)", [(SECRET,), (SECRET,)])
    assert [entry["query"] for entry in entries(told)] == ["SELECT length(%s)"]
    assert SECRET not in told.getvalue()


def test_a_query_that_is_cut_off_is_told(told: io.StringIO) -> None:
    with override_limits(slow_query_seconds=0.04), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50ms'")
        with pytest.raises(OperationalError, match="statement timeout"), transaction.atomic():
            cursor.execute("SELECT pg_sleep(5)")
    assert [entry["query"] for entry in entries(told)] == ["SELECT pg_sleep(5)"]


def test_a_shape_holds_no_literals_and_ends_somewhere() -> None:
    assert query_shape("SELECT 'a secret', 'it''s'\n FROM  x") == "SELECT '…', '…' FROM x"
    assert query_shape(sql.SQL("SELECT {}").format(sql.Literal(SECRET))) == "Composed"
    assert len(query_shape("x" * 5_000)) == 1_000


def test_every_kind_of_process_has_it() -> None:
    assert settings.DATABASES["default"]["OPTIONS"]["cursor_factory"] is TimedCursor
