"""What the worker does for messaging, by the clock and when asked."""

import uuid
from datetime import datetime

from chatty.core.jobs.outbox import hint_task, queue
from chatty.core.jobs.runner import job_handler
from chatty.core.limits import limits
from conversations.operations.deletion import WIPE
from messaging.operations.due import send_due
from messaging.operations.new_polls import CLOSE
from messaging.operations.polls import close_due_poll
from messaging.operations.purging import purge_expired, purge_old
from messaging.operations.read_all import tell_receipts
from messaging.operations.trimming import trim_receipts
from messaging.operations.wiping import wipe_conversation

PURGE_EXPIRED = "messaging.tasks.purge_expired"
PURGE_OLD = "messaging.tasks.purge_old"
SEND_DUE = "messaging.tasks.send_due"


@queue.task(name="messaging.tasks.trim_receipt_history", ignore_result=True)  # type: ignore[untyped-decorator]  # Celery ships no types
def trim_receipt_history() -> int:
    """Forget steps of watermarks that are older than the limit."""
    return trim_receipts()


@queue.task(name=PURGE_EXPIRED, ignore_result=True)  # type: ignore[untyped-decorator]  # Celery ships no types
def purge_what_expired() -> None:
    """Purge what disappears, and forget what was deleted. What is left waits for the next look, so
    that other work has its turn.
    """
    purge_expired()


@queue.task(name=PURGE_OLD, ignore_result=True)  # type: ignore[untyped-decorator]  # Celery ships no types
def purge_what_is_old() -> None:
    """Purge what is too old; goes on behind other work while there is more."""
    if not purge_old():
        hint_task(PURGE_OLD, expires_seconds=limits.purge_old_seconds)


@queue.task(name=SEND_DUE, ignore_result=True)  # type: ignore[untyped-decorator]  # Celery ships no types
def send_what_is_due() -> None:
    """Send what was scheduled for now; goes on behind other work while there is more."""
    if not send_due():
        hint_task(SEND_DUE, expires_seconds=limits.scheduled_look_seconds)


@job_handler("messaging.tell_receipts")
def tell_receipts_of_read_all(*, user_id: str, at: str) -> None:
    """Tell others what somebody read when they read everything."""
    tell_receipts(user_id=uuid.UUID(user_id), at=datetime.fromisoformat(at))


@job_handler(CLOSE)
def close_poll_in_time(*, conversation_id: str, message_id: str) -> None:
    """Close a poll whose time is over."""
    close_due_poll(conversation_id=uuid.UUID(conversation_id), message_id=uuid.UUID(message_id))


@job_handler(WIPE)
def wipe_deleted_conversation(*, conversation_id: str) -> None:
    """Wipe what was said in a conversation that was deleted for all."""
    wipe_conversation(conversation_id=uuid.UUID(conversation_id))
