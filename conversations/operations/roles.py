"""Roles and own permissions of members. All of it under the conversation's lock, so that of two who
change each other at once the second finds what the first has left.
"""

from collections.abc import Sequence
from typing import Final

from django.db import transaction

from accounts.models import User
from chatty.core.errors import Forbidden, Invalid, LastOwner
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from chatty.realtime.publish import publish
from chatty.realtime.topics import conversation_topic, user_topic
from conversations.access import (
    find_member,
    lock_conversation,
    require,
    require_open,
    require_own_members,
)
from conversations.events import MemberUpdated, PersonalStateUpdated
from conversations.models import ConversationType, Membership, Role
from conversations.operations.announce import save_rev
from conversations.operations.timeline import note
from conversations.queries.members import has_other_owner
from conversations.rules.permissions import may_hand_out, outranks
from conversations.wire import member_json

# Who may not even look is no member.
ALWAYS_HELD: Final = "view"


def change_member(
    *,
    actor: User,
    conversation_id: object,
    user_id: object,
    role: str | None = None,
    allow: Sequence[str] | None = None,
    deny: Sequence[str] | None = None,
) -> Membership:
    """Change another member's role, and what they may and may not beyond it; None stays as it is.

    It takes manage_roles and a higher rank than theirs. Nobody hands out a rank as high as their
    own, but owners, who may have others beside them; and nobody gives a permission that they lack,
    by role or by name. NotFound, Forbidden, Invalid, RateLimited.
    """
    with transaction.atomic():
        mine = _lock(actor, conversation_id)
        member = find_member(user_id, within=mine)
        member.conversation = mine.conversation
        if member.user_id == actor.id:
            raise Forbidden("Nobody changes their own permissions.")
        require(mine, "manage_roles")
        if not outranks(mine.role, member.role):
            raise Forbidden("Nobody changes a member of equal or higher rank.")
        if role is not None and role != member.role and not may_hand_out(mine.role, role):
            raise Forbidden("Nobody hands out a role as high as their own.")
        before = (member.role, member.allow, member.deny)
        granted, allowed = member.granted, set(member.allow)
        _set(member, role, allow, deny)
        gained = (member.granted - granted) | (set(member.allow) - allowed)
        if lacking := sorted(gained - mine.granted):
            raise Forbidden(f"Nobody gives what they lack ({', '.join(lacking)}).")
        if (member.role, member.allow, member.deny) != before:
            save_rights(member)
        if member.role != before[0]:
            note("role_changed", by=mine, actor=actor, about=[member.user], role=member.role)
        return member


def _set(
    member: Membership, role: str | None, allow: Sequence[str] | None, deny: Sequence[str] | None
) -> None:
    if role is not None:
        member.role = Role(role)
    if allow is not None:
        member.allow = sorted(set(allow))
    if deny is not None:
        member.deny = sorted(set(deny))
    if both := sorted(set(member.allow) & set(member.deny)):
        text = f"Allow or deny, not both: {', '.join(both)}."
        raise Invalid(errors={"permissions": [text]})
    if ALWAYS_HELD in member.deny:
        raise Invalid(errors={"permissions": ["Who may not look is no member. Remove them."]})


def step_down(*, actor: User, conversation_id: object, role: str) -> Membership:
    """Take a lower role oneself. Forbidden upwards; LastOwner for who is the only owner."""
    with transaction.atomic():
        mine = _lock(actor, conversation_id)
        mine.user = actor
        if role == mine.role:
            return mine
        if not outranks(mine.role, role):
            raise Forbidden("Nobody raises themselves.")
        if mine.role == Role.OWNER and not has_other_owner(mine):
            raise LastOwner("Hand the conversation to somebody else first.")
        mine.role = Role(role)
        save_rights(mine)
        note("role_changed", by=mine, actor=actor, about=[actor], role=mine.role)
        return mine


def _lock(actor: User, conversation_id: object) -> Membership:
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    mine = lock_conversation(conversation_id, viewer=actor)
    if mine.conversation.type == ConversationType.DM:
        raise Forbidden("In a direct conversation both are equal.")
    require_own_members(mine)
    require_open(mine)
    return mine


def save_rights(member: Membership) -> None:
    """Store a member's role and permissions and tell everyone, and their own sockets what they may
    do now. The conversation must be locked, `member.user` loaded.
    """
    conversation = member.conversation
    member.rev = save_rev(conversation)
    member.save(update_fields=["role", "allow", "deny", "rev"])
    publish(
        conversation_topic(conversation.id),
        MemberUpdated(member_json(member, conversation), conversation.members_count),
        conversation_id=conversation.id,
        rev=conversation.rev,
    )
    rights = {"role": member.role, "permissions": sorted(member.permissions)}
    publish(
        user_topic(member.user_id),
        PersonalStateUpdated(str(conversation.id), rights),
        conversation_id=conversation.id,
    )
