"""What sockets may hear of conversations, asked for many of them at once."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from chatty.core.prepared import run_prepared
from conversations.access.structures import structures_of
from conversations.models import Conversation, Membership
from conversations.rules.permissions import space_permissions

_SPACES_OF = """
SELECT sm.user_id, sm.space_id, sm.role_ids, s.structure
FROM space_members sm JOIN spaces s ON s.id = sm.space_id
WHERE sm.user_id = ANY(%(people)s) AND sm.left_at IS NULL AND s.deleted_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class HeardOf:
    """What somebody may hear of a space that they are in: these channels, and, where they decide on
    who is let in, who asks to be.
    """

    channel_ids: Collection[uuid.UUID]
    is_deciding: bool


def first_visible_of_many(user_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[uuid.UUID, int]]:
    """Every conversation outside spaces that these people are in, with the first `seq` that they
    may see of it; 0 for all.
    """
    found: dict[uuid.UUID, dict[uuid.UUID, int]] = {user_id: {} for user_id in user_ids}
    rows = Membership.objects.filter(user_id__in=found, left_at=None)
    for user_id, conversation_id, seq in rows.values_list(
        "user_id", "conversation_id", "visible_from_seq"
    ):
        found[user_id][conversation_id] = seq if seq > 1 else 0
    return found


def heard_of_spaces(
    user_ids: Collection[uuid.UUID],
) -> dict[uuid.UUID, dict[uuid.UUID, HeardOf]]:
    """The spaces of each of these people, each with what they may hear of it."""
    found: dict[uuid.UUID, dict[uuid.UUID, HeardOf]] = {user_id: {} for user_id in user_ids}
    rows = run_prepared(_SPACES_OF, {"people": list(found)}) if found else []
    rules = structures_of({row[1]: row[3] for row in rows})
    for user_id, space_id, role_ids, _stamp in rows:
        # It may have been deleted since.
        if (known := rules.get(space_id)) is not None:
            visible = known.permissions_by_channel(user_id=user_id, role_ids=role_ids)
            held = space_permissions(known, user_id=user_id, role_ids=role_ids)
            found[user_id][space_id] = HeardOf(visible.keys(), "add_members" in held)
    return found


def revs_of(conversation_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The present `rev` of each of these conversations, in one query; none of deleted ones."""
    rows = Conversation.objects.filter(id__in=conversation_ids, deleted_at=None)
    return dict(rows.values_list("id", "rev"))
