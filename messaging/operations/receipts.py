"""Watermarks: how far a member's devices have received, and the member has read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from chatty.core.clock import now, wire_time
from chatty.core.errors import NotFound
from chatty.core.limits import limits
from chatty.realtime.publish import publish
from chatty.realtime.topics import conversation_topic, user_topic
from conversations.access import find_membership
from conversations.events import PersonalStateUpdated
from conversations.models import Membership
from messaging.events import ReceiptUpdated
from messaging.models import Receipt, ReceiptKind
from messaging.queries.own_states import unread_of


@dataclass(frozen=True, slots=True)
class Watermarks:
    """Where a member stands."""

    delivered_seq: int
    read_seq: int


def advance_receipts(
    *,
    actor: User,
    conversation_id: object,
    delivered_seq: int | None = None,
    read_seq: int | None = None,
) -> Watermarks:
    """Move the own watermarks up: never down, never beyond the last message. Reading is
    receiving.
    """
    with transaction.atomic():
        mine = find_membership(conversation_id, viewer=actor)
        # Only this row is locked: receipts do not queue behind sends.
        row = (
            Membership.objects.select_for_update()
            .filter(conversation_id=mine.conversation_id, user_id=actor.id, left_at=None)
            .first()
        )
        if row is None:
            raise NotFound("There is no such conversation.")
        row.conversation = mine.conversation
        last = mine.conversation.last_seq
        read = max(row.read_seq, min(read_seq or 0, last))
        delivered = max(row.delivered_seq, min(delivered_seq or 0, last), read)
        if (read, delivered) != (row.read_seq, row.delivered_seq):
            _advance(row, read=read, delivered=delivered, at=now())
        elif row.marked_unread and read_seq is not None and min(read_seq, last) >= read:
            # Who marked it as unread and then reads it, if only to where they had come, has read.
            row.marked_unread = False
            row.save(update_fields=["marked_unread"])
            _tell_own_devices(row)
        return Watermarks(delivered_seq=delivered, read_seq=read)


def _advance(row: Membership, *, read: int, delivered: int, at: datetime) -> None:
    fields = []
    steps = []
    if delivered > row.delivered_seq:
        row.delivered_seq, row.delivered_at = delivered, at
        fields += ["delivered_seq", "delivered_at"]
        steps.append((ReceiptKind.DELIVERED, delivered))
    has_read = read > row.read_seq
    if has_read:
        row.read_seq, row.read_at, row.marked_unread = read, at, False
        fields += ["read_seq", "read_at", "marked_unread"]
        steps.append((ReceiptKind.READ, read))
    row.save(update_fields=fields)
    # A large conversation would turn each reading into a broadcast and a table of its own.
    if row.conversation.members_count <= limits.receipt_history_members:
        for kind, seq in steps:
            _remember(row, kind=kind, seq=seq, at=at)
        publish(
            conversation_topic(row.conversation_id),
            ReceiptUpdated(str(row.user_id), delivered, read, wire_time(at)),
            conversation_id=row.conversation_id,
        )
    if has_read:
        _tell_own_devices(row)


def _remember(row: Membership, *, kind: ReceiptKind, seq: int, at: datetime) -> None:
    """A step of the history: within a few seconds the last one is moved instead of a new one
    made.
    """
    history = Receipt.objects.filter(
        conversation_id=row.conversation_id, user_id=row.user_id, kind=kind
    )
    last = history.order_by("-up_to_seq").first()
    if last is not None and at - last.at < timedelta(seconds=limits.receipt_history_seconds):
        history.filter(up_to_seq=last.up_to_seq).update(up_to_seq=seq)
        return
    Receipt.objects.create(
        conversation_id=row.conversation_id, user_id=row.user_id, kind=kind, up_to_seq=seq, at=at
    )


def _tell_own_devices(row: Membership) -> None:
    unread = unread_of(row)
    state = {
        "last_read_seq": row.read_seq,
        "unread_count": unread.messages,
        "mention_count": unread.mentions,
        "marked_unread": row.marked_unread,
        # Messages are told on a topic of their own, before or after this.
        "as_of_rev": unread.as_of_rev,
    }
    publish(
        user_topic(row.user_id),
        PersonalStateUpdated(str(row.conversation_id), state),
        conversation_id=row.conversation_id,
    )
