"""Bans by those who look after the whole server, who need be no members where it happened."""

import uuid

from django.db import transaction

from accounts.access import require_moderator, require_power_over
from accounts.models import User
from accounts.operations.audit import record_audit_entry
from accounts.operations.suspension import clean_reason
from chatty.core.clock import wire_time_or_none
from chatty.core.errors import Forbidden, LastOwner, NotFound
from chatty.core.ids import read_id
from conversations.models import (
    Ban,
    Conversation,
    ConversationType,
    JoinRequestStatus,
    Membership,
    Role,
    Space,
    SpaceMember,
)
from conversations.operations.bans import write_ban
from conversations.operations.join_requests import settle_request
from conversations.operations.members import depart
from conversations.operations.space_members import depart_space


def bar_person(
    *,
    actor: User,
    user_id: object,
    reason: str,
    conversation_id: object = None,
    space_id: object = None,
    expires_in: int | None = None,
    case: str = "",
) -> Ban:
    """Ban somebody from a group, channel or space for `expires_in` seconds or for good; a member is
    out at once. From a channel of a space means from the space. Whoever they are there counts for
    nothing here. Who is banned gets the new reason and end.

    Forbidden for who is no moderator, for oneself, for an owner of the server unless the actor is
    one, and in a DM; LastOwner for who alone owns it; Invalid without a reason; NotFound.
    """
    text = clean_reason(reason)
    with transaction.atomic():
        moderator, place, person = _reach(actor, user_id, conversation_id, space_id)
        member = _member_of(place, person)
        if member is not None:
            _require_other_owner(place, member)
        ban, _is_new = write_ban(
            place, person, banned_by=moderator, reason=text, expires_in=expires_in
        )
        if isinstance(place, Space):
            settle_request(place, person, JoinRequestStatus.DECLINED, by=moderator)
        _remove(place, member)
        until = wire_time_or_none(ban.expires_at)
        _record(moderator, "user.banned", person, _details(place, text, case, expires_at=until))
        _tell_space(moderator, place, "space.ban", person, reason=text, expires_at=until)
        return ban


def readmit_person(
    *,
    actor: User,
    user_id: object,
    reason: str,
    conversation_id: object = None,
    space_id: object = None,
    case: str = "",
) -> None:
    """Let somebody in again; who is not banned stays so. Refusals as in `bar_person`."""
    text = clean_reason(reason)
    with transaction.atomic():
        moderator, place, person = _reach(actor, user_id, conversation_id, space_id)
        gone, _ = Ban.objects.filter(user_id=person.id, **_named(place)).delete()
        if gone:
            _record(moderator, "user.ban_lifted", person, _details(place, text, case))
            _tell_space(moderator, place, "space.ban_lift", person)


def _reach(
    actor: User, user_id: object, conversation_id: object, space_id: object
) -> tuple[User, Conversation | Space, User]:
    """The actor, who is a moderator; the place under its lock; and the person, whom the actor may
    act on.
    """
    moderator = require_moderator(actor)
    place = _lock_place(conversation_id, space_id)
    person = _find_person(user_id)
    require_power_over(moderator, person)
    return moderator, place, person


def _lock_place(conversation_id: object, space_id: object) -> Conversation | Space:
    """A group, channel or space under the row lock that whoever joins takes, too."""
    known = read_id(conversation_id)
    if known is not None:
        # It never changes; and no conversation is locked before its space.
        rows = Conversation.objects.filter(id=known).values_list("space_id", flat=True)
        space_id = next(iter(rows[:1]), None) or space_id
    if (space := read_id(space_id)) is not None:
        return _lock_space(space)
    return _lock_conversation(known)


def _lock_space(space_id: uuid.UUID) -> Space:
    rows = Space.objects.select_for_update(no_key=True).filter(id=space_id, deleted_at=None)
    space = rows.first()
    if space is None:
        raise NotFound("There is no such space.")
    return space


def _lock_conversation(conversation_id: uuid.UUID | None) -> Conversation:
    rows = Conversation.objects.select_for_update(no_key=True).filter(deleted_at=None)
    conversation = None if conversation_id is None else rows.filter(id=conversation_id).first()
    if conversation is None:
        raise NotFound("There is no such conversation.")
    if conversation.type == ConversationType.DM:
        raise Forbidden("Nobody can be banned from a direct conversation.")
    return conversation


def _find_person(user_id: object) -> User:
    known = read_id(user_id)
    person = None if known is None else User.objects.filter(id=known).first()
    if person is None:
        raise NotFound("There is no such person.")
    return person


def _member_of(place: Conversation | Space, person: User) -> Membership | SpaceMember | None:
    of_person = {"user_id": person.id, "left_at": None}
    if isinstance(place, Space):
        return SpaceMember.objects.filter(space_id=place.id, **of_person).first()
    members = Membership.objects.select_related("user")
    return members.filter(conversation_id=place.id, **of_person).first()


def _require_other_owner(place: Conversation | Space, member: Membership | SpaceMember) -> None:
    """LastOwner for who alone owns it: nobody could look after it any more."""
    if isinstance(place, Space):
        if place.owner_id == member.user_id:
            raise LastOwner("This space is theirs. Suspend the person instead.")
        return
    owners = Membership.objects.filter(
        conversation_id=place.id, role=Role.OWNER, left_at=None, user__is_active=True
    )
    is_owner = isinstance(member, Membership) and member.role == Role.OWNER
    if is_owner and not owners.exclude(user_id=member.user_id).exists():
        raise LastOwner("They alone own this conversation. Suspend the person instead.")


def _remove(place: Conversation | Space, member: Membership | SpaceMember | None) -> None:
    if isinstance(place, Space) and isinstance(member, SpaceMember):
        depart_space(place, member, reason="banned")
    elif isinstance(place, Conversation) and isinstance(member, Membership):
        depart(place, member, reason="banned")


def _named(place: Conversation | Space) -> dict[str, uuid.UUID]:
    return {"space_id" if isinstance(place, Space) else "conversation_id": place.id}


def _details(
    place: Conversation | Space, reason: str, case: str, **told: str | None
) -> dict[str, str | None]:
    named = {name: str(value) for name, value in _named(place).items()}
    return {"reason": reason, **named, **({"case": case} if case else {}), **told}


def _record(actor: User, action: str, person: User, details: dict[str, str | None]) -> None:
    record_audit_entry(
        actor=actor, action=action, target_type="user", target_id=person.id, details=details
    )


def _tell_space(
    actor: User, place: Conversation | Space, action: str, person: User, **after: str | None
) -> None:
    """The space's own log tells of it as of a ban by its people: without the case, and without why
    a ban was lifted.
    """
    if isinstance(place, Space):
        details = {"what": "ban", "user_id": str(person.id), "after": after}
        record_audit_entry(
            actor=actor, action=action, target_type="space", target_id=place.id, details=details
        )
