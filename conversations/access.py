"""Conversations are reached through the person asking: what they may not see is not found."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from accounts.models import User
from chatty.core.errors import Forbidden, NotFound
from chatty.core.ids import read_id
from chatty.core.prepared import run_prepared
from chatty.core.rows import Columns
from conversations.models import Conversation, Invite, Membership


class Place(Protocol):
    """A conversation, as far as permissions ask."""

    @property
    def archived_at(self) -> datetime | None: ...


class Holder(Protocol):
    """Whoever holds permissions in a conversation: a membership, or what stands for one."""

    @property
    def conversation_id(self) -> uuid.UUID: ...

    @property
    def conversation(self) -> Place: ...

    @property
    def permissions(self) -> frozenset[str]: ...


_CONVERSATIONS, _MEMBERSHIPS = Columns(Conversation, "c"), Columns(Membership, "m")
MEMBERSHIP_COLUMNS = f"{_MEMBERSHIPS.sql}, {_CONVERSATIONS.sql}"
"""Of `memberships m` joined with `conversations c`, as `read_membership` takes them."""
_MEMBERSHIP = f"""
SELECT {MEMBERSHIP_COLUMNS} FROM memberships m JOIN conversations c ON c.id = m.conversation_id
WHERE m.conversation_id = %(room)s AND m.user_id = %(viewer)s AND m.left_at IS NULL
"""  # noqa: S608 - columns of our own models


def read_membership(row: Sequence[Any]) -> Membership:
    """The membership, with its conversation, of a row of `MEMBERSHIP_COLUMNS`."""
    membership = _MEMBERSHIPS.make(row[: _MEMBERSHIPS.count])
    membership.conversation = _CONVERSATIONS.make(row[_MEMBERSHIPS.count :])
    return membership


def find_membership(conversation_id: object, *, viewer: User) -> Membership:
    """The viewer's membership with its conversation; NotFound for absent, foreign and left
    alike.
    """
    wanted = {"room": _known(conversation_id), "viewer": viewer.id}
    for row in run_prepared(_MEMBERSHIP, wanted):
        return read_membership(row)
    raise NotFound("There is no such conversation.")


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


def require(membership: Holder, permission: str) -> None:
    """Forbidden unless the member holds `permission`."""
    if permission not in membership.permissions:
        require_open(membership)
        raise Forbidden(f"Your role does not allow this here ({permission}).")


def require_open(membership: Holder) -> None:
    """Forbidden where the conversation is archived for all: it is there to read."""
    if membership.conversation.archived_at is not None:
        raise Forbidden("This conversation is archived. It can be read, and nothing else.")


def _known(conversation_id: object) -> uuid.UUID:
    known = read_id(conversation_id)
    if known is None:
        raise NotFound("There is no such conversation.")
    return known
