"""What the pool hands out: connections that hold, without a query to find out."""

import select
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from chatty.core.pool_check import check_connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool() -> Iterator[ConnectionPool[Any]]:
    """A pool of one connection to the tests' database, as web processes have one."""
    given: dict[str, Any] = {**connection.get_connection_params(), "autocommit": True}
    with ConnectionPool(
        kwargs=given, min_size=1, max_size=1, timeout=10, check=check_connection, open=True
    ) as made:
        yield made


def ask(pool: ConnectionPool[Any]) -> int:
    """The server process that answered."""
    with pool.connection() as held:
        assert held.execute("SELECT 1").fetchone() == (1,)
        return int(held.info.backend_pid)


def test_a_connection_that_the_server_ended_is_not_handed_out(pool: ConnectionPool[Any]) -> None:
    first = ask(pool)
    assert ask(pool) == first
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
        assert cursor.fetchone() == (True,)
    second = ask(pool)
    assert second != first
    assert ask(pool) == second


def test_a_quiet_connection_is_not_asked(
    pool: ConnectionPool[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(ConnectionPool, "check_connection", staticmethod(asked.append))
    ask(pool)
    assert asked == []
    with pool.connection() as held:
        held.execute("LISTEN anything")
        socket = held.fileno()
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        other.execute("NOTIFY anything")
        # Not select(): who runs thousands of tests may hold more files than it counts.
        waiting = select.poll()
        waiting.register(socket, select.POLLIN)
        assert waiting.poll(10_000)
    ask(pool)
    assert len(asked) == 1
