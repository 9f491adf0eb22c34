"""Conversations are reached through the person asking: what they may not see is not found."""

import uuid

from accounts.models import User
from chatty.core.errors import Forbidden, NotFound
from chatty.core.ids import read_id
from conversations.models import Conversation, Invite, Membership


def find_membership(conversation_id: object, *, viewer: User) -> Membership:
    """The viewer's membership with its conversation; NotFound for absent, foreign and left
    alike.
    """
    membership = (
        Membership.objects.select_related("conversation")
        .filter(conversation_id=_known(conversation_id), user_id=viewer.id, left_at=None)
        .first()
    )
    if membership is None:
        raise NotFound("There is no such conversation.")
    return membership


def lock_conversation(conversation_id: object, *, viewer: User) -> Membership:
    """`find_membership` under the conversation's row lock, which orders all that changes it.

    The membership is read after the lock is held, so that whoever was removed meanwhile is gone.
    """
    known = _known(conversation_id)
    # No key: rows that refer to the conversation (receipts, invites) need not wait for it, and
    # cannot deadlock with it.
    locked = Conversation.objects.select_for_update(no_key=True).filter(id=known)
    locked.values_list("id").first()
    return find_membership(known, viewer=viewer)


def find_member(user_id: object, *, within: Membership) -> Membership:
    """Another member of the viewer's conversation."""
    known = read_id(user_id)
    if known is None:
        raise NotFound("There is no such member.")
    member = (
        Membership.objects.select_related("user")
        .filter(conversation_id=within.conversation_id, user_id=known, left_at=None)
        .first()
    )
    if member is None:
        raise NotFound("There is no such member.")
    return member


def find_own_invite(code: str, *, viewer: User) -> Invite:
    """An invite of a conversation that the viewer is in."""
    invite = Invite.objects.filter(
        code=code,
        conversation__memberships__user_id=viewer.id,
        conversation__memberships__left_at=None,
    ).first()
    if invite is None:
        raise NotFound("There is no such invite.")
    return invite


def require(membership: Membership, permission: str) -> None:
    """Forbidden unless the member holds `permission`."""
    if permission not in membership.permissions:
        require_open(membership)
        raise Forbidden(f"Your role does not allow this here ({permission}).")


def require_open(membership: Membership) -> None:
    """Forbidden where the conversation is archived for all: it is there to read."""
    if membership.conversation.archived_at is not None:
        raise Forbidden("This conversation is archived. It can be read, and nothing else.")


def _known(conversation_id: object) -> uuid.UUID:
    known = read_id(conversation_id)
    if known is None:
        raise NotFound("There is no such conversation.")
    return known
