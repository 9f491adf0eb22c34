"""Which conversations changed for a person since a snapshot: the part of /sync that lists them.

Rows carry the transaction that last changed them; the account cursor carries the oldest
transaction that was still running at its snapshot. Whatever was written by that one or a later one
may be new to the client. That is at worst a little too much and never too little, in whatever
order transactions commit.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from chatty.core.prepared import run_prepared
from conversations.models import Membership
from conversations.models.rows import ROW_COLUMNS, MembershipRow, membership_row

# Whatever changed, and what is gone; all that is there for a client that knows nothing.
_CHANGED = f"""
SELECT {ROW_COLUMNS} FROM memberships m JOIN conversations c ON c.id = m.conversation_id
WHERE m.user_id = %(viewer)s AND m.conversation_id > %(after)s
  AND (m.changed_xid >= %(since)s OR (m.left_at IS NULL AND c.changed_xid >= %(since)s))
ORDER BY m.conversation_id LIMIT %(limit)s
"""  # noqa: S608 - the columns of our rows
_ALL = f"""
SELECT {ROW_COLUMNS} FROM memberships m JOIN conversations c ON c.id = m.conversation_id
WHERE m.user_id = %(viewer)s AND m.conversation_id > %(after)s AND m.left_at IS NULL
ORDER BY m.conversation_id LIMIT %(limit)s
"""  # noqa: S608 - the columns of our rows
_REVS = """
SELECT m.conversation_id::text, c.rev
FROM memberships m JOIN conversations c ON c.id = m.conversation_id
WHERE m.user_id = %(viewer)s AND m.left_at IS NULL
  AND m.conversation_id = ANY(%(rooms)s::text[]::uuid[])
"""
_BEFORE_ALL = uuid.UUID(int=0)


@dataclass(frozen=True, slots=True)
class ConversationChanges:
    """Memberships whose conversation or personal state changed, and conversations that are gone."""

    changed: list[MembershipRow]
    removed: list[uuid.UUID]
    last_id: uuid.UUID | None


def conversation_changes(
    *, viewer: User, since_xid: int, after: uuid.UUID | None, limit: int
) -> ConversationChanges:
    """At most `limit` by id after `after`; `last_id` continues, None when that was all."""
    bounds: dict[str, Any] = {
        "viewer": viewer.id,
        "after": after or _BEFORE_ALL,
        "limit": limit + 1,
    }
    found = (
        run_prepared(_CHANGED, {**bounds, "since": since_xid})
        if since_xid
        else run_prepared(_ALL, bounds)
    )
    page = [membership_row(row) for row in found[:limit]]
    return ConversationChanges(
        changed=[row for row in page if row.left_at is None],
        removed=[row.conversation_id for row in page if row.left_at is not None],
        last_id=page[-1].conversation_id if len(found) > limit else None,
    )


def revs_of(viewer: User, conversation_ids: list[str]) -> dict[str, int]:
    """The present `rev` of those of these conversations that the viewer is in; foreign ids are
    simply missing. Ids as text: a client may name thousands.
    """
    if not conversation_ids:
        return {}
    return dict(run_prepared(_REVS, {"viewer": viewer.id, "rooms": conversation_ids}))


def memberships_of(viewer: User, conversation_ids: list[uuid.UUID]) -> dict[uuid.UUID, Membership]:
    """The viewer's memberships among these."""
    rows = Membership.objects.select_related("conversation").filter(
        user_id=viewer.id, left_at=None, conversation_id__in=conversation_ids
    )
    return {row.conversation_id: row for row in rows} if conversation_ids else {}
