"""Starting conversations."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from accounts.access import find_user
from accounts.models import User
from chatty.core.encryption.keyring import installed_keyring, new_data_key
from chatty.core.errors import EncryptionUnavailable, Invalid, NotFound
from chatty.core.limits import limits
from chatty.core.rate_limit import per_hour, take
from conversations.access.kinds import remember_kind
from conversations.models import (
    ChannelKind,
    Conversation,
    ConversationKey,
    ConversationType,
    Membership,
    Role,
)
from conversations.models.conversation import dm_pair
from conversations.operations.announce import announce_arrival
from conversations.queries.keys import remember_key
from conversations.queries.members import find_people
from conversations.queries.previews import Preview
from conversations.queries.shapes import shape_conversation
from conversations.rules.titles import clean_title, clean_topic
from conversations.wire import ConversationJSON


@dataclass(frozen=True, slots=True)
class Created:
    """`is_new` is False where the conversation was there already (DM)."""

    conversation: ConversationJSON
    is_new: bool
    not_added: Sequence[tuple[uuid.UUID, str]] = ()


def start_dm(*, actor: User, user_id: object, encryption: str = "server") -> Created:
    """The one DM of two people, made if it is not there. Two who start it at once get the same."""
    _refuse_other_encryption(encryption)
    peer = find_user(user_id, viewer=actor)
    if peer.id == actor.id:
        raise Invalid(errors={"user_id": ["Name somebody else."]})
    pair = dm_pair(actor.id, peer.id)
    found = _find_dm(pair, actor)
    if found is not None:
        return Created(shape_conversation(found, peer=peer), is_new=False)
    if not peer.is_active:
        raise NotFound("This account is closed.")
    take("conversations", actor.id, per_hour(limits.conversations_per_hour))
    try:
        with transaction.atomic():
            return _create_dm(actor, peer, pair)
    except IntegrityError:
        # The other one was faster; the unique pair decides.
        found = _find_dm(pair, actor)
        if found is None:
            raise
        return Created(shape_conversation(found, peer=peer), is_new=False)


def _find_dm(pair: str, actor: User) -> Membership | None:
    return (
        Membership.objects.select_related("conversation")
        .filter(conversation__dm_pair=pair, user_id=actor.id)
        .first()
    )


def _create_dm(actor: User, peer: User, pair: str) -> Created:
    conversation = _new_conversation(actor, ConversationType.DM, dm_pair=pair, members_count=2)
    rows = _add_first_members(conversation, {actor.id: Role.MEMBER, peer.id: Role.MEMBER})
    for row, other in zip(rows, (peer, actor), strict=True):
        announce_arrival(row, peer=other)
    return Created(shape_conversation(rows[0], peer=peer), is_new=True)


def create_group(
    *, actor: User, title: str, user_ids: Sequence[object] = (), encryption: str = "server"
) -> Created:
    """A group with the actor as owner. People who do not exist are named in `not_added`."""
    _refuse_other_encryption(encryption)
    clean = _checked("title", clean_title, title, limits.title_code_points)
    found, missing = find_people(user_ids)
    people = [person.id for person in found if person.id != actor.id]
    take("conversations", actor.id, per_hour(limits.conversations_per_hour))
    with transaction.atomic():
        conversation = _new_conversation(
            actor, ConversationType.GROUP, title=clean, members_count=len(people) + 1
        )
        roles = {actor.id: Role.OWNER} | dict.fromkeys(people, Role.MEMBER)
        rows = _add_first_members(conversation, roles)
        # In what has just begun there is nothing to look up, however many are in it.
        for row in rows:
            announce_arrival(row, preview=Preview())
        return Created(shape_conversation(rows[0]), is_new=True, not_added=missing)


def create_channel(
    *,
    actor: User,
    title: str,
    topic: str = "",
    channel_kind: str | None = None,
    encryption: str = "server",
) -> Created:
    """A broadcast channel outside spaces with the actor as owner."""
    _refuse_other_encryption(encryption)
    if channel_kind not in (None, ChannelKind.BROADCAST):
        raise Invalid(errors={"channel_kind": ["Outside a space a channel is `broadcast`."]})
    clean = _checked("title", clean_title, title, limits.title_code_points)
    clean_text = _checked("topic", clean_topic, topic, limits.topic_code_points)
    take("conversations", actor.id, per_hour(limits.conversations_per_hour))
    with transaction.atomic():
        conversation = _new_conversation(
            actor,
            ConversationType.CHANNEL,
            channel_kind=ChannelKind.BROADCAST,
            title=clean,
            topic=clean_text,
            members_count=1,
        )
        rows = _add_first_members(conversation, {actor.id: Role.OWNER})
        announce_arrival(rows[0])
        return Created(shape_conversation(rows[0]), is_new=True)


def _checked(field: str, rule: Callable[..., str], text: str, at_most: int) -> str:
    try:
        return rule(text, at_most=at_most)
    except ValueError as error:
        raise Invalid(errors={field: [str(error)]}) from None


def _refuse_other_encryption(encryption: str) -> None:
    if encryption != "server":
        raise EncryptionUnavailable("End-to-end encryption is not built yet. Use `server`.")


def _new_conversation(actor: User, kind: ConversationType, **fields: object) -> Conversation:
    conversation = Conversation(type=kind, created_by=actor, rev=1, **fields)
    conversation.save(force_insert=True)
    remember_kind(conversation.id, is_in_space=False)
    conversation.refresh_from_db(fields=["created_at", "updated_at", "last_activity_at"])
    key = new_data_key()
    ConversationKey.objects.create(
        conversation=conversation, version=1, wrapped=installed_keyring().wrap(key)
    )
    transaction.on_commit(lambda: remember_key(conversation.id, 1, key))
    return conversation


def _add_first_members(
    conversation: Conversation, roles: dict[uuid.UUID, Role]
) -> list[Membership]:
    return Membership.objects.bulk_create(
        Membership(conversation=conversation, user_id=user_id, role=role, rev=1)
        for user_id, role in roles.items()
    )
