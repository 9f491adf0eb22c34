"""Suspension: taking an account's access at once, and giving it back."""

import uuid
from collections.abc import Mapping

from django.db import transaction

from accounts.access import is_moderator, require_power_over
from accounts.events import SessionRevoked
from accounts.models import User, UserSession
from accounts.operations.audit import record_audit_entry
from accounts.rules.texts import clean_line
from chatty.core.clock import now
from chatty.core.errors import Forbidden, Invalid, NotFound
from chatty.core.ids import read_id
from chatty.core.limits import limits
from chatty.realtime.publish import Control, publish
from chatty.realtime.topics import user_topic

SUSPENDED = "suspended"
_CLOSE_CODE = 4403


def suspend_user(*, actor: User, user_id: object, reason: str, case: str = "") -> User:
    """Take somebody's access: every session ends, every socket closes with 4403, and who signs in
    is told `reason`. Who is suspended already stays so, with the first reason.

    Forbidden for who is no moderator, for oneself, and for an owner unless the actor is one;
    Invalid without a reason; NotFound. `case` (`noun:id`) names what led to it in the audit log.
    """
    text = clean_reason(reason)
    with transaction.atomic():
        moderator, person = _lock_both(actor, user_id)
        require_power_over(moderator, person)
        if person.is_suspended:
            return person
        person.suspended_at, person.suspension_reason = now(), text
        person.save(update_fields=["suspended_at", "suspension_reason", "updated_at"])
        ended = UserSession.objects.filter(user_id=person.id, revoked_at=None).update(
            revoked_at=person.suspended_at, revoked_reason=SUSPENDED
        )
        details = {"reason": text, "sessions": ended, **({"case": case} if case else {})}
        _record(moderator, "user.suspended", person, details)
        publish(
            user_topic(person.id),
            SessionRevoked(reason=SUSPENDED, session_id=None),
            control=Control(close=_CLOSE_CODE),
        )
        return person


def lift_suspension(*, actor: User, user_id: object, reason: str, case: str = "") -> User:
    """Give somebody their access back; they sign in anew. Who is not suspended stays so.

    Refusals as in `suspend_user`.
    """
    text = clean_reason(reason)
    with transaction.atomic():
        moderator, person = _lock_both(actor, user_id)
        require_power_over(moderator, person)
        if not person.is_suspended:
            return person
        person.suspended_at, person.suspension_reason = None, ""
        person.save(update_fields=["suspended_at", "suspension_reason", "updated_at"])
        details = {"reason": text, **({"case": case} if case else {})}
        _record(moderator, "user.suspension_lifted", person, details)
        return person


def clean_reason(reason: str) -> str:
    """Why a moderator does something, in one line of the audit log; Invalid without one."""
    try:
        text = clean_line(reason, at_most=limits.sanction_reason_code_points)
    except ValueError as error:
        raise Invalid(errors={"reason": [str(error)]}) from None
    if not text:
        raise Invalid(errors={"reason": ["Say why."]})
    return text


def _lock_both(actor: User, user_id: object) -> tuple[User, User]:
    """Actor and person as they are now, under their rows' locks, always taken in one order: of two
    moderators who suspend each other at once the second one is none any more.
    """
    known = read_id(user_id)
    wanted: set[uuid.UUID] = {actor.id} if known is None else {actor.id, known}
    rows = User.objects.select_for_update(no_key=True).filter(id__in=wanted).order_by("id")
    found = {row.id: row for row in rows}
    moderator = found.get(actor.id)
    if moderator is None or not is_moderator(moderator):
        raise Forbidden("Only those who look after this server may do this.")
    person = None if known is None else found.get(known)
    if person is None:
        raise NotFound("There is no such person.")
    return moderator, person


def _record(actor: User, action: str, person: User, details: Mapping[str, object]) -> None:
    record_audit_entry(
        actor=actor,
        action=action,
        target_type="user",
        target_id=person.id,
        details=dict(details),
    )
