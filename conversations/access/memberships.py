"""Conversations are reached through the person asking: what they may not see is not found."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Protocol

from accounts.models import User
from chatty.core.errors import Forbidden, ManagedBySpace, NotFound
from chatty.core.ids import read_id
from chatty.core.prepared import run_prepared
from chatty.core.rows import Columns
from conversations.access.structures import structure_of
from conversations.models import Conversation, Invite, Membership
from conversations.rules.permissions import channel_role


class Place(Protocol):
    """A conversation, as far as permissions ask."""

    @property
    def archived_at(self) -> datetime | None: ...

    @property
    def space_id(self) -> uuid.UUID | None: ...


class Holder(Protocol):
    """Whoever holds permissions in a conversation: a membership, or what stands for one."""

    @property
    def conversation_id(self) -> uuid.UUID: ...

    @property
    def conversation(self) -> Place: ...

    @property
    def permissions(self) -> frozenset[str]: ...


_CONVERSATIONS, _MEMBERSHIPS = Columns(Conversation, "c"), Columns(Membership, "m")
# In a space's channel the row is personal state, if it is there at all, and proves nothing: the
# person must be in the space, and the space's rules must let them see the channel.
_MEMBERSHIPS_OF = f"""
SELECT {_CONVERSATIONS.sql}, {_MEMBERSHIPS.sql},
  sm.role_ids, s.structure, s.members_count, (mark.seqs ->> c.id::text)::bigint
FROM conversations c
LEFT JOIN memberships m ON m.conversation_id = c.id AND m.user_id = %(viewer)s
LEFT JOIN spaces s ON s.id = c.space_id AND s.deleted_at IS NULL
LEFT JOIN space_members sm
  ON sm.space_id = s.id AND sm.user_id = %(viewer)s AND sm.left_at IS NULL
LEFT JOIN space_marks mark ON mark.id = sm.mark_id
WHERE CASE
  WHEN c.space_id IS NULL THEN m.user_id IS NOT NULL AND m.left_at IS NULL
  ELSE sm.user_id IS NOT NULL AND c.deleted_at IS NULL
END
"""  # noqa: S608 - columns of our own models
_MEMBERSHIP = f"{_MEMBERSHIPS_OF} AND c.id = %(room)s"
_NAMED = f"{_MEMBERSHIPS_OF} AND c.id = ANY(%(rooms)s)"


def find_membership(conversation_id: object, *, viewer: User) -> Membership:
    """The viewer's membership with its conversation; NotFound for absent, foreign and left
    alike, and for channels of a space that the viewer may not see.
    """
    wanted = {"room": _known(conversation_id), "viewer": viewer.id}
    for row in run_prepared(_MEMBERSHIP, wanted):
        if (membership := _read_membership(row, viewer)) is not None:
            return membership
    raise NotFound("There is no such conversation.")


def find_memberships(
    conversation_ids: Collection[uuid.UUID], *, viewer: User
) -> dict[uuid.UUID, Membership]:
    """Those of these conversations that the viewer may see, by id."""
    if not conversation_ids:
        return {}
    rows = run_prepared(_NAMED, {"rooms": list(conversation_ids), "viewer": viewer.id})
    found = (_read_membership(row, viewer) for row in rows)
    return {one.conversation_id: one for one in found if one is not None}


def _read_membership(row: Sequence[Any], viewer: User) -> Membership | None:
    first, last = _CONVERSATIONS.count, _CONVERSATIONS.count + _MEMBERSHIPS.count
    conversation, values, standing = _CONVERSATIONS.make(row[:first]), row[first:last], row[last:]
    known = None if values[0] is None else _MEMBERSHIPS.make(values)
    if conversation.space_id is not None:
        known = _in_channel(conversation, known, viewer, standing)
    if known is not None:
        known.conversation = conversation
    return known


def _in_channel(
    conversation: Conversation, known: Membership | None, viewer: User, standing: Sequence[Any]
) -> Membership | None:
    """What stands for a membership in a space's channel; None for who may not see it."""
    assert conversation.space_id is not None  # noqa: S101 - asked of channels of spaces alone
    role_ids, stamp, members_count, seen = standing
    rules = structure_of(conversation.space_id, stamp)
    held = rules.permissions_by_channel(user_id=viewer.id, role_ids=role_ids).get(conversation.id)
    if held is None:
        return None
    member = known or Membership(
        conversation_id=conversation.id,
        user_id=viewer.id,
        space_id=conversation.space_id,
        read_seq=seen or 0,
        delivered_seq=seen or 0,
    )
    member.standing = held
    member.role = channel_role(held, is_owner=viewer.id == rules.owner_id)
    # Counted once for the whole space.
    conversation.members_count = members_count
    return member


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
    """Another member of the viewer's conversation; ManagedBySpace in a space's channel."""
    require_own_members(within)
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


def require_own_members(membership: Membership) -> None:
    """ManagedBySpace in a channel of a space: who is in it follows from the space."""
    if membership.conversation.space_id is not None:
        raise ManagedBySpace("Who is in this channel follows from the roles of its space.")


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
