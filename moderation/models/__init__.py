"""Tables of moderation."""

from moderation.models.report import Outcome, Reason, Report, Status, TargetType
from moderation.models.reported_message import ReportedMessage

__all__ = ["Outcome", "Reason", "Report", "ReportedMessage", "Status", "TargetType"]
