"""Invites into spaces. They lead to the space and never to one of its channels: what of it somebody
sees follows from the roles they will have.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from chatty.core.clock import now, wire_time_or_none
from chatty.core.errors import NotFound
from chatty.core.limits import limits
from chatty.core.rate_limit import per_hour, take
from conversations.access import lock_space, require_in_space
from conversations.models import Invite, Space, SpaceMember
from conversations.operations.invite_codes import check_invite, new_code
from conversations.operations.space_members import enter_space
from conversations.queries.spaces import shape_space
from conversations.wire import SpaceJSON


def create_space_invite(
    *,
    actor: User,
    space_id: object,
    expires_in: int | None = None,
    max_uses: int | None = None,
) -> Invite:
    """An invite into the space; `expires_in` in seconds, None for no end."""
    take("invites", actor.id, per_hour(limits.invites_per_hour))
    with transaction.atomic():
        # Locked, so that nobody who is being removed leaves a way back in.
        here = lock_space(space_id, viewer=actor)
        require_in_space(here, "invite")
        invite = Invite.objects.create(
            code=new_code(),
            space=here.space,
            created_by=actor,
            created_at=now(),
            expires_at=None if expires_in is None else now() + timedelta(seconds=expires_in),
            max_uses=max_uses,
        )
        # Without the code, which is a key.
        told = {"expires_at": wire_time_or_none(invite.expires_at), "max_uses": max_uses}
        record_audit_entry(
            actor=actor,
            action="space.invite_create",
            target_type="space",
            target_id=here.space.id,
            details={"what": "invite", "after": told},
        )
        return invite


def accept_space_invite(*, actor: User, code: str) -> tuple[SpaceJSON, bool]:
    """Come into a space by a code; whether the actor is new there. Of several at the last use
    exactly one gets in. Forbidden for who is banned; Invalid for who is in too many spaces.
    """
    with transaction.atomic():
        space = _lock_space_of(code)
        invite = Invite.objects.select_for_update().get(code=code)
        invite.space = space
        present = SpaceMember.objects.filter(space_id=space.id, user_id=actor.id, left_at=None)
        if present.exists():
            return shape_space(space.id, viewer=actor), False
        check_invite(invite)
        enter_space(space, actor)
        Invite.objects.filter(code=code).update(uses=F("uses") + 1)
        return shape_space(space.id, viewer=actor), True


def record_revocation(actor: User, invite: Invite) -> None:
    """Note who has ended an invite into a space."""
    record_audit_entry(
        actor=actor,
        action="space.invite_revoke",
        target_type="space",
        target_id=invite.space_id,
        details={"what": "invite", "user_id": str(invite.created_by_id)},
    )


def _lock_space_of(code: str) -> Space:
    """The space of an invite, locked before the invite is, and before the look at it: who came in
    the same instant is a member and spends no use.
    """
    space = (
        Space.objects.select_for_update(no_key=True)
        .filter(id__in=Invite.objects.filter(code=code).values("space_id"), deleted_at=None)
        .first()
    )
    if space is None:
        raise NotFound("There is no such invite.")
    return space
