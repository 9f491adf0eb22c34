"""Those who are about to write in conversations, many at once, under the locks that order them."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson

from chatty.core.prepared import run_prepared
from conversations.queries.standings import Pair, Standing, make_rows, standings_of
from conversations.rules.permissions import at_rest, effective_permissions

# By id, so that no two of them ever wait for each other. No key: see `access.lock_conversation`.
_LOCK = """
SELECT id, type, settings::text, archived_at, last_seq, rev, space_id FROM conversations
WHERE id = ANY(%(rooms)s) ORDER BY id FOR NO KEY UPDATE
"""
_LOCK_FREE = f"{_LOCK} SKIP LOCKED"
_THERE = "SELECT id FROM conversations WHERE id = ANY(%(rooms)s)"
# After the conversations: whoever was removed meanwhile is gone. These rows are locked too, in
# one order, since watermarks move on them without the conversation's lock.
_SPEAKERS = """
SELECT m.conversation_id, m.user_id, m.role, m.allow::text, m.deny::text, m.visible_from_seq,
  m.sent_at
FROM unnest(%(rooms)s::uuid[], %(people)s::uuid[]) AS wanted (conversation_id, user_id)
JOIN memberships m ON m.conversation_id = wanted.conversation_id AND m.user_id = wanted.user_id
WHERE m.left_at IS NULL
ORDER BY m.conversation_id, m.user_id
FOR NO KEY UPDATE OF m
"""
_SPEAKERS_FREE = f"{_SPEAKERS} SKIP LOCKED"
_PRESENT = """
SELECT m.conversation_id, m.user_id
FROM unnest(%(rooms)s::uuid[], %(people)s::uuid[]) AS wanted (conversation_id, user_id)
JOIN memberships m ON m.conversation_id = wanted.conversation_id AND m.user_id = wanted.user_id
WHERE m.left_at IS NULL
"""


@dataclass(slots=True)
class Floor:
    """A locked conversation. Whoever writes counts `last_seq` and `rev` on."""

    id: uuid.UUID
    type: str
    settings: dict[str, Any]
    archived_at: datetime | None
    last_seq: int
    rev: int
    space_id: uuid.UUID | None


@dataclass(slots=True)
class Speaker:
    """A member, with what sending asks of a membership."""

    conversation: Floor
    user_id: uuid.UUID
    permissions: frozenset[str]
    visible_from_seq: int
    sent_at: datetime | None

    @property
    def conversation_id(self) -> uuid.UUID:
        """The conversation's id, by the name that it has on a membership."""
        return self.conversation.id


def lock_floors(
    ids: Collection[uuid.UUID], *, wait: bool
) -> tuple[dict[uuid.UUID, Floor], set[uuid.UUID]]:
    """Lock these conversations; without `wait` those that are free, beside the ids of those that
    are not.
    """
    wanted = {"rooms": list(ids)}
    rows = run_prepared(_LOCK if wait else _LOCK_FREE, wanted)
    floors = {row[0]: Floor(row[0], row[1], _settings(row[2]), *row[3:]) for row in rows}
    if wait or len(floors) == len(ids):
        return floors, set()
    there = {row[0] for row in run_prepared(_THERE, wanted)}
    return floors, there - floors.keys()


def lock_speakers(
    floors: dict[uuid.UUID, Floor], pairs: Collection[Pair], *, wait: bool
) -> tuple[dict[Pair, Speaker], set[Pair]]:
    """The present members among these (conversation, person) pairs of locked conversations;
    without `wait` those whose row is free, beside those whose is not.
    """
    # In a space roles say who is present; the rows are made for whoever has none yet.
    standings = standings_of([pair for pair in pairs if floors[pair[0]].space_id is not None])
    make_rows(standings)
    asked = [pair for pair in pairs if floors[pair[0]].space_id is None or pair in standings]
    if not asked:
        return {}, set()
    wanted = {"rooms": [room for room, _ in asked], "people": [person for _, person in asked]}
    rows = run_prepared(_SPEAKERS if wait else _SPEAKERS_FREE, wanted)
    speakers = {
        (row[0], row[1]): _speaker(floors[row[0]], row, standings.get((row[0], row[1])))
        for row in rows
    }
    if wait or len(speakers) == len(asked):
        return speakers, set()
    return speakers, present_pairs(asked) - speakers.keys()


def present_pairs(pairs: Collection[Pair]) -> set[Pair]:
    """Those of these (conversation, person) pairs that have a row; in a space's channel that
    proves nothing.
    """
    wanted = {"rooms": [room for room, _ in pairs], "people": [person for _, person in pairs]}
    return {(row[0], row[1]) for row in run_prepared(_PRESENT, wanted)}


def _speaker(floor: Floor, row: Sequence[Any], standing: Standing | None) -> Speaker:
    _room, user_id, role, allow, deny, first, sent_at = row
    is_archived = floor.archived_at is not None
    if standing is None:
        held = _permissions(floor.type, role, allow, deny, is_archived)
    else:
        held = at_rest(standing.permissions) if is_archived else standing.permissions
    return Speaker(floor, user_id, held, first, sent_at)


@lru_cache(maxsize=1_024)
def _permissions(kind: str, role: str, allow: str, deny: str, is_archived: bool) -> frozenset[str]:
    return effective_permissions(
        kind=kind,
        role=role,
        allow=orjson.loads(allow),
        deny=orjson.loads(deny),
        is_archived=is_archived,
    )


def _settings(text: str) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(text)
    return found
