"""Reading everything at once: every own watermark to its end, in a handful of queries."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Q

from accounts.events import AccountUpdated
from accounts.models import User
from chatty.core.clock import now, wire_time
from chatty.core.jobs.outbox import start_job
from chatty.core.limits import limits
from chatty.realtime.publish import publish
from chatty.realtime.topics import conversation_topic, user_topic
from conversations.events import PersonalStateUpdated
from conversations.models import Membership
from conversations.queries.channels import unread_channels
from conversations.queries.standings import make_rows, standings_of
from messaging.events import ReceiptUpdated
from messaging.models import ReceiptKind

# `place` is where each watermark goes: the last message when the rows were locked, not now.
_MOVE = """
UPDATE memberships SET
  read_at = CASE WHEN read_seq < place.seq THEN %(at)s ELSE read_at END,
  read_seq = GREATEST(read_seq, place.seq),
  delivered_at = CASE WHEN delivered_seq < place.seq THEN %(at)s ELSE delivered_at END,
  delivered_seq = GREATEST(delivered_seq, place.seq),
  marked_unread = false
FROM unnest(%(rooms)s::uuid[], %(seqs)s::bigint[]) AS place (room, seq)
WHERE memberships.conversation_id = place.room AND memberships.user_id = %(user)s
"""
_REMEMBER = """
INSERT INTO receipts (conversation_id, user_id, kind, up_to_seq, at)
SELECT room, %(user)s, kind, seq, %(at)s
FROM unnest(%(rooms)s::uuid[], %(kinds)s::text[], %(seqs)s::bigint[]) AS step (room, kind, seq)
ON CONFLICT DO NOTHING
"""


def read_all(*, actor: User) -> int:
    """Read every conversation to its last message and clear every mark of unread; how many moved.

    Others hear of it where they hear of any receipt. Own devices hear of each conversation, or,
    where that would be a flood, that they should ask `sync`.
    """
    with transaction.atomic():
        channels = unread_channels(viewer=actor)
        make_rows(standings_of([(channel_id, actor.id) for channel_id in channels]))
        # Always in the same order, so that two devices that do this at once wait, and no more.
        rows = list(
            Membership.with_channels.select_for_update(of=("self",))
            .select_related("conversation")
            .filter(
                Q(read_seq__lt=F("conversation__last_seq")) | Q(marked_unread=True),
                Q(space_id=None) | Q(conversation_id__in=channels),
                user_id=actor.id,
                left_at=None,
            )
            .order_by("conversation_id")
        )
        if not rows:
            return 0
        at = now()
        _move(actor, rows, at)
        _remember(actor, rows, at)
        if len(rows) <= limits.read_all_events:
            for row in rows:
                _tell_own_devices(row)
            tell_receipts(user_id=actor.id, at=at)
        else:
            # Thousands of events at once would hold up everybody else's: a worker tells others.
            publish(user_topic(actor.id), AccountUpdated("conversations"))
            start_job("messaging.tell_receipts", user_id=str(actor.id), at=at.isoformat())
        return len(rows)


def tell_receipts(*, user_id: uuid.UUID, at: datetime) -> None:
    """Tell others of all that a person read at that instant, where receipts are told at all."""
    rows = Membership.objects.filter(
        user_id=user_id,
        left_at=None,
        read_at=at,
        conversation__members_count__lte=limits.receipt_history_members,
    )
    for row in rows.only("conversation_id", "user_id", "delivered_seq", "read_seq"):
        publish(
            conversation_topic(row.conversation_id),
            ReceiptUpdated(str(user_id), row.delivered_seq, row.read_seq, wire_time(at)),
            conversation_id=row.conversation_id,
        )


def _move(actor: User, rows: Sequence[Membership], at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            {
                "at": at,
                "user": actor.id,
                "rooms": [row.conversation_id for row in rows],
                "seqs": [row.conversation.last_seq for row in rows],
            },
        )


def _remember(actor: User, rows: Sequence[Membership], at: datetime) -> None:
    """The history of what moved, in conversations small enough to have one."""
    steps: list[tuple[uuid.UUID, str, int]] = []
    for row in rows:
        last, name = row.conversation.last_seq, row.conversation_id
        is_large = row.conversation.members_count > limits.receipt_history_members
        if is_large or row.space_id is not None:
            continue
        if row.delivered_seq < last:
            steps.append((name, ReceiptKind.DELIVERED, last))
        if row.read_seq < last:
            steps.append((name, ReceiptKind.READ, last))
    if not steps:
        return
    rooms, kinds, seqs = (list(column) for column in zip(*steps, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            _REMEMBER, {"user": actor.id, "at": at, "rooms": rooms, "kinds": kinds, "seqs": seqs}
        )


def _tell_own_devices(row: Membership) -> None:
    state = {
        "last_read_seq": max(row.read_seq, row.conversation.last_seq),
        "unread_count": 0,
        "mention_count": 0,
        "marked_unread": False,
        "as_of_rev": row.conversation.rev,
    }
    publish(
        user_topic(row.user_id),
        PersonalStateUpdated(str(row.conversation_id), state),
        conversation_id=row.conversation_id,
    )
