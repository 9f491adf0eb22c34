"""Jobs that have failed for good."""

from django.db import transaction

from accounts.access import require_moderator
from accounts.models import User
from accounts.operations.audit import record_audit_entry
from chatty.core.errors import Forbidden, NotFound
from chatty.core.ids import read_id
from chatty.core.jobs.outbox import revive_job


def retry_job(*, actor: User, job_id: object) -> None:
    """Have a dead letter tried again, as often as a new job. NotFound for one that is none (any
    more); Forbidden for all but owners of the server.
    """
    with transaction.atomic():
        if not require_moderator(actor).is_superuser:
            raise Forbidden("Only an owner of this server has jobs tried again.")
        known = read_id(job_id)
        name = None if known is None else revive_job(known)
        if name is None:
            raise NotFound("There is no such job that has failed.")
        record_audit_entry(
            actor=actor,
            action="job.retried",
            target_type="job",
            target_id=known,
            details={"job": name},
        )
