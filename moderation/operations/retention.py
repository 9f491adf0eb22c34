"""Letting go of what closed reports hold."""

from datetime import timedelta

from django.db import transaction

from chatty.core.clock import now
from chatty.core.limits import limits
from moderation.models import Report, ReportedMessage

BATCH = 500


def empty_closed_reports() -> int:
    """Drop what reports hold that were closed `limits.report_evidence_days` ago: their keys, what
    was written, and the copies. That they were made, and what came of them, stays. Counts reports;
    batches keep locks short.
    """
    before = now() - timedelta(days=limits.report_evidence_days)
    total = 0
    while True:
        with transaction.atomic():
            due = Report.objects.select_for_update(skip_locked=True, no_key=True).filter(
                closed_at__lt=before, wrapped_key__isnull=False
            )
            ids = list(due.order_by("closed_at").values_list("id", flat=True)[:BATCH])
            ReportedMessage.objects.filter(report_id__in=ids).delete()
            Report.objects.filter(id__in=ids).update(wrapped_key=None, sealed=b"")
        total += len(ids)
        if len(ids) < BATCH:
            return total
