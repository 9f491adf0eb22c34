"""Whether PostgreSQL enforces the policies that migrations have made (docs/decisions/0013)."""

from django.db import connection
from psycopg import sql

# Tables with policies and, of those that are partitioned, the partitions: they have none, so that
# nobody but the owner reads them past their table.
_TABLES = """
SELECT c.oid::regclass::text, c.relrowsecurity
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND EXISTS (
  SELECT 1 FROM pg_policy p LEFT JOIN pg_inherits i ON i.inhparent = p.polrelid
  WHERE c.oid IN (p.polrelid, i.inhrelid)
)
"""
# Of the owner, and of who stands above all policies, none would be asked.
_STANDS_ABOVE = """
SELECT rolsuper OR rolbypassrls OR pg_has_role(rolname, current_user, 'MEMBER')
FROM pg_roles WHERE rolname = %s
"""


def apply_row_level_security(*, is_on: bool) -> None:
    """Enable the policies, or let them sleep; runs as the owner, any number of times.

    Changes only what is not as it should be: that waits for everyone who uses a table.
    """
    verb = sql.SQL("ENABLE" if is_on else "DISABLE")
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        statements = [
            sql.SQL("ALTER TABLE {} {} ROW LEVEL SECURITY").format(sql.SQL(table), verb)
            for table, is_enabled in cursor.fetchall()
            if is_enabled != is_on
        ]
        if statements:
            cursor.execute(sql.SQL("; ").join(statements).as_string(cursor.connection))


def stands_above_policies(role: str) -> bool:
    """Whether a role would never be asked: a superuser, or the owner of the tables."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDS_ABOVE, [role])
        row = cursor.fetchone()
    return row is None or bool(row[0])


def is_row_level_security_on() -> bool:
    """Whether the database enforces them now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity FROM pg_class WHERE oid = 'public.messages'::regclass"
        )
        return bool(cursor.fetchone()[0])
