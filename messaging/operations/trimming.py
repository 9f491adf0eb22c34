"""Letting go of what has served its time."""

from datetime import timedelta

from chatty.core.aging import delete_older
from chatty.core.clock import now
from chatty.core.limits import limits


def trim_receipts() -> int:
    """Delete receipt steps beyond the history's age; how many went."""
    oldest = now() - timedelta(days=limits.receipt_history_days)
    return delete_older(table="receipts", stamp="at", before=oldest)
