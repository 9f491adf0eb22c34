"""Conversations are reached through the person asking: what they may not see is not found."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Protocol

from accounts.models import User
from chatty.core.errors import Forbidden, ManagedBySpace, NotFound
from chatty.core.ids import read_id
from chatty.core.prepared import Rows, run_prepared
from chatty.core.rows import Columns
from conversations.access.channel_counts import count_who_see
from conversations.access.kinds import channels_among
from conversations.access.structures import structure_of
from conversations.models import Conversation, Invite, Membership
from conversations.rules.permissions import channel_role, places_among


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
_MEMBERSHIP_COLUMNS = f"{_CONVERSATIONS.sql}, {_MEMBERSHIPS.sql}"
_PLAIN = f"""
SELECT {_MEMBERSHIP_COLUMNS} FROM memberships m JOIN conversations c ON c.id = m.conversation_id
WHERE m.user_id = %(viewer)s AND m.left_at IS NULL AND m.space_id IS NULL
"""  # noqa: S608 - columns of our own models
# Here the row is personal state, if it is there at all, and proves nothing: the person must be in
# the space, and the space's rules must let them see the channel.
_CHANNELS = f"""
SELECT {_MEMBERSHIP_COLUMNS},
  sm.role_ids, s.structure, s.members_count, (mark.seqs ->> c.id::text)::bigint
FROM conversations c
JOIN spaces s ON s.id = c.space_id AND s.deleted_at IS NULL
JOIN space_members sm
  ON sm.space_id = s.id AND sm.user_id = %(viewer)s AND sm.left_at IS NULL
LEFT JOIN space_marks mark ON mark.id = sm.mark_id
LEFT JOIN memberships m ON m.conversation_id = c.id AND m.user_id = sm.user_id
WHERE c.deleted_at IS NULL
"""  # noqa: S608 - columns of our own models
_PLAIN_ONE = f"{_PLAIN} AND m.conversation_id = %(room)s"
_PLAIN_MANY = f"{_PLAIN} AND m.conversation_id = ANY(%(rooms)s)"
_CHANNEL = f"{_CHANNELS} AND c.id = %(room)s"
_CHANNELS_MANY = f"{_CHANNELS} AND c.id = ANY(%(rooms)s)"


def find_membership(conversation_id: object, *, viewer: User) -> Membership:
    """The viewer's membership with its conversation; NotFound for absent, foreign and left
    alike, and for channels of a space that the viewer may not see.
    """
    known = _known(conversation_id)
    query = _CHANNEL if channels_among([known]) else _PLAIN_ONE
    for row in run_prepared(query, {"room": known, "viewer": viewer.id}):
        if (membership := _read_membership(row, viewer)) is not None:
            return membership
    raise NotFound("There is no such conversation.")


def find_memberships(
    conversation_ids: Collection[uuid.UUID], *, viewer: User
) -> dict[uuid.UUID, Membership]:
    """Those of these conversations that the viewer may see, by id."""
    channels = channels_among(conversation_ids)
    rows: Rows = []
    for query, ids in ((_PLAIN_MANY, set(conversation_ids) - channels), (_CHANNELS_MANY, channels)):
        if ids:
            rows += run_prepared(query, {"rooms": list(ids), "viewer": viewer.id})
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
    visible = rules.permissions_by_channel(user_id=viewer.id, role_ids=role_ids)
    held = visible.get(conversation.id)
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
    # Counted once for the whole space, and anew where not everyone sees the channel.
    counts = count_who_see(conversation.space_id, rules, [conversation.id])
    conversation.members_count = counts.get(conversation.id, members_count)
    conversation.position = places_among(visible)[conversation.id]
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
    """An invite of a conversation or a space that the viewer is in."""
    rows = Invite.objects.filter(code=code)
    invite = (
        rows.filter(
            conversation__memberships__user_id=viewer.id,
            conversation__memberships__left_at=None,
        ).first()
        or rows.filter(
            space__deleted_at=None, space__members__user_id=viewer.id, space__members__left_at=None
        ).first()
    )
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
