"""Whom names mean."""

import uuid
from collections.abc import Collection

from conversations.access import Holder
from conversations.models import Membership


def members_named(usernames: Collection[str], *, within: Holder) -> dict[str, uuid.UUID]:
    """The present members of the conversation with these usernames."""
    return dict(
        Membership.objects.filter(
            conversation_id=within.conversation_id, left_at=None, user__username__in=usernames
        ).values_list("user__username", "user_id")
    )
