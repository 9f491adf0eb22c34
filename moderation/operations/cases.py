"""What moderators do with a report: take it, and come to an end with it.

Each holds the report's lock, so that of two at once exactly one wins; the other is told who did
what.
"""

import uuid

from django.db import transaction

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from accounts.operations.suspension import clean_reason
from chatty.core.clock import now, wire_time
from chatty.core.errors import Invalid, VersionConflict
from moderation.access import lock_report
from moderation.models import Outcome, Report, Status

_DONE = {Status.RESOLVED: "resolved", Status.DISMISSED: "dismissed"}


def take_report(*, actor: User, report_id: object, instead_of: uuid.UUID | None = None) -> Report:
    """Look after a report. `instead_of`: the moderator from whom it is taken over. Who has it
    already keeps it.

    VersionConflict where somebody else has taken or closed it meanwhile; Forbidden, NotFound.
    """
    with transaction.atomic():
        report = lock_report(report_id, viewer=actor)
        _require_open(report)
        if report.moderator_id == actor.id:
            return report
        if report.moderator_id not in (None, instead_of):
            raise _taken(report)
        former = report.moderator
        report.status, report.moderator, report.taken_at = Status.UNDER_REVIEW, actor, now()
        report.save(update_fields=["status", "moderator", "taken_at"])
        from_whom = {} if former is None else {"instead_of": str(former.id)}
        _record(actor, "report.taken", report, from_whom)
        return report


def resolve_report(*, actor: User, report_id: object, outcome: str, reason: str) -> Report:
    """Close a report that something was done about: `suspended`, `banned` or `handled`. One that
    nobody has taken is the actor's by this.

    Invalid for another outcome and without a reason; otherwise as `take_report`.
    """
    if outcome not in Outcome.values or not outcome:
        raise Invalid(errors={"outcome": ["Choose what was done."]})
    return _close(actor, report_id, Status.RESOLVED, outcome, reason)


def dismiss_report(*, actor: User, report_id: object, reason: str) -> Report:
    """Close a report about which there is nothing to do; otherwise as `resolve_report`."""
    return _close(actor, report_id, Status.DISMISSED, Outcome.NONE, reason)


def _close(actor: User, report_id: object, status: Status, outcome: str, reason: str) -> Report:
    text = clean_reason(reason)
    with transaction.atomic():
        report = lock_report(report_id, viewer=actor)
        _require_open(report)
        if report.moderator_id not in (None, actor.id):
            raise _taken(report)
        report.status, report.outcome = status, outcome
        report.moderator, report.closed_at = actor, now()
        report.save(update_fields=["status", "outcome", "moderator", "closed_at"])
        details = {"reason": text, **({"outcome": str(outcome)} if outcome else {})}
        _record(actor, f"report.{_DONE[status]}", report, details)
        return report


def _require_open(report: Report) -> None:
    if report.is_open:
        return
    raise VersionConflict(
        f"{_name(report)} {_DONE[Status(report.status)]} this report already.",
        current=_current(report),
    )


def _taken(report: Report) -> VersionConflict:
    return VersionConflict(
        f"{_name(report)} has taken this report. Take it over first, or leave it to them.",
        current=_current(report),
    )


def _name(report: Report) -> str:
    return "Somebody" if report.moderator is None else report.moderator.display_name


def _current(report: Report) -> dict[str, str | None]:
    at = report.closed_at or report.taken_at
    return {
        "status": report.status,
        "moderator_id": None if report.moderator_id is None else str(report.moderator_id),
        "at": None if at is None else wire_time(at),
    }


def _record(actor: User, action: str, report: Report, details: dict[str, str]) -> None:
    record_audit_entry(
        actor=actor, action=action, target_type="report", target_id=report.id, details=details
    )
