"""The second wall in tests that roll back: statements are the web role's, policies are asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from accounts.models import User
from chatty.core.acting import PROGRAM, SETTING, acting_as_program, wall
from chatty.ops.embedded.postgres import WEB_ROLE
from chatty.ops.roles import apply_grants
from chatty.ops.row_level_security import apply_row_level_security, is_row_level_security_on

Rows = list[tuple[Any, ...]]


def build_wall() -> None:
    """Enforce the policies, and let the web role in."""
    # The locks first: PostgreSQL's own cleaning waits for rights while it holds a table.
    apply_row_level_security(is_on=True)
    apply_grants(web_role=WEB_ROLE)


@contextmanager
def behind_the_wall() -> Iterator[None]:
    """What the test itself does is done by the program; whom it asks as is whom the API says."""
    with connection.cursor() as cursor:
        if not is_row_level_security_on():
            # Rows whose references are yet to be checked keep a table from being changed.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            build_wall()
        cursor.execute(f"SET LOCAL ROLE {WEB_ROLE}")
    # The test is a transaction itself: an operation's is one within it.
    depth, before = len(connection.savepoint_ids), (wall.is_on, wall.writes)
    wall.is_on, wall.writes = True, lambda _raw: len(connection.savepoint_ids) > depth
    try:
        with acting_as_program():
            yield
    finally:
        wall.is_on, wall.writes = before
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")


def read_raw(sql: str, parameters: Any = (), *, as_: User | str | None) -> Rows:
    """What a statement of the web role reads that says it is for this person (or text; None: it
    says nothing), past all of the program's own checks.
    """
    raw = connection.connection
    actor = "" if as_ is None else str(as_.id) if isinstance(as_, User) else as_
    with raw.cursor() as cursor:
        told, wall.is_on = wall.is_on, False
        try:
            cursor.execute("SELECT set_config(%s, %s, true)", (SETTING, actor))
            rows: Rows = cursor.execute(sql, parameters).fetchall()
            cursor.execute("SELECT set_config(%s, %s, true)", (SETTING, PROGRAM))
        finally:
            wall.is_on = told
    return rows
