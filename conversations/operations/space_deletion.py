"""Deleting a space for everyone who is in it."""

import uuid

from django.db import transaction

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from chatty.core.clock import now
from chatty.core.errors import Forbidden
from chatty.core.jobs.outbox import start_job
from chatty.realtime.publish import Control, publish
from chatty.realtime.topics import conversation_topic, space_requests_topic, space_topic
from conversations.access import lock_space
from conversations.events import SpaceRemoved
from conversations.models import (
    Ban,
    Category,
    Conversation,
    Invite,
    JoinRequest,
    Membership,
    Override,
    Space,
    SpaceMark,
    SpaceMember,
    SpaceRole,
)
from conversations.operations.deletion import ENDED, WIPE, end_channels

WIPE_SPACE = "conversations.wipe_space"
# By name: the emoji of a space belong to an app above this one.
WIPE_EMOJI = "attachments.wipe_space_emoji"


def delete_space(*, actor: User, space_id: object) -> None:
    """End a space for all: its owner alone may. NotFound, Forbidden.

    Everyone's membership ends in one statement and every socket hears of it by one event, however
    many there are. What was said, and all else that is left, is wiped by jobs.
    """
    with transaction.atomic():
        here = lock_space(space_id, viewer=actor)
        if not here.is_owner:
            raise Forbidden("Only the owner deletes a space. You can leave it.")
        space, name = here.space, here.space.name
        channels = list(here.rules.channels)
        end_channels(channels)
        _end(space)
        start_job(WIPE_SPACE, space_id=str(space.id))
        publish(
            space_topic(space.id),
            SpaceRemoved(str(space.id), "deleted"),
            control=Control(end=True),
        )
        for topic in (space_requests_topic(space.id), *map(conversation_topic, channels)):
            publish(topic, None, control=Control(end=True))
        record_audit_entry(
            actor=actor,
            action="space.delete",
            target_type="space",
            target_id=space.id,
            details={"what": "space", "before": {"name": name}},
        )


def _end(space: Space) -> None:
    space.deleted_at = space.updated_at = now()
    space.name = space.description = space.rules = space.welcome_text = ""
    space.is_discoverable = False
    space.members_count = 0
    texts = ("name", "description", "rules", "welcome_text")
    space.save(
        update_fields=["deleted_at", "updated_at", "is_discoverable", "members_count", *texts]
    )
    SpaceMember.objects.filter(space_id=space.id, left_at=None).update(
        left_at=space.deleted_at, left_reason="deleted", role_ids=[], nickname="", sort_name=""
    )


def wipe_space(*, space_id: uuid.UUID) -> None:
    """Let go of what a deleted space leaves, and have what was said in its channels wiped. One that
    lives is left alone.
    """
    space = Space.objects.filter(id=space_id).exclude(deleted_at=None).first()
    if space is None:
        return
    for channel_id in Conversation.objects.filter(space_id=space_id).values_list("id", flat=True):
        start_job(WIPE, conversation_id=str(channel_id))
    start_job(WIPE_EMOJI, space_id=str(space_id))
    Membership.with_channels.filter(space_id=space_id).update(**ENDED)
    for rows in (Ban, Invite, JoinRequest, Override, Category):
        rows.objects.filter(space_id=space_id).delete()
    SpaceMember.objects.filter(space_id=space_id).update(
        mark=None, role_ids=[], nickname="", sort_name=""
    )
    SpaceMark.objects.filter(space_id=space_id).delete()
    # They stay: whoever read the space a moment ago asks who holds which. Their names go.
    SpaceRole.objects.filter(space_id=space_id).update(name="", colour="")
