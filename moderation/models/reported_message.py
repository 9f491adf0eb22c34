"""Copies of messages that go with a report."""

from django.db import models

from accounts.models import User
from moderation.models.report import Report


class ReportedMessage(models.Model):
    """One version of one message as it was when it was reported, sealed with the report's key.

    Edits and deletions do not reach it. `is_target` sets what was reported apart from what the
    reporter added; `was_deleted`: its text was gone by then. `written_at`: since when this version
    stood.
    """

    pk = models.CompositePrimaryKey("report_id", "message_id", "version")
    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    message_id = models.UUIDField()
    version = models.PositiveIntegerField()
    seq = models.BigIntegerField()
    sender = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)
    body = models.BinaryField(default=bytes)
    is_target = models.BooleanField(default=False)
    is_former = models.BooleanField(default=False)
    was_deleted = models.BooleanField(default=False)
    written_at = models.DateTimeField()

    class Meta:
        db_table = "reported_messages"

    def __str__(self) -> str:
        return f"version {self.version} of {self.message_id}"
