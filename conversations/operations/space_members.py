"""Coming into spaces and going from them."""

import uuid
from datetime import timedelta
from typing import Final

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Greatest

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Forbidden, Invalid
from chatty.core.limits import limits
from chatty.realtime.publish import Control, publish
from chatty.realtime.topics import (
    conversation_topic,
    space_requests_topic,
    space_topic,
    user_topic,
)
from conversations.access.structures import structure_of
from conversations.events import (
    SpaceCreated,
    SpaceMemberRemoved,
    SpaceMemberUpdated,
    SpaceRemoved,
)
from conversations.models import (
    Conversation,
    Invite,
    JoinRequestStatus,
    Membership,
    Override,
    Space,
    SpaceMark,
    SpaceMember,
)
from conversations.operations.departures import say_farewell
from conversations.operations.join_requests import settle_request
from conversations.operations.rules import note_gone, save_rules
from conversations.queries.bans import is_banned_from_space
from conversations.queries.spaces import shape_space
from conversations.rules.names import sort_name
from conversations.rules.restraints import restraints
from conversations.wire import space_member_json

_BANNED: Final = "You were banned from this space."
_THEY_ARE_BANNED: Final = "They were banned from this space. Lift the ban first."


def enter_space(space: Space, person: User, *, by: User | None = None) -> SpaceMember:
    """Make a person a member of a locked space, and tell them and those who are in it; who is one
    already stays as they are. `by`: who lets them in, where it is not they who come.

    Forbidden for who is banned, and for an account that is closed or suspended; Invalid for who is
    in too many spaces. Whoever comes back finds of their roles those that only restrain them, and
    what they were denied in channels.
    """
    known = SpaceMember.objects.filter(space_id=space.id, user_id=person.id).first()
    member = known or SpaceMember(space=space, user=person)
    member.space, member.user = space, person
    if known is not None and known.left_at is None:
        settle_request(space, person, JoinRequestStatus.ACCEPTED, by=by)
        return known
    if is_banned_from_space(space.id, person.id):
        raise Forbidden(_BANNED if by is None else _THEY_ARE_BANNED)
    _lock_person(person, by)
    # The roles may be others by now.
    member.role_ids, member.joined_at = _restraints_of(space, member), now()
    member.left_at, member.left_reason = None, ""
    member.sort_name = sort_name(member.nickname or person.display_name)
    member.mark = _mark_of(space)
    member.save(force_insert=known is None, force_update=known is not None)
    if known is not None:
        _read_all(member)
    # However they came: what they asked is settled.
    settle_request(space, person, JoinRequestStatus.ACCEPTED, by=by)
    space.members_count += 1
    space.save(update_fields=["members_count"])
    _announce(member)
    tell_of_member(member)
    return member


def depart_space(space: Space, member: SpaceMember, *, reason: str) -> None:
    """End a membership of a locked space (`reason`: left, removed, banned): everyone is told, the
    member hears no more of it. Roles that only restrain wait for them.
    """
    member.left_at, member.left_reason = now(), reason
    member.role_ids = _restraints_of(space, member)
    member.save(update_fields=["left_at", "left_reason", "role_ids"])
    if reason != "left":
        # Or whoever is thrown out comes back by an invite of their own making.
        Invite.objects.filter(
            space_id=space.id, created_by_id=member.user_id, revoked_at=None
        ).update(revoked_at=member.left_at)
    # All: people keep things in channels in which they have no row yet, too.
    channels = Conversation.objects.filter(space_id=space.id)
    say_farewell(member.user_id, list(channels.values_list("id", flat=True)))
    is_counted_only = space.members_count > limits.counted_members
    space.members_count -= 1
    gone = str(member.user_id)
    # In the space's own order, so that nothing said later reaches who has left.
    publish(
        space_topic(space.id),
        None
        if is_counted_only
        else SpaceMemberRemoved(str(space.id), gone, reason, space.members_count),
        control=Control(revoke=[gone]),
    )
    publish(
        user_topic(member.user_id),
        SpaceRemoved(str(space.id), reason),
        control=Control(unsubscribe=_topics_of(space)),
    )
    if _drop_allowances(space, member):
        save_rules(space, "members_count", "gone_override_version")
    else:
        space.save(update_fields=["members_count"])


def tell_of_member(member: SpaceMember) -> None:
    """Show a member to everyone in the space, unless it is large: there lists are asked for."""
    space = member.space
    if space.members_count <= limits.counted_members:
        publish(
            space_topic(space.id),
            SpaceMemberUpdated(
                space_member_json(member, owner_id=space.owner_id), space.members_count
            ),
        )


def _announce(member: SpaceMember) -> None:
    """Let the sockets of who came hear the space and its channels, and tell them of it."""
    told = shape_space(member.space_id, viewer=member.user)
    topics = [space_topic(member.space_id)]
    if "add_members" in told["my_permissions"]:
        topics.append(space_requests_topic(member.space_id))
    topics += [conversation_topic(uuid.UUID(channel["id"])) for channel in told["channels"]]
    publish(user_topic(member.user_id), SpaceCreated(told), control=Control(subscribe=topics))


def _lock_person(person: User, by: User | None) -> None:
    """Forbidden for an account that is closed or suspended by now; Invalid for who is in too many
    spaces.
    """
    # The person after the space, so that two joins at once cannot count the same free place.
    locked = User.objects.select_for_update(no_key=True)
    now_is = locked.only("id", "is_active", "suspended_at").get(id=person.id)
    if not now_is.is_active or now_is.is_suspended:
        raise Forbidden("This account is closed or suspended.")
    present = SpaceMember.objects.filter(
        user_id=person.id, left_at=None, space__deleted_at=None
    ).count()
    if present >= limits.spaces_per_person:
        most = limits.spaces_per_person
        if by is not None:
            raise Invalid(f"They are in {most} spaces already, and nobody can be in more.")
        text = f"You can be in {most} spaces. Leave one first."
        raise Invalid(errors={"space_id": [text]})


def _restraints_of(space: Space, member: SpaceMember) -> list[uuid.UUID]:
    """What stays of a member's roles when they go, and of these when they come back."""
    if not member.role_ids:
        return []
    return restraints(structure_of(space.id, space.structure), member.role_ids)


def _mark_of(space: Space) -> SpaceMark | None:
    """Where what is said counts as unread for who comes now: a mark that was made a moment ago does
    for all who come soon after. None where nothing was said.
    """
    since = now() - timedelta(seconds=limits.space_mark_seconds)
    mark = SpaceMark.objects.filter(space_id=space.id, at__gt=since).order_by("-at").first()
    if mark is not None:
        return mark
    told = Conversation.objects.filter(space_id=space.id, deleted_at=None, last_seq__gt=0)
    seqs = {str(name): seq for name, seq in told.values_list("id", "last_seq")}
    return SpaceMark.objects.create(space=space, seqs=seqs, at=now()) if seqs else None


def _read_all(member: SpaceMember) -> None:
    """What was said while somebody was away is not unread to them."""
    rows = Membership.with_channels.filter(space_id=member.space_id, user_id=member.user_id)
    last = Subquery(
        Conversation.objects.filter(id=OuterRef("conversation_id")).values("last_seq")[:1]
    )
    rows.update(
        read_seq=Greatest(F("read_seq"), last), delivered_seq=Greatest(F("delivered_seq"), last)
    )


def _drop_allowances(space: Space, member: SpaceMember) -> bool:
    """Take back what a person alone was allowed in channels, and leave what they were denied, so
    that to go and come back is neither a way up nor a way around; whether anything changed.
    """
    own = list(Override.objects.filter(space_id=space.id, user_id=member.user_id))
    allowing = [one for one in own if one.allow]
    note_gone(space, (one for one in allowing if not one.deny))
    for one in allowing:
        one.allow = []
        one.version += 1
    Override.objects.bulk_update([one for one in allowing if one.deny], ["allow", "version"])
    Override.objects.filter(id__in=[one.id for one in allowing if not one.deny]).delete()
    return bool(allowing)


def _topics_of(space: Space) -> list[str]:
    """All that may be heard of a space, by whomever."""
    rows = Conversation.objects.filter(space_id=space.id, deleted_at=None)
    return [
        space_topic(space.id),
        space_requests_topic(space.id),
        *map(conversation_topic, rows.values_list("id", flat=True)),
    ]
