"""Invite links: made by members, used by whoever has the code."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Forbidden, NotFound
from chatty.core.ids import read_id
from chatty.core.limits import limits
from chatty.core.rate_limit import per_hour, take
from conversations.access import (
    find_membership,
    find_own_invite,
    find_space,
    lock_conversation,
    require,
    require_in_space,
    require_own_members,
)
from conversations.models import Conversation, ConversationType, Invite, Membership
from conversations.operations.invite_codes import check_invite, new_code
from conversations.operations.members import enter, welcome
from conversations.operations.space_invites import accept_space_invite, record_revocation
from conversations.operations.timeline import note
from conversations.queries.shapes import shape_conversation
from conversations.wire import ConversationJSON, SpaceJSON


@dataclass(frozen=True, slots=True)
class Joined:
    """Where a code has led, a conversation or a space; `is_new` for who came just now."""

    conversation: ConversationJSON | None
    space: SpaceJSON | None
    is_new: bool


def create_invite(
    *,
    actor: User,
    conversation_id: object,
    expires_in: int | None = None,
    max_uses: int | None = None,
) -> Invite:
    """An invite for a group or channel; `expires_in` in seconds, None for no end."""
    take("invites", actor.id, per_hour(limits.invites_per_hour))
    with transaction.atomic():
        # Locked, so that nobody who is being removed leaves a way back in.
        mine = lock_conversation(conversation_id, viewer=actor)
        if mine.conversation.type == ConversationType.DM:
            raise Forbidden("Nobody can be invited to a direct conversation. Make a group.")
        require_own_members(mine)
        require(mine, "invite")
        return Invite.objects.create(
            code=new_code(),
            conversation=mine.conversation,
            created_by=actor,
            created_at=now(),
            expires_at=None if expires_in is None else now() + timedelta(seconds=expires_in),
            max_uses=max_uses,
        )


def revoke_invite(*, actor: User, code: str, space_id: object = None) -> None:
    """End an invite: its maker may, and whoever may manage what it leads to. Repeating is fine.

    `space_id`: the space that it must lead into; NotFound for another.
    """
    with transaction.atomic():
        invite = find_own_invite(code, viewer=actor)
        if space_id is not None and read_id(space_id) != invite.space_id:
            raise NotFound("There is no such invite.")
        if invite.created_by_id != actor.id:
            if invite.space_id is not None:
                require_in_space(find_space(invite.space_id, viewer=actor), "manage_conversation")
            else:
                mine = find_membership(invite.conversation_id, viewer=actor)
                require(mine, "manage_conversation")
        ended = Invite.objects.filter(code=code, revoked_at=None).update(revoked_at=now())
        if ended and invite.space_id is not None:
            record_revocation(actor, invite)


def accept_invite(*, actor: User, code: str) -> Joined:
    """Join by a code what it leads to, a conversation or a space. Of several at the last use
    exactly one gets in. NotFound, InviteExpired, InviteUsedUp; Forbidden for who is banned.
    """
    with transaction.atomic():
        if Invite.objects.filter(code=code, space__isnull=False).exists():
            space, is_new = accept_space_invite(actor=actor, code=code)
            return Joined(None, space, is_new)
        conversation, is_new = _join_conversation(actor, code)
        return Joined(conversation, None, is_new)


def _join_conversation(actor: User, code: str) -> tuple[ConversationJSON, bool]:
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
