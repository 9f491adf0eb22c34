"""What the web role may do in a database that the owner role has made."""

from django.db import connection
from psycopg import sql

APPEND_ONLY_TABLES = ("audit_entries",)
"""The web role may add rows to these and read them; a trigger refuses the rest to everybody."""


def apply_grants(*, web_role: str) -> None:
    """Let `web_role` read and write the data of every table, and nothing of their structure.

    Runs as the owner, any number of times, in one transaction: there is no instant in which a
    running web process lacks a right.
    """
    role = sql.Identifier(web_role)
    present = set(connection.introspection.table_names())
    statements = [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(
            role
        ),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role),
        *(
            sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(
                sql.Identifier(table), role
            )
            for table in APPEND_ONLY_TABLES
            if table in present
        ),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(role),
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("; ").join(statements).as_string(cursor.connection))
