"""Which conversations and spaces changed for a person since a snapshot: the part of /sync that
lists them.

Rows carry the transaction that last changed them; the account cursor carries the oldest
transaction that was still running at its snapshot. Whatever was written by that one or a later one
may be new to the client. That is at worst a little too much and never too little, in whatever
order transactions commit.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from chatty.core.acting import acting_as_program
from chatty.core.limits import limits
from chatty.core.prepared import run_prepared
from conversations.models.rows import ROW_COLUMNS, MembershipRow, membership_row
from conversations.queries.channels import channels_changed, revs_of_channels

# Whatever changed, and what is gone; all that is there for a client that knows nothing.
_CHANGED = f"""
SELECT {ROW_COLUMNS} FROM memberships m JOIN conversations c ON c.id = m.conversation_id
WHERE m.user_id = %(viewer)s AND m.conversation_id > %(after)s AND m.space_id IS NULL
  AND (m.changed_xid >= %(since)s OR (m.left_at IS NULL AND c.changed_xid >= %(since)s))
ORDER BY m.conversation_id LIMIT %(limit)s
"""  # noqa: S608 - the columns of our rows
_ALL = f"""
SELECT {ROW_COLUMNS} FROM memberships m JOIN conversations c ON c.id = m.conversation_id
WHERE m.user_id = %(viewer)s AND m.conversation_id > %(after)s AND m.space_id IS NULL
  AND m.left_at IS NULL
ORDER BY m.conversation_id LIMIT %(limit)s
"""  # noqa: S608 - the columns of our rows
_REVS = """
SELECT m.conversation_id::text, c.rev
FROM memberships m JOIN conversations c ON c.id = m.conversation_id
WHERE m.user_id = %(viewer)s AND m.left_at IS NULL AND m.space_id IS NULL
  AND m.conversation_id = ANY(%(rooms)s::text[]::uuid[])
"""
# Where nothing but the count of its members changed, that is told alone: else each who joins would
# send the whole space to everyone in it.
_SPACES = """
SELECT sm.space_id, sm.left_at IS NULL AND s.deleted_at IS NULL,
  sm.changed_xid >= %(since)s OR s.changed_xid >= %(since)s, s.members_count
FROM space_members sm JOIN spaces s ON s.id = sm.space_id
WHERE sm.user_id = %(viewer)s AND sm.space_id > %(after)s
  AND (
    sm.changed_xid >= %(since)s OR s.changed_xid >= %(since)s
    OR (s.counted_xid >= %(since)s AND sm.left_at IS NULL AND s.deleted_at IS NULL)
  )
ORDER BY sm.space_id LIMIT %(limit)s
"""
# Their members' rows are looked at one by one: receipts are told of small conversations alone, and
# never in spaces.
_READ_ON = """
SELECT c.id::text FROM conversations c
WHERE c.id = ANY(%(rooms)s::text[]::uuid[]) AND c.members_count <= %(most)s
  AND c.space_id IS NULL AND EXISTS (
  SELECT FROM memberships m WHERE m.conversation_id = c.id AND m.user_id <> %(viewer)s
    AND m.left_at IS NULL AND m.changed_xid >= %(since)s)
"""
_BEFORE_ALL = uuid.UUID(int=0)


@dataclass(frozen=True, slots=True)
class ConversationChanges:
    """Memberships whose conversation or personal state changed, and conversations that are gone."""

    changed: list[MembershipRow]
    removed: list[uuid.UUID]
    last_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class SpaceChanges:
    """Spaces that changed, whole, spaces that are gone, by id, and of others in which somebody came
    or went, how many are there now.
    """

    changed: list[uuid.UUID]
    removed: list[uuid.UUID]
    counted: dict[uuid.UUID, int]
    last_id: uuid.UUID | None


def conversation_changes(
    *, viewer: User, since_xid: int, after: uuid.UUID | None, limit: int
) -> ConversationChanges:
    """At most `limit` by id after `after`; `last_id` continues, None when that was all.

    Channels of spaces among them, unless the space itself changed: then they come with it. One that
    its viewer may not see any more is not named: it came with a change of the space.
    """
    bounds: dict[str, Any] = {
        "viewer": viewer.id,
        "after": after or _BEFORE_ALL,
        "limit": limit + 1,
    }
    # The viewer's own rows, also of what they may not see any more: that they are told.
    with acting_as_program():
        found = (
            run_prepared(_CHANGED, {**bounds, "since": since_xid})
            if since_xid
            else run_prepared(_ALL, bounds)
        )
    rows = [membership_row(row) for row in found[:limit]]
    channels, last = channels_changed(
        viewer=viewer, since_xid=since_xid, after=after or _BEFORE_ALL, limit=limit
    )
    # What lies beyond the end of either comes in the next round, in the order of both.
    ends = [rows[-1].conversation_id] if len(found) > limit else []
    ends += [last] if last is not None else []
    page = sorted([*rows, *channels], key=lambda row: row.conversation_id)
    page = [row for row in page if not ends or row.conversation_id <= min(ends)]
    if len(page) > limit:
        page = page[:limit]
        ends = [page[-1].conversation_id]
    return ConversationChanges(
        changed=[row for row in page if row.left_at is None],
        removed=[row.conversation_id for row in page if row.left_at is not None],
        last_id=min(ends) if ends else None,
    )


def space_changes(
    *, viewer: User, since_xid: int, after: uuid.UUID | None, limit: int
) -> SpaceChanges:
    """At most `limit` that changed or are gone, by id after `after`, and the counts between them;
    `last_id` continues, None when that was all.
    """
    most = limit + limits.spaces_per_person
    bounds: dict[str, Any] = {
        "viewer": viewer.id,
        "since": since_xid,
        "after": after or _BEFORE_ALL,
        "limit": most + 1,
    }
    with acting_as_program():
        found = run_prepared(_SPACES, bounds)
    # Counts are next to nothing beside whole spaces.
    heavy = [place for place, (_, _, has_changed, _) in enumerate(found) if has_changed]
    end = min(heavy[limit] if len(heavy) > limit else len(found), most)
    page = found[:end]
    return SpaceChanges(
        changed=[space_id for space_id, is_in, has_changed, _ in page if is_in and has_changed],
        # A client that knows nothing has nothing to forget.
        removed=[space_id for space_id, is_in, _, _ in page if not is_in and since_xid],
        counted={space_id: count for space_id, _, has_changed, count in page if not has_changed},
        last_id=page[-1][0] if end < len(found) else None,
    )


def revs_of(viewer: User, conversation_ids: list[str]) -> dict[str, int]:
    """The present `rev` of those of these conversations that the viewer may see; foreign ids are
    simply missing. Ids as text: a client may name thousands.
    """
    if not conversation_ids:
        return {}
    found: dict[str, int] = dict(
        run_prepared(_REVS, {"viewer": viewer.id, "rooms": conversation_ids})
    )
    missing = [name for name in conversation_ids if name not in found]
    return found | revs_of_channels(viewer=viewer, conversation_ids=missing)


def read_on(viewer: User, conversation_ids: list[str], *, since_xid: int) -> list[str]:
    """Those of these conversations, which the viewer may see, in which somebody else may have read
    on since a snapshot. No `rev` moves by that.
    """
    if not conversation_ids:
        return []
    given = {"viewer": viewer.id, "since": since_xid, "most": limits.receipts_in_changes}
    return [name for (name,) in run_prepared(_READ_ON, {**given, "rooms": conversation_ids})]
