"""Emptying the tables after a test that commits.

Django truncates all of them and makes the permissions anew, which takes longer than most of these
tests do: each truncated table gets new files, and so does each of its indexes.
"""

from functools import cache

from django.db import connection, transaction
from django.test import TransactionTestCase

# What migrations have put there.
_KEPT = {"django_migrations", "django_content_type", "auth_permission"}
# Its rows are never deleted; a table is truncated past the trigger that sees to it.
_APPEND_ONLY = "audit_entries"
# With more rows than this, new files come sooner.
_MANY = 20_000

_as_django_does = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # the stubs know public names


def empty_tables(case: TransactionTestCase) -> None:
    """Delete the rows that a test has left; instead of `TransactionTestCase._fixture_teardown`."""
    left = _with_rows(_tables(), beyond=0)
    if _with_rows(left, beyond=_MANY):
        _as_django_does(case)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in left:
            verb = "TRUNCATE" if table == _APPEND_ONLY else "DELETE FROM"
            cursor.execute(f"{verb} {connection.ops.quote_name(table)}")


@cache
def _tables() -> tuple[str, ...]:
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return tuple(sorted(set(found) - _KEPT))


def _with_rows(tables: tuple[str, ...], *, beyond: int) -> tuple[str, ...]:
    """Those that hold more rows than that."""
    if not tables:
        return ()
    asked = (
        f"SELECT '{table}' WHERE EXISTS"  # noqa: S608 - names of our own tables
        f" (SELECT FROM {connection.ops.quote_name(table)} OFFSET {beyond})"
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return tuple(table for (table,) in cursor.fetchall())
