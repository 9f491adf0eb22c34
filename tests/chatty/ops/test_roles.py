"""What the web role may do in a prepared database."""

import psycopg
import pytest

from tests.servers import RunningServer


def _execute_as_web(server: RunningServer, statement: str) -> None:
    with psycopg.connect(server.environment["DATABASE_URL"]) as connection:
        connection.execute("SELECT 1 FROM audit_entries")  # The table is there to be read.
        connection.execute(statement.encode())
        connection.rollback()


@pytest.mark.parametrize("verb", ["DELETE FROM", "TRUNCATE", "UPDATE"])
def test_audit_entries_are_never_changed_by_the_web(server: RunningServer, verb: str) -> None:
    changes = " SET id = id" if verb == "UPDATE" else ""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _execute_as_web(server, f"{verb} audit_entries{changes}")


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE audit_entries",
        "ALTER TABLE audit_entries DISABLE TRIGGER ALL",
        "CREATE TABLE intruder ()",
        "DELETE FROM django_migrations",
        "SET ROLE chatty_owner",
    ],
)
def test_the_web_changes_no_structure(server: RunningServer, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _execute_as_web(server, statement)


def test_the_web_writes_ordinary_rows(server: RunningServer) -> None:
    _execute_as_web(server, "DELETE FROM users WHERE false")
