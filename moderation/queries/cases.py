"""What a moderator sees of a report: the copies that were kept, and what was done so far."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import AuditEntry, User
from chatty.core.clock import now
from conversations.models import Ban
from moderation.access import reports_for
from moderation.adapters.sealing import ReportOpener
from moderation.models import Report, ReportedMessage

# The newest; the audit log has all.
_ENTRIES = 50
_REPORTS = 10


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a message with its text."""

    kept: ReportedMessage
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """A report with all that goes with it. `statement`: `{details, person?, place?}` as they were;
    empty where the report was emptied. `ban`: that of the person where it happened, in force.
    """

    report: Report
    statement: dict[str, Any]
    copies: Sequence[Copy]
    history: Sequence[AuditEntry]
    ban: Ban | None


def read_case(report: Report) -> Case:
    """The case of a report that was reached; the copies in the order in which they were said."""
    opener = ReportOpener(report)
    kept = report.messages.select_related("sender").order_by("seq", "version")
    return Case(
        report=report,
        statement=opener.statement(),
        copies=[Copy(one, opener.body(one)) for one in kept],
        history=read_history("report", report.id),
        ban=_ban_of(report),
    )


def read_history(target_type: str, target_id: uuid.UUID | str) -> list[AuditEntry]:
    """What the audit log has of something, newest first."""
    entries = AuditEntry.objects.select_related("actor")
    return list(
        entries.filter(target_type=target_type, target_id=str(target_id)).order_by("-id")[:_ENTRIES]
    )


def reports_about(person: User, *, viewer: User) -> list[Report]:
    """The newest reports about somebody that a moderator may see."""
    return list(reports_for(viewer).filter(about_id=person.id).order_by("-id")[:_REPORTS])


def entries_for(viewer: User) -> QuerySet[AuditEntry]:
    """The audit log without what is about reports that the viewer may not know of."""
    own = Report.objects.filter(about_id=viewer.id).values_list("id", flat=True)
    hidden = [str(report_id) for report_id in own]
    entries = AuditEntry.objects.select_related("actor")
    return entries.exclude(target_type="report", target_id__in=hidden) if hidden else entries


def _ban_of(report: Report) -> Ban | None:
    room = report.conversation
    if room is None or report.about_id is None:
        return None
    place = Q(conversation_id=room.id) | Q(space_id=room.space_id, space_id__isnull=False)
    in_force = Q(expires_at=None) | Q(expires_at__gt=now())
    return Ban.objects.filter(place, in_force, user_id=report.about_id).first()
