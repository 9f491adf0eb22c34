"""Invite links: made by members, used by whoever has the code."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Forbidden, InviteExpired, InviteUsedUp, NotFound
from chatty.core.limits import limits
from chatty.core.rate_limit import per_hour, take
from conversations.access import (
    find_membership,
    find_own_invite,
    lock_conversation,
    require,
    require_own_members,
)
from conversations.models import Conversation, ConversationType, Invite, Membership
from conversations.operations.members import enter, welcome
from conversations.operations.timeline import note
from conversations.queries.invites import status_of
from conversations.queries.shapes import shape_conversation
from conversations.wire import ConversationJSON

CODE_BYTES = 16


def create_invite(
    *,
    actor: User,
    conversation_id: object,
    expires_in: int | None = None,
    max_uses: int | None = None,
) -> Invite:
    """An invite for a group or channel; `expires_in` in seconds, None for no end."""
    with transaction.atomic():
        # Locked, so that nobody who is being removed leaves a way back in.
        mine = lock_conversation(conversation_id, viewer=actor)
        if mine.conversation.type == ConversationType.DM:
            raise Forbidden("Nobody can be invited to a direct conversation. Make a group.")
        require_own_members(mine)
        require(mine, "invite")
        take("invites", actor.id, per_hour(limits.invites_per_hour))
        return Invite.objects.create(
            code=secrets.token_urlsafe(CODE_BYTES),
            conversation=mine.conversation,
            created_by=actor,
            created_at=now(),
            expires_at=None if expires_in is None else now() + timedelta(seconds=expires_in),
            max_uses=max_uses,
        )


def revoke_invite(*, actor: User, code: str) -> None:
    """End an invite: its maker may, and whoever may manage the conversation. Repeating is fine."""
    invite = find_own_invite(code, viewer=actor)
    if invite.created_by_id != actor.id:
        require(find_membership(invite.conversation_id, viewer=actor), "manage_conversation")
    Invite.objects.filter(code=code, revoked_at=None).update(revoked_at=now())


def check_invite(invite: Invite) -> None:
    """InviteExpired or InviteUsedUp when it lets nobody in any more; Forbidden where the
    conversation is archived.
    """
    status = status_of(invite)
    if status == "archived":
        raise Forbidden("This conversation is archived. Nobody joins it now.")
    if status == "used_up":
        raise InviteUsedUp("This invite was used up. Ask for a new one.")
    if status != "open":
        raise InviteExpired("This invite has expired. Ask for a new one.")


def accept_invite(*, actor: User, code: str) -> tuple[ConversationJSON, bool]:
    """Join by a code; whether the actor is new there. Of several at the last use exactly one gets
    in.
    """
    with transaction.atomic():
        conversation = _lock_conversation_of(code)
        invite = Invite.objects.select_for_update().get(code=code)
        invite.conversation = conversation
        present = (
            Membership.objects.select_related("conversation")
            .filter(conversation_id=conversation.id, user_id=actor.id, left_at=None)
            .first()
        )
        if present is not None:
            return shape_conversation(present), False
        check_invite(invite)
        arrivals = enter(conversation, [actor])
        if arrivals.banned:
            raise Forbidden("You were banned from this conversation.")
        (membership,) = arrivals.members
        if arrivals.seen:
            note("member_joined", by=membership, actor=actor)
        welcome(arrivals)
        Invite.objects.filter(code=code).update(uses=F("uses") + 1)
        return shape_conversation(membership), True


def _lock_conversation_of(code: str) -> Conversation:
    """The conversation of an invite, locked before the invite is, as everywhere else, and before
    the look at it: who was added in the same instant is a member and spends no use.
    """
    conversation = (
        Conversation.objects.select_for_update(no_key=True)
        .filter(id__in=Invite.objects.filter(code=code).values("conversation_id"), deleted_at=None)
        .first()
    )
    if conversation is None:
        raise NotFound("There is no such invite.")
    return conversation
