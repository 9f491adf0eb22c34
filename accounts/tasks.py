"""Work of people's accounts for the worker: mails, and forgetting."""

from accounts.operations.forgetting import forget_ended
from accounts.operations.registration import SEND_VERIFICATION
from accounts.operations.verification import send_verification
from chatty.core.jobs.outbox import queue
from chatty.core.jobs.runner import job_handler


@job_handler(SEND_VERIFICATION)
def send_verification_job(*, user_id: str) -> None:
    """Mail the link that proves an address."""
    send_verification(user_id=user_id)


@queue.task(name="accounts.tasks.forget_ended_sessions", ignore_result=True)  # type: ignore[untyped-decorator]  # Celery ships no types
def forget_ended_sessions() -> int:
    """Drop sessions, tokens, cookies and owner claims that are of no more use."""
    return forget_ended()
