"""The worker's composition root: `celery -A chatty.celery worker --beat`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatty.settings")
os.environ.setdefault("CHATTY_PROCESS", "worker")

import django

django.setup()

from celery.signals import setup_logging
from django.conf import settings

from chatty.core.jobs import runner
from chatty.core.jobs.outbox import queue as app
from chatty.core.limits import limits

app.conf.update(
    broker_url=settings.REDIS_URL.replace("unix://", "redis+socket://", 1).replace(
        "?db=", "?virtual_host=", 1
    ),
    broker_connection_retry_on_startup=True,
    # No retries: whoever hints holds a thread, and the sweep finds what was not hinted.
    broker_transport_options={
        "visibility_timeout": 600,
        "max_retries": 0,
        "socket_connect_timeout": 0.5,
    },
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    task_serializer="json",
    accept_content=["json"],
    timezone="UTC",
    beat_schedule={
        "sweep jobs": {
            "task": runner.SWEEP,
            "schedule": limits.job_sweep_seconds,
            "options": {"expires": limits.job_sweep_seconds},
        },
        "forget ended sessions": {
            "task": "accounts.tasks.forget_ended_sessions",
            "schedule": 3_600,
        },
        "empty closed reports": {
            "task": "moderation.tasks.empty_reports",
            "schedule": 3_600,
        },
        "forget space marks": {
            "task": "conversations.tasks.forget_space_marks",
            "schedule": 24 * 3_600,
        },
        "send what is due": {
            "task": "messaging.tasks.send_due",
            "schedule": limits.scheduled_look_seconds,
            "options": {"expires": limits.scheduled_look_seconds},
        },
        "purge what expired": {
            "task": "messaging.tasks.purge_expired",
            "schedule": limits.purge_look_seconds,
            "options": {"expires": limits.purge_look_seconds},
        },
        "purge what is old": {
            "task": "messaging.tasks.purge_old",
            "schedule": limits.purge_old_seconds,
            "options": {"expires": limits.purge_old_seconds},
        },
        "expire files": {
            "task": "attachments.tasks.expire_files",
            "schedule": limits.file_look_seconds,
            "options": {"expires": limits.file_look_seconds},
        },
        "trim receipt history": {"task": "messaging.tasks.trim_receipt_history", "schedule": 3_600},
    },
)
app.autodiscover_tasks(
    ["accounts", "conversations", "attachments", "messaging", "moderation"], force=True
)


@setup_logging.connect  # type: ignore[untyped-decorator]  # Celery ships no types
def keep_our_logging(**_options: object) -> None:
    """Celery would install its own handlers; Django's settings have done it."""


__all__ = ["app"]
