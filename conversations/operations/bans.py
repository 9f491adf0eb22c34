"""Bans: who may neither stay nor come back, until the ban ends or is lifted."""

from datetime import timedelta

from django.db import transaction

from accounts.access import find_user
from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Forbidden, Invalid, NotFound
from chatty.core.ids import read_id
from chatty.core.limits import limits
from conversations.access import lock_conversation, require, require_own_members
from conversations.models import Ban, Conversation, ConversationType, Membership, Space
from conversations.operations.members import depart
from conversations.operations.timeline import note
from conversations.rules.permissions import outranks
from conversations.rules.titles import clean_topic


def ban_person(
    *,
    actor: User,
    conversation_id: object,
    user_id: object,
    reason: str = "",
    expires_in: int | None = None,
) -> tuple[Ban, bool]:
    """Ban somebody, member or not, for `expires_in` seconds or for good; whether it is new.

    A member of lower rank is removed at once; of equal or higher rank it is Forbidden. Under the
    conversation's lock, which everybody who joins takes too: nobody slips in while it is said.
    A ban that is in force already gets the new reason and end.
    """
    text = clean_ban_reason(reason)
    with transaction.atomic():
        mine = lock_conversation(conversation_id, viewer=actor)
        if mine.conversation.type == ConversationType.DM:
            raise Forbidden("Nobody can be banned from a direct conversation.")
        require_own_members(mine)
        require(mine, "ban")
        person = find_user(user_id, viewer=actor)
        if person.id == actor.id:
            raise Forbidden("Nobody bans themselves. Leave the conversation instead.")
        member = (
            Membership.objects.select_related("user")
            .filter(conversation_id=mine.conversation_id, user_id=person.id, left_at=None)
            .first()
        )
        if member is not None and not outranks(mine.role, member.role):
            raise Forbidden("Nobody bans a member of equal or higher rank.")
        ban, is_new = write_ban(
            mine.conversation, person, banned_by=actor, reason=text, expires_in=expires_in
        )
        if member is not None and depart(mine.conversation, member, reason="banned"):
            note("member_banned", by=mine, actor=actor, about=[person])
        return ban, is_new


def clean_ban_reason(reason: str) -> str:
    """The reason as it is kept; Invalid."""
    try:
        return clean_topic(reason, at_most=limits.ban_reason_code_points)
    except ValueError as error:
        raise Invalid(errors={"reason": [str(error)]}) from None


def write_ban(
    place: Conversation | Space,
    person: User,
    *,
    banned_by: User,
    reason: str,
    expires_in: int | None,
) -> tuple[Ban, bool]:
    """The row of a ban from a locked conversation or space, and whether it is new; one in force
    gets the new reason and end. Who may ban, the caller has asked.
    """
    at = now()
    column = "space" if isinstance(place, Space) else "conversation"
    fresh = Ban(
        user=person,
        reason=reason,
        banned_by=banned_by,
        created_at=at,
        expires_at=None if expires_in is None else at + timedelta(seconds=expires_in),
        **{column: place},
    )
    known = Ban.objects.filter(user_id=person.id, **{column: place}).first()
    if known is not None and (known.expires_at is None or known.expires_at > at):
        known.reason, known.expires_at, known.user = fresh.reason, fresh.expires_at, person
        known.banned_by = banned_by
        known.save(update_fields=["reason", "expires_at", "banned_by"])
        return known, False
    if known is not None:
        known.delete()
    fresh.save(force_insert=True)
    return fresh, True


def lift_ban(*, actor: User, conversation_id: object, user_id: object) -> None:
    """Let somebody in again; who is not banned stays so."""
    known = read_id(user_id)
    with transaction.atomic():
        # Locked, so that a ban is not lifted from under somebody who prolongs it.
        mine = lock_conversation(conversation_id, viewer=actor)
        require_own_members(mine)
        require(mine, "ban")
        if known is None:
            raise NotFound("There is no such person.")
        Ban.objects.filter(conversation_id=mine.conversation_id, user_id=known).delete()
