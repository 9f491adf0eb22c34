"""What people may do in channels of spaces, many at once: there no row says so, roles do."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from chatty.core.prepared import run_prepared
from conversations.access.structures import structure_of, structures_of

Pair = tuple[uuid.UUID, uuid.UUID]

# Of (channel, person) pairs those whose person is in the channel's space.
_IN_SPACES = """
SELECT c.id, sm.user_id, sm.role_ids, s.id, s.structure, s.members_count,
  (mark.seqs ->> c.id::text)::bigint
FROM unnest(%(rooms)s::uuid[], %(people)s::uuid[]) AS wanted (room, person)
JOIN conversations c ON c.id = wanted.room
JOIN spaces s ON s.id = c.space_id
JOIN space_members sm ON sm.space_id = s.id AND sm.user_id = wanted.person
LEFT JOIN space_marks mark ON mark.id = sm.mark_id
WHERE sm.left_at IS NULL AND s.deleted_at IS NULL AND c.deleted_at IS NULL
"""
_ROLES = """
SELECT sm.user_id, sm.role_ids, s.structure FROM space_members sm
JOIN spaces s ON s.id = sm.space_id
WHERE sm.space_id = %(space)s AND sm.user_id = ANY(%(people)s) AND sm.left_at IS NULL
"""
# Whoever is there already keeps what they have.
_MAKE_ROWS = """
INSERT INTO memberships (
  conversation_id, user_id, space_id, role, allow, deny, left_reason, rev, read_seq, delivered_seq,
  visible_from_seq, pinned, archived, folder, notification_level
)
SELECT room, person, space, 'MEMBER', '[]'::jsonb, '[]'::jsonb, '', 0, seen, seen, 1, false, false,
  '', 'default'
FROM unnest(%(rooms)s::uuid[], %(people)s::uuid[], %(spaces)s::uuid[], %(seen)s::bigint[])
  AS new (room, person, space, seen)
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A person who may see a channel. `seen_seq`: what was said before they came to the space."""

    space_id: uuid.UUID
    permissions: frozenset[str]
    members_count: int
    seen_seq: int


def standings_of(pairs: Collection[Pair]) -> dict[Pair, Standing]:
    """The standings of these (channel, person) pairs; those who may not look are not in it."""
    if not pairs:
        return {}
    wanted = {"rooms": [room for room, _ in pairs], "people": [person for _, person in pairs]}
    rows = run_prepared(_IN_SPACES, wanted)
    rules = structures_of({row[3]: row[4] for row in rows})
    found: dict[Pair, Standing] = {}
    for room, person, role_ids, space_id, _stamp, members_count, seen in rows:
        by_channel = rules[space_id].permissions_by_channel(user_id=person, role_ids=role_ids)
        if (held := by_channel.get(room)) is not None:
            found[room, person] = Standing(space_id, held, members_count, seen or 0)
    return found


def make_rows(standings: Mapping[Pair, Standing]) -> None:
    """Give those who have none yet the row that personal state needs."""
    if standings:
        # In one order, by conversation and person: two who make the same rows at once wait for each
        # other's first, and never crosswise.
        pairs = sorted(standings)
        # Where it is there already, this is a look at an index.
        run_prepared(
            _MAKE_ROWS,
            {
                "rooms": [room for room, _ in pairs],
                "people": [person for _, person in pairs],
                "spaces": [standings[pair].space_id for pair in pairs],
                "seen": [standings[pair].seen_seq for pair in pairs],
            },
        )


def people_who_see(
    channel_id: uuid.UUID, *, space_id: uuid.UUID, user_ids: Collection[uuid.UUID]
) -> set[uuid.UUID]:
    """Those of these people who are in the space and may see the channel."""
    if not user_ids:
        return set()
    rows = run_prepared(_ROLES, {"space": space_id, "people": list(user_ids)})
    if not rows:
        return set()
    rules = structure_of(space_id, rows[0][2])
    return {
        person
        for person, role_ids, _ in rows
        if channel_id in rules.permissions_by_channel(user_id=person, role_ids=role_ids)
    }
