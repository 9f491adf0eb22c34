"""Starting jobs: a row in the caller's transaction, a hint to the worker after commit."""

import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from celery import Celery
from django.db import transaction
from django.db.models.functions import Now
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from chatty.core.jobs.models import Job

log = logging.getLogger(__name__)

# Made here so that operations can hint; chatty/celery.py composes it (tasks, beat).
queue = Celery("chatty")

RUN = "chatty.core.jobs.run"


def start_job(name: str, **arguments: Any) -> uuid.UUID:
    """Have the handler called `name` run with `arguments` (JSON values) once this transaction
    commits.

    The row is the promise; the queue is only a hint, so a lost Redis delays a job and loses none.
    """
    job = Job.objects.create(name=name, arguments=arguments)
    transaction.on_commit(lambda: hint_worker(job.id), robust=True)
    return job.id


# So many of those that were started together are hinted at; the sweep finds the others.
_HINTED = 10


def start_jobs(name: str, arguments: Sequence[Mapping[str, Any]]) -> None:
    """`start_job` for each of these, in one statement: the first few run at once, the others within
    `limits.job_sweep_seconds`.
    """
    jobs = Job.objects.bulk_create(Job(name=name, arguments=dict(one)) for one in arguments)
    for job in jobs[:_HINTED]:
        transaction.on_commit(partial(hint_worker, job.id), robust=True)


def start_job_at(moment: datetime, name: str, **arguments: Any) -> uuid.UUID:
    """`start_job` for later: the sweep finds it within `limits.job_sweep_seconds` of `moment`."""
    return Job.objects.create(name=name, arguments=arguments, due_at=moment).id


def revive_job(job_id: uuid.UUID) -> str | None:
    """Let a dead letter be tried again once this transaction commits, as often as a new job; its
    name. None where it is none.
    """
    dead = Job.objects.select_for_update().filter(id=job_id, failed_at__isnull=False).first()
    if dead is None:
        return None
    Job.objects.filter(id=job_id).update(failed_at=None, attempts=0, due_at=Now())
    transaction.on_commit(lambda: hint_worker(job_id), robust=True)
    return dead.name


def hint_worker(job_id: uuid.UUID, *, expires_seconds: float | None = None) -> None:
    """Tell the worker that a job waits. Without Redis nothing is lost: the sweep finds the row."""
    hint_task(RUN, str(job_id), expires_seconds=expires_seconds)


def hint_task(name: str, *arguments: str, expires_seconds: float | None = None) -> None:
    """Have a task run soon that would run by the clock anyhow; without Redis it does."""
    try:
        queue.send_task(
            name, args=arguments, expires=expires_seconds, retry=False, ignore_result=True
        )
    except (OperationalError, RedisError, OSError):
        log.warning("jobs.hint_failed", extra={"task": name, "arguments": arguments})
