"""Purging: what has lived as long as it may (`messaging.rules.lifetime`) goes for good.

In batches, each a transaction that holds its conversation as a send does and tells it what went.
After each the caller rests as long as it took, so that those who write hardly notice.
"""

import time
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db import transaction

from chatty.core.clock import now
from chatty.core.limits import limits
from chatty.core.prepared import Rows, run_prepared
from chatty.realtime.publish import Event, Unseen, publish
from chatty.realtime.topics import conversation_topic
from conversations.models import Conversation
from conversations.operations.announce import save_rev
from messaging.events import MessagesPurged
from messaging.models import PurgedRange
from messaging.operations.thread_counts import Shift, count_answers
from messaging.queries.lifetimes import (
    conversations_with_old,
    expired_messages,
    old_messages,
)
from messaging.rules.ranges import Range, merged, runs

# Edits, mentions, reactions and all else that belongs to a message goes with it, in the database.
_DELETE = """
DELETE FROM messages WHERE conversation_id = %(room)s AND seq = ANY(%(seqs)s)
RETURNING seq, CASE WHEN deleted_at IS NULL THEN thread_id END
"""
# Whoever had read all that stood before what went has nothing left of it to read. In one order, as
# all who lock these rows.
_READ = """
UPDATE memberships SET read_seq = %(last)s
FROM (
  SELECT user_id FROM memberships
  WHERE conversation_id = %(room)s AND read_seq >= %(first)s - 1 AND read_seq < %(last)s
  ORDER BY user_id FOR NO KEY UPDATE
) AS behind
WHERE memberships.conversation_id = %(room)s AND memberships.user_id = behind.user_id
"""
# Of what was deleted for everyone, and can no longer be brought back.
_FORGET = """
WITH gone AS (
  DELETE FROM deleted_messages WHERE (conversation_id, message_id) IN (
    SELECT conversation_id, message_id FROM deleted_messages
    WHERE purge_at <= %(at)s ORDER BY purge_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
  )
  RETURNING conversation_id, message_id
), votes AS (
  DELETE FROM poll_votes USING gone
  WHERE poll_votes.conversation_id = gone.conversation_id
    AND poll_votes.message_id = gone.message_id
), ballots AS (
  DELETE FROM poll_ballots USING gone
  WHERE poll_ballots.conversation_id = gone.conversation_id
    AND poll_ballots.message_id = gone.message_id
), edits AS (
  DELETE FROM message_edits USING gone
  WHERE message_edits.conversation_id = gone.conversation_id
    AND message_edits.message_id = gone.message_id
)
SELECT count(*) FROM gone
"""
_FIRST = uuid.UUID(int=0)


def purge_expired() -> bool:
    """Purge what disappears by now, and forget what was deleted long enough ago, for at most
    `limits.purge_run_seconds`; whether all of it is done.
    """
    until = time.monotonic() + limits.purge_run_seconds
    most = limits.purge_messages
    while time.monotonic() < until:
        due = expired_messages(at=now(), limit=most)
        for room, seqs in due.items():
            _purge_and_rest(room, seqs)
        forgotten = _forget(most)
        if sum(map(len, due.values())) < most and forgotten < most:
            return True
    return False


def purge_old() -> bool:
    """Purge what is older than conversations, spaces and the instance keep it, for at most
    `limits.purge_run_seconds`; whether all of it is done.
    """
    until = time.monotonic() + limits.purge_run_seconds
    for room, seqs in _old_batches():
        _purge_and_rest(room, seqs)
        if time.monotonic() >= until:
            return False
    return True


def purge(conversation_id: uuid.UUID, seqs: Sequence[int]) -> int:
    """Delete these messages of a conversation, and tell it; how many there were."""
    with transaction.atomic():
        conversation = (
            Conversation.objects.select_for_update(no_key=True).filter(id=conversation_id).first()
        )
        rows = run_prepared(_DELETE, {"room": conversation_id, "seqs": list(seqs)})
        if conversation is None or not rows:
            return 0
        gone = runs(sorted(seq for seq, _ in rows))
        rev = save_rev(conversation)
        for one in gone:
            _note(conversation, one, rev)
        # Whoever came later than all of it hears that something changed, and no more.
        veils: dict[int, Event] = {gone[-1].last: Unseen()}
        publish(
            conversation_topic(conversation_id),
            MessagesPurged(tuple(gone)),
            conversation_id=conversation_id,
            rev=rev,
            veils=veils,
        )
        count_answers(conversation, _answers(rows), by=None, is_purge=True)
        return len(rows)


def _answers(rows: Rows) -> dict[uuid.UUID, Shift]:
    """Of what went (places, with the thread that stood there) what each thread lost."""
    lost: dict[uuid.UUID, list[int]] = defaultdict(list)
    for seq, thread_id in rows:
        if thread_id is not None:
            lost[thread_id].append(seq)
    return {thread_id: Shift(-len(seqs), seqs) for thread_id, seqs in lost.items()}


def _note(conversation: Conversation, gone: Range, rev: int) -> None:
    """Keep what went, one row a stretch: stretches that meet become one."""
    about = PurgedRange.objects.filter(
        conversation_id=conversation.id, from_seq__lte=gone.last + 1, to_seq__gte=gone.first - 1
    )
    known = [Range(row.from_seq, row.to_seq) for row in about]
    whole = merged([*known, gone])
    about.delete()
    PurgedRange.objects.create(
        conversation_id=conversation.id, from_seq=whole.first, to_seq=whole.last, rev=rev
    )
    # Among many, as in spaces, that would hold up those who write; there opening it counts it read.
    is_small = conversation.members_count <= limits.receipt_history_members
    if is_small and conversation.space_id is None:
        place = {"room": conversation.id, "first": whole.first, "last": whole.last}
        run_prepared(_READ, place)


def _purge_and_rest(conversation_id: uuid.UUID, seqs: Sequence[int]) -> None:
    started = time.monotonic()
    purge(conversation_id, seqs)
    time.sleep(min(time.monotonic() - started, limits.purge_run_seconds))


def _old_batches() -> Iterator[tuple[uuid.UUID, list[int]]]:
    most, after = limits.purge_messages, _FIRST
    going = True
    while going:
        keeping, following = conversations_with_old(at=now(), after=after)
        for room, before in keeping:
            while seqs := old_messages(room, before=before, limit=most):
                yield room, seqs
                if len(seqs) < most:
                    break
        going, after = following is not None, following or after


def _forget(most: int) -> int:
    with transaction.atomic():
        ((count,),) = run_prepared(_FORGET, {"at": now(), "limit": most})
    return int(count)
