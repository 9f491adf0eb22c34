"""Which conversations changed for a person since a snapshot: the part of /sync that lists them.

Rows carry the transaction that last changed them; the account cursor carries the oldest
transaction that was still running at its snapshot. Whatever was written by that one or a later one
may be new to the client. That is at worst a little too much and never too little, in whatever
order transactions commit.
"""

import uuid
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from conversations.models import Membership


@dataclass(frozen=True, slots=True)
class ConversationChanges:
    """Memberships whose conversation or personal state changed, and conversations that are gone."""

    changed: list[Membership]
    removed: list[uuid.UUID]
    last_id: uuid.UUID | None


def conversation_changes(
    *, viewer: User, since_xid: int, after: uuid.UUID | None, limit: int
) -> ConversationChanges:
    """At most `limit` by id after `after`; `last_id` continues, None when that was all."""
    rows = Membership.objects.select_related("conversation").filter(user_id=viewer.id)
    if since_xid:
        rows = rows.filter(
            Q(changed_xid__gte=since_xid)
            | Q(left_at=None, conversation__changed_xid__gte=since_xid)
        )
    else:
        rows = rows.filter(left_at=None)
    if after is not None:
        rows = rows.filter(conversation_id__gt=after)
    found = list(rows.order_by("conversation_id")[: limit + 1])
    page = found[:limit]
    return ConversationChanges(
        changed=[row for row in page if row.left_at is None],
        removed=[row.conversation_id for row in page if row.left_at is not None],
        last_id=page[-1].conversation_id if len(found) > limit else None,
    )


def memberships_of(viewer: User, conversation_ids: list[uuid.UUID]) -> dict[uuid.UUID, Membership]:
    """The viewer's memberships among these; foreign ids are simply missing."""
    rows = Membership.objects.select_related("conversation").filter(
        user_id=viewer.id, left_at=None, conversation_id__in=conversation_ids
    )
    return {row.conversation_id: row for row in rows}
