"""Statements whose plans connections keep."""

import uuid
from typing import Any

import pytest
from django.db import DataError, OperationalError, connection
from django.test.utils import CaptureQueriesContext

from chatty.core.prepared import run_prepared

pytestmark = pytest.mark.django_db


def kept(text: str) -> list[tuple[Any, ...]]:
    """The statements that this connection keeps with `text` in them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement FROM pg_prepared_statements WHERE statement LIKE %s", [f"%{text}%"]
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def test_a_statement_is_planned_once_however_large_its_numbers() -> None:
    for number in (1, 40_000, 3_000_000_000, 2**62):
        assert run_prepared("SELECT %(n)s + 0 AS planned_once", {"n": number}) == [(number,)]
    assert len(kept("planned_once")) == 1


def test_other_statements_of_the_connection_are_as_before() -> None:
    connection.ensure_connection()
    raw: Any = connection.connection
    before = raw.prepare_threshold
    run_prepared("SELECT 1", {})
    with pytest.raises(DataError):
        run_prepared("SELECT 1 / %(n)s", {"n": 0})
    assert raw.prepare_threshold == before


def test_values_come_as_python_has_them() -> None:
    name = uuid.uuid4()
    query = """
    SELECT %(name)s::uuid, %(name)s::uuid::text, '{"a": [1]}'::jsonb, 'x'::bytea, true,
      ARRAY['a']::text[], NULL::text[]
    """
    (row,) = run_prepared(query, {"name": name})
    assert row == (name, str(name), {"a": [1]}, b"x", True, ["a"], None)


def test_what_answers_nothing_has_no_rows() -> None:
    assert run_prepared("SELECT 1 WHERE false", {}) == []
    assert run_prepared("SET LOCAL lock_timeout = 1000", {}) == []


def test_the_log_of_tests_shows_it_with_its_values() -> None:
    with CaptureQueriesContext(connection) as seen:
        run_prepared("SELECT %(n)s::int, %(text)s::text", {"n": 7, "text": "it's"})
    (query,) = seen.captured_queries
    assert query["sql"] == "SELECT 7::int, 'it''s'::text"


def test_an_ended_connection_is_an_operational_error(transactional_db: None) -> None:
    connection.ensure_connection()
    raw: Any = connection.connection
    raw.close()
    with pytest.raises(OperationalError):
        run_prepared("SELECT 1", {})
    connection.close()
    assert run_prepared("SELECT 1", {}) == [(1,)]
