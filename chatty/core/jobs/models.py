"""The outbox: a job is a row until its work is committed."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from chatty.core.ids import new_id


class Job(models.Model):
    """Work that was committed together with its cause.

    It goes when it is done; dead letters stay.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "jobs"
        indexes = [models.Index(fields=["due_at"], name="jobs_due", condition=Q(failed_at=None))]

    def __str__(self) -> str:
        return f"{self.name} ({self.id})"
