"""Running jobs: effects and the row's end in one transaction, so an effect in the database happens
once.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from chatty.core.clock import now
from chatty.core.jobs.models import Job
from chatty.core.jobs.outbox import RUN, hint_worker, queue
from chatty.core.limits import limits

log = logging.getLogger(__name__)

Handler = Callable[..., None]
_handlers: dict[str, Handler] = {}
_last_rites: dict[str, Handler] = {}

SWEEP = "chatty.core.jobs.sweep"


def job_handler(name: str) -> Callable[[Handler], Handler]:
    """Register the function that does the jobs called `name`. It may run again after a crash."""

    def register(handler: Handler) -> Handler:
        _handlers[name] = handler
        return handler

    return register


def last_rites(name: str) -> Callable[[Handler], Handler]:
    """Register what is done, with the arguments of the job, when a job called `name` has failed for
    the last time: what waits for it must not wait for ever.
    """

    def register(handler: Handler) -> Handler:
        _last_rites[name] = handler
        return handler

    return register


@queue.task(name=RUN, ignore_result=True)  # type: ignore[untyped-decorator]  # Celery ships no types
def run_job(job_id: str) -> None:
    """Run one job, unless another worker has it or it is not due."""
    job = _claim(uuid.UUID(job_id))
    if job is None:
        return
    try:
        with transaction.atomic():
            # Held while it runs, however long that is: nobody else starts it meanwhile.
            if Job.objects.select_for_update(skip_locked=True).filter(id=job.id).first() is None:
                return
            _handlers[job.name](**job.arguments)
            job.delete()
    except Exception as caught:  # noqa: BLE001 - any failure of a handler is recorded and retried
        _note_failure(job, f"{type(caught).__name__}: {caught}")


def _claim(job_id: uuid.UUID) -> Job | None:
    """Count the attempt before it is made, and commit that: what kills its worker ends too.

    The next attempt is due twice as late each time.
    """
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(id=job_id, failed_at=None, due_at__lte=now())
            .first()
        )
        if job is None:
            return None
        if job.attempts >= limits.job_attempts:
            # It never came to say what went wrong: each attempt ended with its worker.
            _bury(job)
            job.save(update_fields=["failed_at"])
            return None
        job.attempts += 1
        job.due_at = now() + timedelta(seconds=15 * 2**job.attempts)
        job.save(update_fields=["attempts", "due_at"])
        return job


def _note_failure(job: Job, error: str) -> None:
    """Keep what went wrong; after the last attempt the job stays as a dead letter."""
    # PostgreSQL holds neither U+0000 nor half a surrogate pair, and any text may be in an error.
    job.last_error = error.replace("\0", "\\0").encode(errors="backslashreplace").decode()[:2_000]
    if job.attempts >= limits.job_attempts:
        _bury(job)
    job.save(update_fields=["last_error", "failed_at"])
    log.error(
        "jobs.failed", extra={"job": job.name, "job_id": str(job.id), "attempts": job.attempts}
    )


def _bury(job: Job) -> None:
    """Make a dead letter of it, whatever its last rites come to."""
    job.failed_at = now()
    if (rites := _last_rites.get(job.name)) is None:
        return
    try:
        with transaction.atomic():
            rites(**job.arguments)
    except Exception:
        log.exception("jobs.last_rites_failed", extra={"job": job.name, "job_id": str(job.id)})


@queue.task(name=SWEEP, ignore_result=True)  # type: ignore[untyped-decorator]  # Celery ships no types
def sweep_jobs() -> int:
    """Hint again at jobs that are due and waiting: lost hints, a flushed Redis, retries."""
    due: list[Any] = list(
        Job.objects.filter(failed_at=None, due_at__lte=now())
        .order_by("due_at")
        .values_list("id", flat=True)[:500]
    )
    for job_id in due:
        # Not after the next sweep: hints would pile up behind one long job.
        hint_worker(job_id, expires_seconds=limits.job_sweep_seconds)
    connection.close()
    return len(due)
