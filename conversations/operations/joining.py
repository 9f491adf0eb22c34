"""Coming into spaces without an invite: at will, or by asking."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from chatty.core.clock import now
from chatty.core.errors import Forbidden, Invalid, NotFound, RateLimited
from chatty.core.ids import read_id
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from conversations.access import InSpace, lock_space, require_in_space
from conversations.models import (
    Joining,
    JoinRequest,
    JoinRequestStatus,
    Space,
    SpaceMember,
)
from conversations.operations.join_requests import decide, tell_of_request, withdraw
from conversations.operations.space_members import enter_space
from conversations.queries.bans import is_banned_from_space
from conversations.queries.spaces import shape_space
from conversations.rules.titles import clean_topic
from conversations.wire import SpaceJSON


@dataclass(frozen=True, slots=True)
class Joined:
    """The space, for who is in it now, or what they have asked; `is_new` where they came, or asked,
    just now.
    """

    space: SpaceJSON | None
    asked: JoinRequest | None
    is_new: bool


def join_space(*, actor: User, space_id: object, message: str = "") -> Joined:
    """Come into an open space, or ask to be let into one that takes requests. Who is in it already
    stays as they are; who has asked already has said it anew.

    NotFound for what is neither to be browsed nor open to who knows its id; Forbidden for who is
    banned, and where only an invite leads; RateLimited, and for who was declined not long ago.
    """
    text = _clean(message)
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    with transaction.atomic():
        space = _lock_to_join(space_id)
        present = SpaceMember.objects.filter(space_id=space.id, user_id=actor.id, left_at=None)
        if present.exists():
            return Joined(shape_space(space.id, viewer=actor), None, is_new=False)
        if space.joining == Joining.INVITE and not space.is_discoverable:
            raise NotFound("There is no such space.")
        if space.joining == Joining.INVITE:
            raise Forbidden("Only an invite leads into this space.")
        if space.joining == Joining.REQUEST:
            asked, is_new = _ask(space, actor, text)
            return Joined(None, asked, is_new=is_new)
        enter_space(space, actor)
        return Joined(shape_space(space.id, viewer=actor), None, is_new=True)


def accept_join_request(*, actor: User, space_id: object, request_id: object) -> JoinRequest:
    """Let somebody in who has asked. Repeating is fine.

    Forbidden without add_members, for who was banned meanwhile, and for an account that is closed
    or suspended; NotFound for what was declined; Invalid for who is in too many spaces.
    """
    with transaction.atomic():
        here = _lock_to_decide(actor, space_id)
        asked = _find_request(here, request_id)
        if asked.status == JoinRequestStatus.ACCEPTED:
            return asked
        if asked.status == JoinRequestStatus.DECLINED or not asked.user.is_active:
            raise NotFound("Nobody asks this any more.")
        enter_space(here.space, asked.user, by=actor)
        asked.status = JoinRequestStatus.ACCEPTED
        _record(here, asked, "accept")
        return asked


def decline_join_request(*, actor: User, space_id: object, request_id: object) -> JoinRequest:
    """Leave somebody outside who has asked; nobody tells them. Repeating is fine.

    Forbidden without add_members; NotFound for what was accepted.
    """
    with transaction.atomic():
        here = _lock_to_decide(actor, space_id)
        asked = _find_request(here, request_id)
        if asked.status == JoinRequestStatus.DECLINED:
            return asked
        if asked.status == JoinRequestStatus.ACCEPTED:
            raise NotFound("They were let in already.")
        decide(asked, JoinRequestStatus.DECLINED, by=actor)
        _record(here, asked, "decline")
        return asked


def withdraw_join_request(*, actor: User, space_id: object) -> None:
    """Take back what one has asked. NotFound for who has not, whether the space is there or not;
    RateLimited.
    """
    known = read_id(space_id)
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    with transaction.atomic():
        space = None if known is None else _lock_living(known)
        asked = None if space is None else _pending_of(space, actor)
        if asked is None:
            raise NotFound("You ask for nothing here.")
        withdraw(asked)


def _lock_to_join(space_id: object) -> Space:
    known = read_id(space_id)
    space = None if known is None else _lock_living(known)
    if space is None:
        raise NotFound("There is no such space.")
    return space


def _lock_living(space_id: uuid.UUID) -> Space | None:
    rows = Space.objects.select_for_update(no_key=True)
    return rows.filter(id=space_id, deleted_at=None).first()


def _lock_to_decide(actor: User, space_id: object) -> InSpace:
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    here = lock_space(space_id, viewer=actor)
    require_in_space(here, "add_members")
    return here


def _find_request(here: InSpace, request_id: object) -> JoinRequest:
    known = read_id(request_id)
    asked = (
        None
        if known is None
        else JoinRequest.objects.select_related("user")
        .filter(space_id=here.space.id, id=known)
        .first()
    )
    if asked is None:
        raise NotFound("There is no such request.")
    return asked


def _ask(space: Space, actor: User, text: str) -> tuple[JoinRequest, bool]:
    if is_banned_from_space(space.id, actor.id):
        raise Forbidden("You were banned from this space.")
    if (pending := _pending_of(space, actor)) is not None:
        if text and text != pending.message:
            pending.message = text
            pending.save(update_fields=["message"])
            tell_of_request(pending)
        return pending, False
    _refuse_soon(space.id, actor)
    asked = JoinRequest(space=space, user=actor, message=text, created_at=now())
    asked.save(force_insert=True)
    tell_of_request(asked)
    return asked, True


def _pending_of(space: Space, actor: User) -> JoinRequest | None:
    asked = JoinRequest.objects.filter(
        space_id=space.id, user_id=actor.id, status=JoinRequestStatus.PENDING
    ).first()
    if asked is not None:
        asked.user = actor
    return asked


def _refuse_soon(space_id: uuid.UUID, actor: User) -> None:
    """RateLimited for who was declined a short while ago."""
    pause = timedelta(hours=limits.join_request_pause_hours)
    last = (
        JoinRequest.objects.filter(
            space_id=space_id,
            user_id=actor.id,
            status=JoinRequestStatus.DECLINED,
            decided_at__gt=now() - pause,
        )
        .order_by("-decided_at")
        .first()
    )
    if last is not None and last.decided_at is not None:
        wait = (last.decided_at + pause - now()).total_seconds()
        raise RateLimited("You asked not long ago. Try again later.", retry_after=wait)


def _record(here: InSpace, asked: JoinRequest, done: str) -> None:
    record_audit_entry(
        actor=here.member.user,
        action=f"space.join_request_{done}",
        target_type="space",
        target_id=here.space.id,
        details={"what": "join_request", "user_id": str(asked.user_id)},
    )


def _clean(message: str) -> str:
    try:
        return clean_topic(message, at_most=limits.join_request_code_points)
    except ValueError as error:
        raise Invalid(errors={"message": [str(error)]}) from None
