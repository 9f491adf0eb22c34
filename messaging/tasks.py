"""What the worker does for messaging, by the clock and when asked."""

import uuid
from datetime import datetime

from chatty.core.jobs.outbox import queue
from chatty.core.jobs.runner import job_handler
from conversations.operations.deletion import WIPE
from messaging.operations.read_all import tell_receipts
from messaging.operations.trimming import trim_receipts
from messaging.operations.wiping import wipe_conversation


@queue.task(name="messaging.tasks.trim_receipt_history", ignore_result=True)  # type: ignore[untyped-decorator]  # Celery ships no types
def trim_receipt_history() -> int:
    """Forget steps of watermarks that are older than the limit."""
    return trim_receipts()


@job_handler("messaging.tell_receipts")
def tell_receipts_of_read_all(*, user_id: str, at: str) -> None:
    """Tell others what somebody read when they read everything."""
    tell_receipts(user_id=uuid.UUID(user_id), at=datetime.fromisoformat(at))


@job_handler(WIPE)
def wipe_deleted_conversation(*, conversation_id: str) -> None:
    """Wipe what was said in a conversation that was deleted for all."""
    wipe_conversation(conversation_id=uuid.UUID(conversation_id))
