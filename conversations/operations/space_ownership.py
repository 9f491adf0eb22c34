"""Leaving a space, and handing it to somebody else."""

from django.db import transaction

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from chatty.core.errors import Forbidden, Invalid, LastOwner
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from conversations.access import find_space_member, lock_space
from conversations.operations.rules import save_rules
from conversations.operations.space_members import depart_space, tell_of_member
from conversations.queries.spaces import shape_space
from conversations.wire import SpaceJSON


def leave_space(*, actor: User, space_id: object) -> None:
    """Leave a space. The owner must hand it over first, or delete it (last_owner)."""
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    with transaction.atomic():
        here = lock_space(space_id, viewer=actor)
        if here.is_owner:
            raise LastOwner("Hand the space to somebody else first, or delete it.")
        depart_space(here.space, here.member, reason="left")


def transfer_space(*, actor: User, space_id: object, user_id: object) -> SpaceJSON:
    """Make another member the owner. Who gives it away keeps the roles that they have.

    Forbidden for who is not the owner; NotFound for who is no member; Invalid for oneself, and for
    who cannot sign in.
    """
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    with transaction.atomic():
        here = lock_space(space_id, viewer=actor)
        if not here.is_owner:
            raise Forbidden("Only the owner hands a space over.")
        member = find_space_member(user_id, within=here)
        if member.user_id == actor.id:
            raise Invalid(errors={"user_id": ["Name somebody else."]})
        if not member.user.is_active or member.user.is_suspended:
            raise Invalid(errors={"user_id": ["This account is closed or suspended."]})
        here.space.owner = member.user
        record_audit_entry(
            actor=actor,
            action="space.transfer",
            target_type="space",
            target_id=here.space.id,
            details={
                "what": "owner",
                "before": {"owner_id": str(actor.id)},
                "after": {"owner_id": str(member.user_id)},
            },
        )
        save_rules(here.space, "owner")
        for one in (member, here.member):
            one.space = here.space
            tell_of_member(one)
        return shape_space(here.space.id, viewer=actor)
