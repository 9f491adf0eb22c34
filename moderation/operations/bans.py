"""Bans by those who look after the whole server, who need be no members where it happened."""

from django.db import transaction

from accounts.access import require_moderator, require_power_over
from accounts.models import User
from accounts.operations.audit import record_audit_entry
from accounts.operations.suspension import clean_reason
from chatty.core.clock import wire_time_or_none
from chatty.core.errors import Forbidden, LastOwner, NotFound
from chatty.core.ids import read_id
from conversations.models import Ban, Conversation, ConversationType, Membership, Role
from conversations.operations.bans import write_ban
from conversations.operations.members import depart


def ban_from_conversation(
    *,
    actor: User,
    conversation_id: object,
    user_id: object,
    reason: str,
    expires_in: int | None = None,
    case: str = "",
) -> Ban:
    """Ban somebody from a group or channel for `expires_in` seconds or for good; a member is out at
    once. Whoever they are in it counts for nothing here. Who is banned gets the new reason and end.

    Forbidden for who is no moderator, for oneself, for an owner of the server unless the actor is
    one, and in a DM; LastOwner for who alone owns it; Invalid without a reason; NotFound.
    """
    text = clean_reason(reason)
    with transaction.atomic():
        moderator = require_moderator(actor)
        conversation = _lock(conversation_id)
        person = _find_person(user_id)
        require_power_over(moderator, person)
        member = _member(conversation, person)
        if member is not None and member.role == Role.OWNER:
            _require_other_owner(conversation, person)
        ban, _is_new = write_ban(
            conversation, person, banned_by=moderator, reason=text, expires_in=expires_in
        )
        if member is not None:
            depart(conversation, member, reason="banned")
        details = _details(conversation, text) | {"expires_at": wire_time_or_none(ban.expires_at)}
        _record(moderator, "user.banned", person, details, case)
        return ban


def lift_ban_from_conversation(
    *, actor: User, conversation_id: object, user_id: object, reason: str, case: str = ""
) -> None:
    """Let somebody in again; who is not banned stays so. Refusals as in `ban_from_conversation`."""
    text = clean_reason(reason)
    with transaction.atomic():
        moderator = require_moderator(actor)
        conversation = _lock(conversation_id)
        person = _find_person(user_id)
        require_power_over(moderator, person)
        gone, _ = Ban.objects.filter(conversation_id=conversation.id, user_id=person.id).delete()
        if gone:
            _record(moderator, "user.ban_lifted", person, _details(conversation, text), case)


def _lock(conversation_id: object) -> Conversation:
    known = read_id(conversation_id)
    rows = Conversation.objects.select_for_update(no_key=True).filter(deleted_at=None)
    conversation = None if known is None else rows.filter(id=known).first()
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


def _member(conversation: Conversation, person: User) -> Membership | None:
    rows = Membership.objects.select_related("user").filter(
        conversation_id=conversation.id, user_id=person.id, left_at=None
    )
    return rows.first()


def _require_other_owner(conversation: Conversation, person: User) -> None:
    others = Membership.objects.filter(
        conversation_id=conversation.id, role=Role.OWNER, left_at=None, user__is_active=True
    ).exclude(user_id=person.id)
    if not others.exists():
        raise LastOwner("They alone own this conversation. Suspend the person instead.")


def _details(conversation: Conversation, reason: str) -> dict[str, str | None]:
    return {"reason": reason, "conversation_id": str(conversation.id)}


def _record(
    actor: User, action: str, person: User, details: dict[str, str | None], case: str
) -> None:
    record_audit_entry(
        actor=actor,
        action=action,
        target_type="user",
        target_id=person.id,
        details={**details, **({"case": case} if case else {})},
    )
