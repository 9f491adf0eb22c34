"""Joining and leaving conversations."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Forbidden, LastOwner
from chatty.core.limits import limits
from chatty.realtime.publish import Control, publish
from chatty.realtime.topics import conversation_topic
from conversations.access import find_member, lock_conversation, require
from conversations.events import MemberRemoved, MemberUpdated
from conversations.models import Conversation, ConversationType, Membership, Role
from conversations.operations.announce import announce_arrival, announce_departure, save_rev
from conversations.queries.bans import banned_among
from conversations.queries.members import find_people
from conversations.queries.shapes import preview_of
from conversations.rules.permissions import outranks
from conversations.wire import member_json


@dataclass(frozen=True, slots=True)
class Added:
    """Who is a member now, and who could not be added, with the code of the reason."""

    members: Sequence[Membership]
    not_added: Sequence[tuple[uuid.UUID, str]]


def add_members(*, actor: User, conversation_id: object, user_ids: Sequence[object]) -> Added:
    """Add people to a group or channel. Who is a member already stays as they are."""
    with transaction.atomic():
        mine = lock_conversation(conversation_id, viewer=actor)
        if mine.conversation.type == ConversationType.DM:
            raise Forbidden("A direct conversation has two people. Make a group.")
        require(mine, "add_members")
        people, not_added = find_people(user_ids)
        added = enter(mine.conversation, people)
        return Added(added.members, [*not_added, *added.not_added])


def enter(conversation: Conversation, people: Sequence[User]) -> Added:
    """Make people members of a locked conversation and tell everyone; a member stays as they are,
    and who is banned stays out.

    The lock holds up all who write there, so the queries are few however many come.
    """
    banned = banned_among(conversation.id, [person.id for person in people])
    people = [person for person in people if person.id not in banned]
    known = Membership.objects.filter(conversation_id=conversation.id, user__in=people)
    rows = {row.user_id: row for row in known}
    before = conversation.members_count
    members, newcomers = [], []
    preview = None
    for person in people:
        row = rows.get(person.id)
        member = row or Membership(conversation=conversation, user=person)
        member.user, member.conversation = person, conversation
        members.append(member)
        if row is not None and row.left_at is None:
            continue
        is_counted_only = _admit(member)
        if row is None:
            newcomers.append(member)
            # Newcomers have reacted to nothing: what one sees of the last message, all see.
            preview = preview or preview_of(member)
            announce_arrival(member, preview=preview)
        else:
            row.save()
            announce_arrival(member)
        if not is_counted_only:
            publish(
                conversation_topic(conversation.id),
                MemberUpdated(member_json(member, conversation), conversation.members_count),
                conversation_id=conversation.id,
                rev=conversation.rev,
            )
    if conversation.members_count > before:
        Membership.objects.bulk_create(newcomers)
        conversation.save(update_fields=["rev", "members_count"])
    return Added(members, [(user_id, Forbidden.code) for user_id in sorted(banned)])


def _admit(member: Membership) -> bool:
    """Count a member in, with a fresh role and nothing unread; whether only the count changes."""
    conversation = member.conversation
    conversation.members_count += 1
    is_counted_only = conversation.members_count > limits.counted_members
    if not is_counted_only:
        conversation.rev += 1
        member.rev = conversation.rev
    member.role, member.allow, member.deny = Role.MEMBER, [], []
    member.joined_at, member.left_at, member.left_reason = now(), None, ""
    # What was said before is there to read, but it is not unread.
    member.read_seq = member.delivered_seq = conversation.last_seq
    return is_counted_only


def remove_member(*, actor: User, conversation_id: object, user_id: object) -> None:
    """Remove a member of lower rank; their open sockets lose the conversation at once."""
    with transaction.atomic():
        mine = lock_conversation(conversation_id, viewer=actor)
        if mine.conversation.type == ConversationType.DM:
            raise Forbidden("Nobody can be removed from a direct conversation.")
        member = find_member(user_id, within=mine)
        if member.user_id == actor.id:
            raise Forbidden("Leave the conversation instead.")
        require(mine, "remove_members")
        if not outranks(mine.role, member.role):
            raise Forbidden("Nobody removes a member of equal or higher rank.")
        depart(mine.conversation, member, reason="removed")


def leave_conversation(*, actor: User, conversation_id: object) -> None:
    """Leave a group or channel. The last owner must hand it over first (last_owner)."""
    with transaction.atomic():
        mine = lock_conversation(conversation_id, viewer=actor)
        if mine.conversation.type == ConversationType.DM:
            raise Forbidden("A direct conversation cannot be left.")
        if mine.role == Role.OWNER and not _has_other_owner(mine):
            raise LastOwner("Hand the conversation to somebody else first.")
        depart(mine.conversation, mine, reason="left")


def _has_other_owner(mine: Membership) -> bool:
    return (
        Membership.objects.filter(
            conversation_id=mine.conversation_id, role=Role.OWNER, left_at=None
        )
        .exclude(user_id=mine.user_id)
        .exists()
    )


def depart(conversation: Conversation, member: Membership, *, reason: str) -> None:
    """End a membership of a locked conversation: everyone is told, the member hears no more."""
    is_counted_only = conversation.members_count > limits.counted_members
    conversation.members_count -= 1
    if is_counted_only:
        conversation.save(update_fields=["members_count"])
    else:
        member.rev = save_rev(conversation, "members_count")
    member.left_at, member.left_reason, member.role = now(), reason, Role.MEMBER
    member.save(update_fields=["left_at", "left_reason", "role", "rev"])
    gone = str(member.user_id)
    # In the conversation's own order, so that nothing said later reaches who has left.
    publish(
        conversation_topic(conversation.id),
        None if is_counted_only else MemberRemoved(gone, reason, conversation.members_count),
        conversation_id=conversation.id,
        rev=None if is_counted_only else conversation.rev,
        control=Control(revoke=[gone]),
    )
    announce_departure(member, reason=reason)
