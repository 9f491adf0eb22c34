"""Reports as JSON, for those who made them."""

from typing import TypedDict

from chatty.core.clock import wire_time
from moderation.adapters.sealing import ReportOpener
from moderation.models import Report, Status

# What was done to somebody is between them and the moderators; that it was, the reporter may know.
_OUTCOMES = {Status.RESOLVED: "action_taken", Status.DISMISSED: "no_action"}


class TargetJSON(TypedDict):
    """What was reported: a `user`, `message`, `conversation` or `space`."""

    type: str
    id: str


class ReportJSON(TypedDict):
    """A report. `details` is empty once the report was emptied, some time after it was closed."""

    id: str
    target: TargetJSON
    reason: str
    details: str
    status: str
    outcome: str | None
    created_at: str


def report_json(report: Report) -> ReportJSON:
    """A report for its reporter."""
    return {
        "id": str(report.id),
        "target": {"type": report.target_type, "id": str(report.target_id)},
        "reason": report.reason,
        "details": str(ReportOpener(report).statement().get("details", "")),
        "status": report.status,
        "outcome": _OUTCOMES.get(Status(report.status)),
        "created_at": wire_time(report.created_at),
    }
