"""What threads say of their answers when some of these go, or come back."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from conversations.models import Conversation
from conversations.operations.announce import save_rev
from messaging.events import MessageUpdated
from messaging.models import Message
from messaging.operations.announce import announce_message
from messaging.queries.lifetimes import living
from messaging.queries.messages import surroundings
from messaging.queries.thread_roots import newest_answers
from messaging.rules.threads import retold


@dataclass(frozen=True, slots=True)
class Shift:
    """How many answers a thread has more (or less, below 0), and which place in the timeline they
    stand at.
    """

    count: int
    seqs: Collection[int]


def count_answer(
    conversation: Conversation, answer: Message, *, by: uuid.UUID | None, more: int
) -> None:
    """One answer went (`more` is -1) or came back (1), in a conversation that is locked."""
    if answer.thread_id is not None:
        shift = Shift(more, [answer.seq or 0])
        count_answers(conversation, {answer.thread_id: shift}, by=by, is_purge=False)


def count_answers(
    conversation: Conversation,
    shifts: dict[uuid.UUID, Shift],
    *,
    by: uuid.UUID | None,
    is_purge: bool,
) -> None:
    """Correct the first messages of threads, by their ids, as far as they are still there. `by`:
    who is to be named; None where time alone did it (`is_purge`), and where nobody is to know.
    """
    if not shifts:
        return
    rows = Message.objects.filter(living(), conversation_id=conversation.id, id__in=shifts)
    for root in rows.order_by("seq"):
        _shift(root, shifts[root.id], is_purge=is_purge)
        root.rev = save_rev(conversation)
        root.save(update_fields=["rev", "thread"])
        name = None if by is None else str(by)
        announce_message(
            root,
            surroundings([root], viewer_id=None),
            lambda shared: MessageUpdated(shared, by=name, change="thread"),  # noqa: B023 - called at once
        )


def _shift(root: Message, shift: Shift, *, is_purge: bool) -> None:
    known = root.thread or {"count": 0, "last_seq": 0}
    count = known["count"] + shift.count
    if count > 0 and is_purge and max(shift.seqs) < known["last_seq"]:
        # Whoever wrote last still did, and a purge of many answers has no time for more.
        root.thread = {**known, "count": count}
    else:
        root.thread = retold(count, newest_answers(root.conversation_id, root.id))
