"""What the worker does for moderation, by the clock."""

from chatty.core.jobs.outbox import queue
from moderation.operations.retention import empty_closed_reports


@queue.task(name="moderation.tasks.empty_reports", ignore_result=True)  # type: ignore[untyped-decorator]  # Celery ships no types
def empty_reports() -> int:
    """Drop what reports hold that were closed long ago."""
    return empty_closed_reports()
