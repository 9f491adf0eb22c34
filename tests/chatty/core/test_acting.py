"""For whom a connection says that it asks: told before each statement, whatever became of the last
one.
"""

import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings

from chatty.core.acting import act_as, acting_as_nobody, acting_as_program, wall
from chatty.core.slow_queries import TimedServerCursor
from tests.services import database_address

ANN, BEN = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture
def raw(db: None) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the driver's, as Django has them: in autocommit unless told otherwise."""
    name = str(settings.DATABASES["default"]["NAME"])
    before, wall.is_on = wall.is_on, True
    with (
        psycopg.connect(database_address(name), autocommit=True) as connection,
        acting_as_nobody(),
    ):
        yield connection
    wall.is_on = before


def said(raw: psycopg.Connection[Any]) -> str:
    """What the next statement of a connection is told of who asks."""
    with TimedServerCursor(raw) as cursor:
        row = cursor.execute("SELECT current_setting('chatty.actor', true)").fetchone()
    return (row[0] or "") if row else ""


def test_each_statement_is_for_whoever_asks_now(raw: psycopg.Connection[Any]) -> None:
    assert said(raw) == ""
    act_as(ANN)
    assert said(raw) == said(raw) == str(ANN)
    with acting_as_program():
        assert said(raw) == "system"
    assert said(raw) == str(ANN)
    # The next request, on the same connection of the pool.
    with acting_as_nobody():
        assert said(raw) == ""
        act_as(BEN)
        assert said(raw) == str(BEN)
    assert said(raw) == str(ANN)


def test_a_transaction_is_the_programs_once_it_is_known_who_asks(
    raw: psycopg.Connection[Any],
) -> None:
    raw.autocommit = False
    assert said(raw) == ""
    raw.rollback()
    act_as(ANN)
    for end in (raw.commit, raw.rollback, raw.commit):
        assert said(raw) == "system"
        end()
    raw.autocommit = True
    assert said(raw) == str(ANN)


def test_what_is_rolled_back_takes_nothing_with_it(raw: psycopg.Connection[Any]) -> None:
    act_as(ANN)
    raw.autocommit = False
    with TimedServerCursor(raw) as cursor:
        cursor.execute("SAVEPOINT one")
        with pytest.raises(psycopg.errors.DivisionByZero):
            cursor.execute("SELECT 1 / 0")
        cursor.execute("ROLLBACK TO SAVEPOINT one")
    assert said(raw) == "system"
    # Somebody who is proved within a transaction, and a part of it that comes to nothing.
    raw.rollback()
    with acting_as_nobody():
        assert said(raw) == ""
        with TimedServerCursor(raw) as cursor:
            cursor.execute("SAVEPOINT two")
            act_as(BEN)
            assert said(raw) == "system"
            cursor.execute("ROLLBACK TO SAVEPOINT two")
        assert said(raw) == "system"


def test_a_failed_transaction_is_left_alone_until_it_ends(raw: psycopg.Connection[Any]) -> None:
    act_as(ANN)
    raw.autocommit = False
    with TimedServerCursor(raw) as cursor:
        with pytest.raises(psycopg.errors.DivisionByZero):
            cursor.execute("SELECT 1 / 0")
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            cursor.execute("SELECT 1")
    raw.rollback()
    raw.autocommit = True
    assert said(raw) == str(ANN)


def test_where_it_is_off_nothing_is_said(raw: psycopg.Connection[Any]) -> None:
    wall.is_on = False
    act_as(ANN)
    assert said(raw) == ""
