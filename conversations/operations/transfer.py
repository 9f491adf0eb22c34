"""Handing a conversation to somebody else."""

from django.db import transaction

from accounts.models import User
from chatty.core.errors import Forbidden, Invalid
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from conversations.access import find_member, lock_conversation, require_open, require_own_members
from conversations.models import ConversationType, Role
from conversations.operations.roles import save_rights
from conversations.operations.timeline import note
from conversations.queries.shapes import shape_conversation
from conversations.wire import ConversationJSON


def transfer_conversation(
    *, actor: User, conversation_id: object, user_id: object
) -> ConversationJSON:
    """Make another member the owner; who gives it away is an admin from then on.

    Forbidden for who is no owner, and in a DM; NotFound for who is no member.
    """
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    with transaction.atomic():
        mine = lock_conversation(conversation_id, viewer=actor)
        if mine.conversation.type == ConversationType.DM:
            raise Forbidden("A direct conversation belongs to both.")
        require_own_members(mine)
        require_open(mine)
        if mine.role != Role.OWNER:
            raise Forbidden("Only an owner hands a conversation over.")
        member = find_member(user_id, within=mine)
        if member.user_id == actor.id:
            raise Invalid(errors={"user_id": ["Name somebody else."]})
        mine.user, member.conversation = actor, mine.conversation
        if member.role != Role.OWNER:
            member.role = Role.OWNER
            save_rights(member)
        mine.role, mine.allow, mine.deny = Role.ADMIN, [], []
        save_rights(mine)
        note("owner_changed", by=mine, actor=actor, about=[member.user])
        return shape_conversation(mine)
