"""The channels of spaces that a person may see, with their own state in each."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from accounts.models import User
from chatty.core.prepared import Rows, run_prepared
from conversations.access.channel_counts import count_who_see_many
from conversations.access.structures import structures_of
from conversations.models.rows import (
    ROOM_AT,
    ROW_COLUMNS,
    ROW_COUNT,
    SPACE_AT,
    MembershipRow,
    channel_row,
)
from conversations.rules.permissions import channel_role, places_among

_CHANNELS = f"""
SELECT {ROW_COLUMNS}, sm.role_ids, s.structure, s.members_count,
  (mark.seqs ->> c.id::text)::bigint
FROM space_members sm
JOIN spaces s ON s.id = sm.space_id AND s.deleted_at IS NULL
JOIN conversations c ON c.space_id = s.id AND c.deleted_at IS NULL
LEFT JOIN memberships m ON m.conversation_id = c.id AND m.user_id = sm.user_id
LEFT JOIN space_marks mark ON mark.id = sm.mark_id
WHERE sm.user_id = %(viewer)s AND sm.left_at IS NULL
"""  # noqa: S608 - the columns of our rows
_OF_SPACES = f"{_CHANNELS} AND s.id = ANY(%(spaces)s)"
_UNREAD = f"""{_CHANNELS}
  AND (COALESCE(m.read_seq, (mark.seqs ->> c.id::text)::bigint, 0) < c.last_seq OR m.marked_unread)
"""
# Where the space changed, or the person's place in it, its channels come with it.
_CHANGED = f"""{_CHANNELS} AND c.id > %(after)s
  AND (c.changed_xid >= %(since)s OR m.changed_xid >= %(since)s)
  AND s.changed_xid < %(since)s AND sm.changed_xid < %(since)s
ORDER BY c.id LIMIT %(limit)s
"""
_REVS = """
SELECT c.id, c.rev, s.id, s.structure, sm.role_ids
FROM conversations c
JOIN spaces s ON s.id = c.space_id AND s.deleted_at IS NULL
JOIN space_members sm
  ON sm.space_id = s.id AND sm.user_id = %(viewer)s AND sm.left_at IS NULL
WHERE c.id = ANY(%(rooms)s::text[]::uuid[]) AND c.deleted_at IS NULL
"""


def list_channels(*, viewer: User, space_ids: Collection[uuid.UUID]) -> list[MembershipRow]:
    """The channels of these spaces that the viewer may see, by their places among these."""
    found = run_prepared(_OF_SPACES, {"viewer": viewer.id, "spaces": list(space_ids)})
    rows = _rows(viewer, found)
    return sorted(rows, key=lambda row: (row.conversation.position, row.conversation.id))


def unread_channels(*, viewer: User) -> list[uuid.UUID]:
    """The channels of the viewer's spaces that are unread, or marked so, by id."""
    rows = _rows(viewer, run_prepared(_UNREAD, {"viewer": viewer.id}))
    return sorted(row.conversation_id for row in rows)


def revs_of_channels(*, viewer: User, conversation_ids: Collection[str]) -> dict[str, int]:
    """The present `rev` of those of these that are channels of spaces which the viewer may see. Ids
    as text.
    """
    if not conversation_ids:
        return {}
    found = run_prepared(_REVS, {"viewer": viewer.id, "rooms": list(conversation_ids)})
    rules = structures_of({row[2]: row[3] for row in found})
    return {
        str(room): rev
        for room, rev, space_id, _, role_ids in found
        if room in rules[space_id].permissions_by_channel(user_id=viewer.id, role_ids=role_ids)
    }


def channels_changed(
    *, viewer: User, since_xid: int, after: uuid.UUID, limit: int
) -> tuple[list[MembershipRow], uuid.UUID | None]:
    """The channels of spaces that changed for the viewer, by id after `after`, of the next `limit`
    that there are; and the last of those where there may be more.
    """
    bounds: dict[str, Any] = {
        "viewer": viewer.id,
        "since": since_xid,
        "after": after,
        "limit": limit,
    }
    found = run_prepared(_CHANGED, bounds)
    last: uuid.UUID | None = found[-1][ROOM_AT] if len(found) == limit else None
    return _rows(viewer, found), last


def _rows(viewer: User, found: Rows) -> list[MembershipRow]:
    rules = structures_of({row[SPACE_AT]: row[ROW_COUNT + 1] for row in found})
    held: dict[uuid.UUID, Mapping[uuid.UUID, frozenset[str]]] = {}
    for values in found:
        space_id, known = values[SPACE_AT], rules.get(values[SPACE_AT])
        if known is not None and space_id not in held:
            held[space_id] = known.permissions_by_channel(
                user_id=viewer.id, role_ids=values[ROW_COUNT]
            )
    counts = count_who_see_many({space_id: (rules[space_id], of) for space_id, of in held.items()})
    places = {name: place for of in held.values() for name, place in places_among(of).items()}
    rows = []
    for values in found:
        _role_ids, _stamp, members_count, seen = values[ROW_COUNT:]
        space_id, known = values[SPACE_AT], rules.get(values[SPACE_AT])
        if known is None:
            continue
        room: uuid.UUID = values[ROOM_AT]
        if (standing := held[space_id].get(room)) is not None:
            rows.append(
                channel_row(
                    values[:ROW_COUNT],
                    user_id=viewer.id,
                    standing=standing,
                    role=channel_role(standing, is_owner=viewer.id == known.owner_id),
                    members_count=counts.get(room) or members_count,
                    place=places[room],
                    seen_seq=seen or 0,
                )
            )
    return rows
