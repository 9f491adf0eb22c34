"""Letting go of what has served its time."""

from datetime import timedelta

from django.db import connection

from chatty.core.clock import now
from chatty.core.limits import limits

BATCH = 5_000

# In batches, so that no send waits for a long delete.
_TRIM = """
DELETE FROM receipts WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM receipts WHERE at < %s ORDER BY at LIMIT %s
))
"""


def trim_receipts() -> int:
    """Delete receipt steps beyond the history's age; how many went."""
    oldest = now() - timedelta(days=limits.receipt_history_days)
    total = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_TRIM, [oldest, BATCH])
            gone: int = cursor.rowcount
            total += gone
            if gone < BATCH:
                return total
