"""Joining and leaving conversations."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Forbidden, LastOwner
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from chatty.realtime.publish import Control, publish
from chatty.realtime.topics import conversation_topic
from conversations.access import find_member, lock_conversation, require, require_own_members
from conversations.events import MemberRemoved, MemberUpdated
from conversations.models import Conversation, ConversationType, Invite, Membership, Role
from conversations.operations.announce import announce_arrival, announce_departure, save_rev
from conversations.operations.departures import say_farewell
from conversations.operations.timeline import note
from conversations.queries.bans import banned_among
from conversations.queries.members import find_people, has_other_owner
from conversations.queries.previews import Preview
from conversations.queries.shapes import preview_of
from conversations.rules.permissions import outranks
from conversations.rules.settings import complete_settings
from conversations.wire import member_json


@dataclass(frozen=True, slots=True)
class Added:
    """Who is a member now, and who could not be added, with the code of the reason."""

    members: Sequence[Membership]
    not_added: Sequence[tuple[uuid.UUID, str]]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Of `members` these came just now; everyone sees the coming of those in `seen`."""

    members: Sequence[Membership]
    came: Sequence[Membership]
    seen: Sequence[Membership]
    banned: Sequence[uuid.UUID]


def add_members(*, actor: User, conversation_id: object, user_ids: Sequence[object]) -> Added:
    """Add people to a group or channel. Who is a member already stays as they are.

    Forbidden without add_members, and in a DM; Invalid for too many at once; RateLimited.
    """
    _take_turn(actor)
    with transaction.atomic():
        mine = lock_conversation(conversation_id, viewer=actor)
        if mine.conversation.type == ConversationType.DM:
            raise Forbidden("A direct conversation has two people. Make a group.")
        require_own_members(mine)
        require(mine, "add_members")
        people, not_added = find_people(user_ids)
        arrivals = enter(mine.conversation, people)
        if arrivals.seen:
            note("members_added", by=mine, actor=actor, about=[row.user for row in arrivals.seen])
        welcome(arrivals)
        barred = [(user_id, Forbidden.code) for user_id in arrivals.banned]
        return Added(arrivals.members, [*not_added, *barred])


def enter(conversation: Conversation, people: Sequence[User]) -> Arrivals:
    """Make people members of a locked conversation and tell those who are in it; a member stays as
    they are, and who is banned stays out. `welcome` tells those who came.

    The lock holds up all who write there, so the queries are few however many come.
    """
    banned = banned_among(conversation.id, [person.id for person in people])
    people = [person for person in people if person.id not in banned]
    known = Membership.objects.filter(conversation_id=conversation.id, user__in=people)
    rows = {row.user_id: row for row in known}
    members: list[Membership] = []
    newcomers: list[Membership] = []
    returning: list[Membership] = []
    seen: list[Membership] = []
    for person in people:
        row = rows.get(person.id)
        member = row or Membership(conversation=conversation, user=person)
        member.user, member.conversation = person, conversation
        members.append(member)
        if row is not None and row.left_at is None:
            continue
        (newcomers if row is None else returning).append(member)
        if _admit(member):
            seen.append(member)
            publish(
                conversation_topic(conversation.id),
                MemberUpdated(member_json(member, conversation), conversation.members_count),
                conversation_id=conversation.id,
                rev=conversation.rev,
            )
    if newcomers or returning:
        Membership.objects.bulk_create(newcomers)
        Membership.objects.bulk_update(returning, _ADMITTED)
        conversation.save(update_fields=["rev", "members_count"])
    return Arrivals(members, [*newcomers, *returning], seen, sorted(banned))


# What `_admit` sets.
_ADMITTED = (
    "rev", "role", "allow", "joined_at", "left_at", "left_reason", "visible_from_seq", "read_seq",
    "delivered_seq",
)  # fmt: skip


def _admit(member: Membership) -> bool:
    """Count a member in, with a fresh role and nothing unread; whether everyone sees it, or only
    the count changes.
    """
    conversation = member.conversation
    conversation.members_count += 1
    is_seen = conversation.members_count <= limits.counted_members
    if is_seen:
        conversation.rev += 1
        member.rev = conversation.rev
    # What they were denied stays: to go and come back is no way around it.
    member.role, member.allow = Role.MEMBER, []
    member.joined_at, member.left_at, member.left_reason = now(), None, ""
    # What was said before is there to read, unless it is hidden from newcomers; it is not unread.
    last = conversation.last_seq
    is_open = complete_settings(conversation.settings)["history_for_newcomers"]
    member.visible_from_seq = 1 if is_open else last + 1
    member.read_seq = member.delivered_seq = last
    return is_seen


def welcome(arrivals: Arrivals) -> None:
    """Tell those who came of the conversation as it is by now, so that they miss nothing that was
    told since they were let in.
    """
    shared: Preview | None = None
    for member in arrivals.came:
        preview = shared or preview_of(member)
        # Without reactions, what one of them sees of the last message, all see.
        if preview.last_message is None or not preview.last_message["reactions"]:
            # Of the preview only this: the rest is one person's.
            shared = Preview(last_message=preview.last_message)
        announce_arrival(member, preview=preview)


def remove_member(*, actor: User, conversation_id: object, user_id: object) -> None:
    """Remove a member of lower rank; their open sockets lose the conversation at once, and the
    invites that they have made let nobody in any more.
    """
    _take_turn(actor)
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
        if depart(mine.conversation, member, reason="removed"):
            note("member_removed", by=mine, actor=actor, about=[member.user])


def leave_conversation(*, actor: User, conversation_id: object) -> None:
    """Leave a group or channel. The last owner must hand it over first (last_owner)."""
    _take_turn(actor)
    with transaction.atomic():
        mine = lock_conversation(conversation_id, viewer=actor)
        if mine.conversation.type == ConversationType.DM:
            raise Forbidden("A direct conversation cannot be left.")
        require_own_members(mine)
        if mine.role == Role.OWNER and not has_other_owner(mine):
            raise LastOwner("Hand the conversation to somebody else first.")
        if depart(mine.conversation, mine, reason="left"):
            note("member_left", by=mine, actor=actor)


def _take_turn(actor: User) -> None:
    """RateLimited for who comes, goes, or makes others do so without end: each is a line, unread
    for all.
    """
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))


def depart(conversation: Conversation, member: Membership, *, reason: str) -> bool:
    """End a membership of a locked conversation: everyone is told, the member hears no more.
    Whether everyone sees it, or only the count changes.
    """
    is_counted_only = conversation.members_count > limits.counted_members
    conversation.members_count -= 1
    if is_counted_only:
        conversation.save(update_fields=["members_count"])
    else:
        member.rev = save_rev(conversation, "members_count")
    member.left_at, member.left_reason, member.role = now(), reason, Role.MEMBER
    member.save(update_fields=["left_at", "left_reason", "role", "rev"])
    if reason != "left":
        # Or whoever is thrown out comes back by an invite of their own making.
        Invite.objects.filter(
            conversation_id=conversation.id, created_by_id=member.user_id, revoked_at=None
        ).update(revoked_at=member.left_at)
    say_farewell(member.user_id, [conversation.id])
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
    return not is_counted_only
