"""Deleting a group or channel for everyone who is in it."""

from django.db import transaction

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Forbidden
from chatty.core.jobs.outbox import start_job
from chatty.realtime.publish import Control, publish
from chatty.realtime.topics import conversation_topic
from conversations.access import lock_conversation
from conversations.events import ConversationRemoved
from conversations.models import ConversationType, Membership, Role

# Messages live above conversations; the job of this name is messaging's.
WIPE = "messaging.wipe_conversation"


def delete_conversation(*, actor: User, conversation_id: object) -> None:
    """End a group or channel for all: its owner alone may. Forbidden for others, and in a DM.

    Every membership ends in one statement and every socket hears of it by one event, however many
    there are. What was said is wiped by a job, the keys that seal it first.
    """
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
