"""Reports: what somebody asks those who look after the server to look at."""

import uuid
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Invalid
from chatty.core.ids import new_id
from chatty.core.limits import limits
from chatty.core.rate_limit import per_hour, take
from messaging.models import Message
from messaging.rules.body import clean_text
from moderation.adapters.sealing import ReportSealer
from moderation.models import Reason, Report, ReportedMessage, Status
from moderation.operations.evidence import copy_messages, find_context
from moderation.operations.targets import Target, find_target


def file_report(
    *,
    actor: User,
    target_type: str,
    target_id: object,
    reason: str,
    details: str = "",
    message_ids: Sequence[uuid.UUID] = (),
) -> tuple[Report, bool]:
    """Report a person, message, conversation or space (`TargetType`) that the actor can see;
    whether it is new. What they reported already and nobody has looked at yet stays as it is.

    Copies of the reported message, its former versions and the messages of `message_ids` go with
    it, sealed, so that no edit and no deletion reaches them. Nobody else is told. NotFound;
    Forbidden for oneself; Invalid; RateLimited.
    """
    take("reports", actor.id, per_hour(limits.reports_per_hour))
    text = _clean_details(details, reason)
    target = find_target(target_type, target_id, actor=actor)
    room = None if target.conversation is None else target.conversation.id
    context = find_context(
        message_ids, viewer=actor, conversation_id=room, space_id=target.space_id
    )
    report = Report(
        id=new_id(),
        reporter=actor,
        target_type=target_type,
        target_id=target.id,
        about=target.about,
        conversation_id=context[0].conversation_id if context else room,
        reason=reason,
        created_at=now(),
    )
    try:
        with transaction.atomic():
            _store(report, target, context, text)
    except IntegrityError:
        pending = Report.objects.filter(
            reporter_id=actor.id,
            target_type=target_type,
            target_id=target.id,
            status=Status.PENDING,
        ).first()
        if pending is None:
            raise
        return pending, False
    return report, True


def _store(report: Report, target: Target, context: list[Message], details: str) -> None:
    sealer = ReportSealer(report.id)
    report.wrapped_key = sealer.wrapped_key
    report.sealed = sealer.statement({"details": details, **target.shown})
    # First of all: whoever has one pending is told by the index that they have.
    report.save(force_insert=True)
    ReportedMessage.objects.bulk_create(
        copy_messages(report.id, sealer, target=target.message, context=context)
    )


def _clean_details(details: str, reason: str) -> str:
    try:
        text = clean_text(details, at_most=limits.report_details_code_points).strip()
    except ValueError:
        most = limits.report_details_code_points
        raise Invalid(errors={"details": [f"Use at most {most} characters."]}) from None
    if not text and reason == Reason.OTHER:
        raise Invalid(errors={"details": ["Say in your words what is wrong."]})
    return text
