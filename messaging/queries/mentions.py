"""Whom names mean."""

import uuid
from collections.abc import Collection

from conversations.access import Holder
from conversations.models import Membership, SpaceMember
from conversations.queries.standings import people_who_see


def members_named(usernames: Collection[str], *, within: Holder) -> dict[str, uuid.UUID]:
    """The present members of the conversation with these usernames; in a space's channel those who
    may see it.
    """
    space_id = within.conversation.space_id
    if space_id is not None:
        named = dict(
            SpaceMember.objects.filter(
                space_id=space_id, left_at=None, user__username__in=usernames
            ).values_list("user__username", "user_id")
        )
        seeing = people_who_see(within.conversation_id, space_id=space_id, user_ids=named.values())
        return {name: user_id for name, user_id in named.items() if user_id in seeing}
    return dict(
        Membership.objects.filter(
            conversation_id=within.conversation_id, left_at=None, user__username__in=usernames
        ).values_list("user__username", "user_id")
    )
