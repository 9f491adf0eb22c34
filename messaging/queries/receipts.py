"""Who received and read a message, and when."""

from collections.abc import Iterable

from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from conversations.models import Membership
from messaging.access import Reached
from messaging.models import Message, Receipt, ReceiptKind
from messaging.wire import MessageReceipt


def list_receipts(reached: Reached, *, page: PageRequest) -> Page[MessageReceipt]:
    """Members other than the sender whose devices have the message, by id.

    Whose time began after it never had it, though their watermarks start above it.
    """
    message = reached.message
    rows = Membership.objects.filter(
        conversation_id=message.conversation_id,
        left_at=None,
        delivered_seq__gte=message.seq,
        visible_from_seq__lte=message.seq,
    ).exclude(user_id=message.sender_id)
    if page.after is not None:
        rows = rows.filter(user_id__gt=read_id_key(page.after[0]))
    members = list(rows.order_by("user_id")[: page.limit + 1])
    cut = cut_page(members, limit=page.limit, key=lambda row: [row.user_id])
    found = _with_times(cut.rows, message)
    return Page(rows=found, next=cut.next)


def _with_times(members: Iterable[Membership], message: Message) -> list[MessageReceipt]:
    """The time of each member's first step at or above `seq`; None where the history is trimmed.

    A step that began before the message was sent has been moved up to it since.
    """
    seq = message.seq or 0
    people = {member.user_id: member for member in members}
    steps = (
        Receipt.objects.filter(
            conversation_id=message.conversation_id, user_id__in=people, up_to_seq__gte=seq
        )
        .order_by("user_id", "kind", "up_to_seq")
        .distinct("user_id", "kind")
    )
    times = {(step.user_id, step.kind): max(step.at, message.created_at) for step in steps}
    return [
        MessageReceipt(
            user_id=user_id,
            is_read=member.read_seq >= seq,
            delivered_at=times.get((user_id, ReceiptKind.DELIVERED)),
            read_at=times.get((user_id, ReceiptKind.READ)),
        )
        for user_id, member in people.items()
    ]
