"""Deleting a group or channel for everyone who is in it."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from chatty.core.clock import now
from chatty.core.errors import Forbidden
from chatty.core.jobs.outbox import start_job
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from chatty.realtime.publish import Control, publish
from chatty.realtime.topics import conversation_topic
from conversations.access import find_membership, lock_conversation, lock_space
from conversations.access.places import find_channel
from conversations.events import ConversationRemoved
from conversations.models import Conversation, ConversationType, Membership, Override, Role
from conversations.operations.rules import save_rules

# Messages live above conversations; the job of this name is messaging's.
WIPE = "messaging.wipe_conversation"
# What a person kept about a channel of a space that is gone.
ENDED: Mapping[str, Any] = {
    "left_at": Now(),
    "left_reason": "deleted",
    "folder": "",
    "pinned": False,
    "archived": False,
}


def delete_conversation(*, actor: User, conversation_id: object) -> None:
    """End a group or channel for all: its owner alone may; a channel of a space, who may manage
    channels. Forbidden for others, and in a DM.

    Every membership ends in one statement and every socket hears of it by one event, however many
    there are. What was said is wiped by a job, the keys that seal it first.
    """
    place = find_membership(conversation_id, viewer=actor).conversation
    if place.space_id is not None:
        delete_space_channel(actor=actor, space_id=place.space_id, channel_id=place.id)
        return
    with transaction.atomic():
        mine = lock_conversation(conversation_id, viewer=actor)
        conversation = mine.conversation
        if conversation.type == ConversationType.DM:
            raise Forbidden("A direct conversation cannot be deleted. Archive it instead.")
        if mine.role != Role.OWNER:
            raise Forbidden("Only an owner deletes a conversation. You can leave it.")
        conversation.deleted_at = now()
        conversation.title = conversation.topic = ""
        conversation.members_count = 0
        conversation.save(update_fields=["deleted_at", "title", "topic", "members_count"])
        Membership.objects.filter(conversation_id=conversation.id, left_at=None).update(
            left_at=conversation.deleted_at, left_reason="deleted", role=Role.MEMBER, folder=""
        )
        start_job(WIPE, conversation_id=str(conversation.id))
        publish(
            conversation_topic(conversation.id),
            ConversationRemoved(str(conversation.id), "deleted"),
            conversation_id=conversation.id,
            control=Control(end=True),
        )


def delete_space_channel(*, actor: User, space_id: object, channel_id: object) -> None:
    """End a channel of a space for all. NotFound, Forbidden without manage_channels in it,
    RateLimited.
    """
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    with transaction.atomic():
        here = lock_space(space_id, viewer=actor)
        known = find_channel(channel_id, within=here, permission="manage_channels")
        title = Conversation.objects.only("title").get(id=known).title
        end_channels([known])
        Membership.with_channels.filter(conversation_id=known).update(**ENDED)
        start_job(WIPE, conversation_id=str(known))
        publish(
            conversation_topic(known),
            ConversationRemoved(str(known), "deleted"),
            conversation_id=known,
            control=Control(end=True),
        )
        record_audit_entry(
            actor=actor,
            action="space.channel_delete",
            target_type="space",
            target_id=here.space.id,
            details={"what": "channel", "channel_id": str(known), "before": {"title": title}},
        )
        save_rules(here.space)


def end_channels(channel_ids: Sequence[uuid.UUID]) -> None:
    """Mark channels of a locked space as deleted, in a fixed number of statements. Neither their
    names nor their overrides stay.
    """
    rows = Conversation.objects.filter(id__in=channel_ids)
    # In the order in which whoever writes in several locks them.
    list(rows.select_for_update(no_key=True).order_by("id").values_list("id"))
    rows.update(deleted_at=now(), title="", topic="", category=None)
    Override.objects.filter(channel_id__in=channel_ids).delete()
