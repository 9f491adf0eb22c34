"""Bans from spaces: who may neither stay nor come back, until the ban ends or is lifted."""

from typing import Any

from django.db import transaction

from accounts.access import find_user
from accounts.models import User
from accounts.operations.audit import record_audit_entry
from chatty.core.clock import wire_time_or_none
from chatty.core.errors import Forbidden, NotFound
from chatty.core.ids import read_id
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from conversations.access import InSpace, lock_space, require_in_space
from conversations.access.ranks import require_above_member
from conversations.models import Ban, JoinRequestStatus, SpaceMember
from conversations.operations.bans import clean_ban_reason, write_ban
from conversations.operations.join_requests import settle_request
from conversations.operations.space_members import depart_space


def ban_from_space(
    *,
    actor: User,
    space_id: object,
    user_id: object,
    reason: str = "",
    expires_in: int | None = None,
) -> tuple[Ban, bool]:
    """Ban somebody, member or not, for `expires_in` seconds or for good; whether it is new.

    A member of lower rank is removed at once; of equal or higher rank it is Forbidden. Under the
    space's lock, which everybody who joins takes too: nobody slips in while it is said. A ban that
    is in force already gets the new reason and end.
    """
    text = clean_ban_reason(reason)
    with transaction.atomic():
        here = _lock(actor, space_id)
        person = find_user(user_id, viewer=actor)
        if person.id == actor.id:
            raise Forbidden("Nobody bans themselves. Leave the space instead.")
        member = SpaceMember.objects.filter(
            space_id=here.space.id, user_id=person.id, left_at=None
        ).first()
        if member is not None:
            require_above_member(member, within=here)
        ban, is_new = write_ban(
            here.space, person, banned_by=actor, reason=text, expires_in=expires_in
        )
        settle_request(here.space, person, JoinRequestStatus.DECLINED, by=actor)
        until = wire_time_or_none(ban.expires_at)
        _record(here, "space.ban", person.id, after={"reason": text, "expires_at": until})
        if member is not None:
            depart_space(here.space, member, reason="banned")
        return ban, is_new


def lift_space_ban(*, actor: User, space_id: object, user_id: object) -> None:
    """Let somebody in again; who is not banned stays so."""
    known = read_id(user_id)
    with transaction.atomic():
        # Locked, so that a ban is not lifted from under somebody who prolongs it.
        here = _lock(actor, space_id)
        if known is None:
            raise NotFound("There is no such person.")
        gone, _ = Ban.objects.filter(space_id=here.space.id, user_id=known).delete()
        if gone:
            _record(here, "space.ban_lift", known)


def _lock(actor: User, space_id: object) -> InSpace:
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    here = lock_space(space_id, viewer=actor)
    require_in_space(here, "ban")
    return here


def _record(here: InSpace, action: str, user_id: object, **told: Any) -> None:
    record_audit_entry(
        actor=here.member.user,
        action=action,
        target_type="space",
        target_id=here.space.id,
        details={"what": "ban", "user_id": str(user_id), **told},
    )
