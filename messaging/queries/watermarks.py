"""Watermarks about to be moved, many at once, and what they leave unread."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from chatty.core.limits import limits
from chatty.core.prepared import run_prepared
from conversations.access.kinds import channels_among
from conversations.queries.speakers import present_pairs
from conversations.queries.standings import Pair, make_rows, standings_of
from messaging.queries.own_states import COUNTED, Unread

# By conversation and person, so that no two of them ever wait for each other.
_LOCK = """
SELECT m.conversation_id, m.user_id, m.read_seq, m.delivered_seq, m.marked_unread,
  m.visible_from_seq, c.last_seq, c.rev, c.members_count, m.space_id IS NOT NULL
FROM unnest(%(rooms)s::uuid[], %(people)s::uuid[]) AS wanted (room, person)
JOIN memberships m ON m.conversation_id = wanted.room AND m.user_id = wanted.person
JOIN conversations c ON c.id = m.conversation_id
WHERE m.left_at IS NULL
ORDER BY m.conversation_id, m.user_id
FOR NO KEY UPDATE OF m
"""
_LOCK_FREE = f"{_LOCK} SKIP LOCKED"
# One statement, so that count and `rev` are of the same instant.
_UNREAD = """
SELECT wanted.conversation_id, wanted.person, counted.mentions, wanted.last, wanted.rev
FROM (
  SELECT room AS conversation_id, person, seen, last_seq AS last, rev
  FROM unnest(%(rooms)s::uuid[], %(people)s::uuid[], %(seen)s::bigint[]) AS w (room, person, seen)
  JOIN conversations ON conversations.id = w.room
) AS wanted
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a watermark stood when it was locked."""

    read_seq: int
    delivered_seq: int
    marked_unread: bool


@dataclass(slots=True)
class Mark:
    """A member's watermarks, to be moved in place."""

    conversation_id: uuid.UUID
    user_id: uuid.UUID
    read_seq: int
    delivered_seq: int
    marked_unread: bool
    visible_from_seq: int
    last_seq: int
    rev: int
    members_count: int
    is_in_space: bool
    before: Standing = field(init=False)

    def __post_init__(self) -> None:
        self.before = Standing(self.read_seq, self.delivered_seq, self.marked_unread)

    @property
    def pair(self) -> Pair:
        """Whose, and where."""
        return (self.conversation_id, self.user_id)

    @property
    def seen(self) -> int:
        """The last message that does not count as unread."""
        return max(self.read_seq, self.visible_from_seq - 1)

    @property
    def has_risen(self) -> bool:
        """Whether a watermark is higher than it was."""
        return (
            self.delivered_seq > self.before.delivered_seq or self.read_seq > self.before.read_seq
        )

    @property
    def has_read(self) -> bool:
        """Whether the person's other devices show it otherwise than before."""
        return self.read_seq > self.before.read_seq or (
            self.before.marked_unread and not self.marked_unread
        )

    @property
    def has_moved(self) -> bool:
        """Whether there is anything to store."""
        return self.has_risen or self.has_read


def lock_marks(pairs: Collection[Pair], *, wait: bool) -> tuple[dict[Pair, Mark], set[Pair]]:
    """Lock the watermarks of these present members; without `wait` those that are free, beside
    those that are not.
    """
    # In a space roles say who is present; the rows are made for whoever has none yet.
    channels = channels_among({room for room, _ in pairs})
    in_spaces = [pair for pair in pairs if pair[0] in channels]
    standings = standings_of(in_spaces)
    make_rows(standings)
    asked = set(pairs) - (set(in_spaces) - standings.keys())
    if not asked:
        return {}, set()
    wanted = {"rooms": [room for room, _ in asked], "people": [person for _, person in asked]}
    marks = {
        (row[0], row[1]): Mark(*row) for row in run_prepared(_LOCK if wait else _LOCK_FREE, wanted)
    }
    if wait or len(marks) == len(asked):
        return marks, set()
    return marks, present_pairs(asked) - marks.keys()


def read_unread(marks: Sequence[Mark]) -> dict[Pair, Unread]:
    """What these watermarks leave unread. No query for those who have read everything."""
    unread = {
        mark.pair: Unread(messages=0, mentions=0, as_of_rev=mark.rev)
        for mark in marks
        if mark.seen >= mark.last_seq
    }
    rest = [mark for mark in marks if mark.pair not in unread]
    if not rest:
        return unread
    rows = run_prepared(
        _UNREAD + COUNTED,
        {
            "rooms": [mark.conversation_id for mark in rest],
            "people": [mark.user_id for mark in rest],
            "seen": [mark.seen for mark in rest],
            "most": limits.mentions_counted,
        },
    )
    seen = {mark.pair: mark.seen for mark in rest}
    for room, person, mentions, last, rev in rows:
        messages = max(0, last - seen[room, person])
        unread[room, person] = Unread(messages=messages, mentions=mentions, as_of_rev=rev)
    return unread
