"""Watermarks: how far a member's devices have received, and the member has read."""

from accounts.models import User
from chatty.core.errors import NotFound
from chatty.core.ids import read_id
from messaging.operations.receipt_batch import RECEIPTS, Marking, Watermarks


def advance_receipts(
    *,
    actor: User,
    conversation_id: object,
    delivered_seq: int | None = None,
    read_seq: int | None = None,
) -> Watermarks:
    """Move the own watermarks up: never down, never beyond the last message. Reading is
    receiving. What many do at the same time is written together. NotFound, Unavailable.
    """
    known = read_id(conversation_id)
    if known is None:
        raise NotFound("There is no such conversation.")
    (answer,) = RECEIPTS.run([Marking(actor.id, known, delivered_seq, read_seq)])
    if isinstance(answer, Exception):
        raise answer
    return answer
