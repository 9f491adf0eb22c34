"""What sockets may hear of conversations, asked for many of them at once."""

import uuid
from collections.abc import Collection

from conversations.models import Conversation, Membership


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


def revs_of(conversation_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The present `rev` of each of these conversations, in one query; none of deleted ones."""
    rows = Conversation.objects.filter(id__in=conversation_ids, deleted_at=None)
    return dict(rows.values_list("id", "rev"))
