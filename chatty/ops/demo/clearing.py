"""Taking the demo away: its accounts, and the conversations that only they were ever in."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from accounts.operations.example_people import close_examples, example_people
from chatty.core.clock import now
from chatty.core.jobs.outbox import start_job
from conversations.models import (
    Conversation,
    ConversationType,
    Membership,
    Role,
    Space,
    SpaceMember,
)
from conversations.operations.deletion import WIPE, delete_conversation
from conversations.operations.space_deletion import delete_space


@dataclass(frozen=True)
class Cleared:
    """What is gone, and what stays because others were in it."""

    people: int
    conversations: int
    spaces: int
    kept: int


@transaction.atomic
def clear() -> Cleared:
    """Close the demo's accounts and delete their conversations and spaces; the worker wipes what
    was said.

    What anybody else is or was in stays as it is.
    """
    people = example_people()
    ids = [user.id for user in people.values()]
    # Channels of spaces go with their spaces.
    theirs = Conversation.objects.filter(
        memberships__user__in=ids, space__isnull=True, deleted_at=None
    ).distinct()
    shared = theirs.filter(
        id__in=Membership.objects.exclude(user__in=ids).values("conversation_id")
    )
    gone = [room for room in theirs if room not in set(shared)]
    by_id = {user.id: user for user in people.values()}
    for room in gone:
        _delete(room, by_id)
    spaces, shared_spaces = _clear_spaces(by_id)
    return Cleared(
        people=close_examples(),
        conversations=len(gone),
        spaces=spaces,
        kept=shared.count() + shared_spaces,
    )


def _clear_spaces(people: dict[uuid.UUID, User]) -> tuple[int, int]:
    """Delete the spaces that only they were ever in; how many went, and how many stay."""
    theirs = list(Space.objects.filter(members__user__in=people, deleted_at=None).distinct())
    shared = set(
        SpaceMember.objects.filter(space__in=theirs)
        .exclude(user__in=people)
        .values_list("space_id", flat=True)
    )
    gone = [space for space in theirs if space.id not in shared and space.owner_id in people]
    for space in gone:
        delete_space(actor=people[space.owner_id], space_id=space.id)
    return len(gone), len(theirs) - len(gone)


def _delete(room: Conversation, people: dict[uuid.UUID, User]) -> None:
    owner = Membership.objects.filter(conversation=room, role=Role.OWNER, left_at=None).values_list(
        "user_id", flat=True
    )
    if room.type != ConversationType.DM and owner:
        delete_conversation(actor=people[owner[0]], conversation_id=room.id)
        return
    # Nobody may delete a direct conversation, whose other side keeps it; here both sides go. The
    # pair stays, so that two accounts never get a second one.
    Conversation.objects.filter(id=room.id).update(deleted_at=now(), members_count=0)
    Membership.objects.filter(conversation=room, left_at=None).update(
        left_at=now(), left_reason="deleted"
    )
    start_job(WIPE, conversation_id=str(room.id))
