"""What the worker does for messaging, by the clock."""

from chatty.core.jobs.outbox import queue
from messaging.operations.trimming import trim_receipts


@queue.task(name="messaging.tasks.trim_receipt_history", ignore_result=True)  # type: ignore[untyped-decorator]  # Celery ships no types
def trim_receipt_history() -> int:
    """Forget steps of watermarks that are older than the limit."""
    return trim_receipts()
