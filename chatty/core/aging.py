"""Letting go of rows that have served their time."""

from datetime import datetime

from django.db import connection
from psycopg import sql

BATCH = 5_000

# In batches, each its own transaction, so that nobody waits for a long delete.
_DELETE = """
DELETE FROM {table} WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM {table} WHERE {stamp} < %s ORDER BY {stamp} LIMIT %s
))
"""


def delete_older(*, table: str, stamp: str, before: datetime) -> int:
    """Delete the rows of `table` whose column `stamp`, which has an index, lies before a moment;
    how many there were.
    """
    query = sql.SQL(_DELETE).format(table=sql.Identifier(table), stamp=sql.Identifier(stamp))
    total = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(query, [before, BATCH])
            gone: int = cursor.rowcount
            total += gone
            if gone < BATCH:
                return total
