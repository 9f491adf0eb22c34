"""Moving many watermarks, of many people in many conversations, in one transaction.

Only the members' own rows are locked, in one order: receipts do not queue behind sends.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from chatty.core.clock import now, wire_time
from chatty.core.errors import NotFound, Refusal
from chatty.core.group_commit import LATER, GroupCommitter, Later
from chatty.core.limits import limits
from chatty.core.prepared import run_prepared
from chatty.core.rate_limit import per_minute
from chatty.realtime.publish import publish
from chatty.realtime.topics import conversation_topic, user_topic
from conversations.events import PersonalStateUpdated
from conversations.queries.standings import Pair
from messaging.events import ReceiptUpdated
from messaging.models import ReceiptKind
from messaging.operations.callers import Asking, write_proved
from messaging.queries.watermarks import Mark, lock_marks, read_unread

_MOVE = """
UPDATE memberships SET read_seq = new.read_seq, delivered_seq = new.delivered_seq,
  read_at = CASE WHEN new.read_seq > memberships.read_seq THEN %(at)s ELSE read_at END,
  delivered_at =
    CASE WHEN new.delivered_seq > memberships.delivered_seq THEN %(at)s ELSE delivered_at END,
  marked_unread = new.marked_unread
FROM unnest(
  %(rooms)s::uuid[], %(people)s::uuid[], %(reads)s::bigint[], %(deliveries)s::bigint[],
  %(marks)s::boolean[]
) AS new (room, person, read_seq, delivered_seq, marked_unread)
WHERE memberships.conversation_id = new.room AND memberships.user_id = new.person
"""
# Within a few seconds the last step of a history is moved instead of a new one made.
_REMEMBER = """
WITH last AS (
  SELECT step.*, known.up_to_seq, known.at
  FROM unnest(%(rooms)s::uuid[], %(people)s::uuid[], %(kinds)s::text[], %(seqs)s::bigint[])
    AS step (room, person, kind, seq)
  LEFT JOIN LATERAL (
    SELECT up_to_seq, at FROM receipts
    WHERE conversation_id = step.room AND user_id = step.person AND kind = step.kind
    ORDER BY up_to_seq DESC LIMIT 1
  ) AS known ON true
), moved AS (
  UPDATE receipts SET up_to_seq = last.seq FROM last
  WHERE receipts.conversation_id = last.room AND receipts.user_id = last.person
    AND receipts.kind = last.kind AND receipts.up_to_seq = last.up_to_seq
    AND last.at > %(recent)s
)
INSERT INTO receipts (conversation_id, user_id, kind, up_to_seq, at)
SELECT room, person, kind, seq, %(at)s FROM last WHERE at IS NULL OR at <= %(recent)s
"""


@dataclass(frozen=True, slots=True)
class Watermarks:
    """Where a member stands."""

    delivered_seq: int
    read_seq: int


@dataclass(frozen=True, slots=True)
class Marking:
    """How far somebody has come. `asking`: still to be proved and charged (sockets)."""

    actor_id: uuid.UUID
    conversation_id: uuid.UUID
    delivered_seq: int | None = None
    read_seq: int | None = None
    asking: Asking | None = None

    @property
    def pair(self) -> Pair:
        """Whose watermark, where."""
        return (self.conversation_id, self.actor_id)


def write_receipts(
    markings: Sequence[Marking], /, *, wait: bool
) -> list[Watermarks | Refusal | Later]:
    """`chatty.core.group_commit.Write` of receipts. In the list: NotFound, and, where a session is
    named, NotAuthenticated, Suspended, RateLimited.
    """
    rate = per_minute(limits.reads_per_minute)
    return write_proved(markings, partial(_write, wait=wait), bucket="reads", rate=rate)


RECEIPTS: GroupCommitter[Marking, Watermarks | Refusal] = GroupCommitter("receipts", write_receipts)


@transaction.atomic
def _write(markings: Sequence[Marking], *, wait: bool) -> list[Watermarks | Refusal | Later]:
    marks, busy = lock_marks({marking.pair for marking in markings}, wait=wait)
    answers: list[Watermarks | Refusal | Later] = []
    for marking in markings:
        if marking.pair in busy:
            answers.append(LATER)
        elif (mark := marks.get(marking.pair)) is None:
            answers.append(NotFound("There is no such conversation."))
        else:
            _raise(mark, marking)
            answers.append(Watermarks(mark.delivered_seq, mark.read_seq))
    moved = [mark for mark in marks.values() if mark.has_moved]
    if moved:
        _store(moved, now())
    return answers


def _raise(mark: Mark, marking: Marking) -> None:
    """Move a watermark up: never down, never beyond the last message. Reading is receiving."""
    last = mark.last_seq
    read = max(mark.read_seq, min(marking.read_seq or 0, last))
    delivered = max(mark.delivered_seq, min(marking.delivered_seq or 0, last), read)
    # Who marked it as unread and then reads it, if only to where they had come, has read.
    if marking.read_seq is not None and min(marking.read_seq, last) >= mark.read_seq:
        mark.marked_unread = False
    mark.read_seq, mark.delivered_seq = read, delivered


def _store(moved: Sequence[Mark], at: datetime) -> None:
    run_prepared(
        _MOVE,
        {
            "rooms": [mark.conversation_id for mark in moved],
            "people": [mark.user_id for mark in moved],
            "reads": [mark.read_seq for mark in moved],
            "deliveries": [mark.delivered_seq for mark in moved],
            "marks": [mark.marked_unread for mark in moved],
            "at": at,
        },
    )
    # A large conversation would turn each reading into a broadcast and a table of its own; and
    # in a space nobody is told how far others have read.
    told = [
        mark
        for mark in moved
        if mark.has_risen
        and not mark.is_in_space
        and mark.members_count <= limits.receipt_history_members
    ]
    _remember(told, at)
    for mark in told:
        publish(
            conversation_topic(mark.conversation_id),
            ReceiptUpdated(str(mark.user_id), mark.delivered_seq, mark.read_seq, wire_time(at)),
            conversation_id=mark.conversation_id,
        )
    _tell_own_devices([mark for mark in moved if mark.has_read])


def _remember(told: Sequence[Mark], at: datetime) -> None:
    steps = [
        (mark, kind, seq)
        for mark in told
        for kind, before, seq in (
            (ReceiptKind.DELIVERED, mark.before.delivered_seq, mark.delivered_seq),
            (ReceiptKind.READ, mark.before.read_seq, mark.read_seq),
        )
        if seq > before
    ]
    if steps:
        run_prepared(
            _REMEMBER,
            {
                "rooms": [mark.conversation_id for mark, _, _ in steps],
                "people": [mark.user_id for mark, _, _ in steps],
                "kinds": [str(kind) for _, kind, _ in steps],
                "seqs": [seq for _, _, seq in steps],
                "at": at,
                "recent": at - timedelta(seconds=limits.receipt_history_seconds),
            },
        )


def _tell_own_devices(marks: Sequence[Mark]) -> None:
    unread = read_unread(marks)
    for mark in marks:
        left = unread[mark.pair]
        state = {
            "last_read_seq": mark.read_seq,
            "unread_count": left.messages,
            "mention_count": left.mentions,
            "marked_unread": mark.marked_unread,
            # Messages are told on a topic of their own, before or after this.
            "as_of_rev": left.as_of_rev,
        }
        publish(
            user_topic(mark.user_id),
            PersonalStateUpdated(str(mark.conversation_id), state),
            conversation_id=mark.conversation_id,
        )
