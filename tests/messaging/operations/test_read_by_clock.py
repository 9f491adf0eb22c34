"""What the clock sends is no sign that its author was there and read."""

import uuid
from datetime import timedelta
from typing import Any

from accounts.models import User
from chatty.core.clock import now
from conversations.models import Conversation, Membership
from messaging.models import Message
from messaging.operations.due import send_due, send_now
from messaging.operations.receipts import advance_receipts
from messaging.operations.scheduled import schedule_message
from messaging.operations.send_batch import NewMessage
from messaging.operations.threads import read_thread
from tests.asking import api_as
from tests.cast import Cast
from tests.make import make_message


def schedule(by: User, room: Conversation, *, thread_id: str | None = None) -> str:
    """A message whose time has come."""
    item = NewMessage(
        conversation_id=room.id,
        client_id=uuid.uuid4(),
        body="Later",
        thread_id=None if thread_id is None else uuid.UUID(thread_id),
    )
    at = now() + timedelta(hours=1)
    kept = schedule_message(actor=by, session_id=uuid.uuid4(), item=item, at=at).message["id"]
    Message.objects.filter(id=kept).update(scheduled_at=now() - timedelta(seconds=1))
    return kept


def row_of(user: User, room: Conversation) -> Membership:
    return Membership.objects.get(conversation_id=room.id, user_id=user.id)


def in_thread(user: User, root: Any) -> tuple[int, int]:
    rows = api_as(user).get("/me/threads")["results"]
    (found,) = [row for row in rows if row["message"]["id"] == root["id"]]
    return found["read_seq"], found["unread_count"]


def test_what_was_unread_above_it_stays_unread(cast: Cast) -> None:
    schedule(cast.bob, cast.lounge)
    for _ in range(2):
        make_message(by=cast.alice, in_=cast.lounge, body="@bob")
    Membership.objects.filter(user=cast.bob, conversation=cast.lounge).update(marked_unread=True)
    before = row_of(cast.bob, cast.lounge)
    assert send_due()
    after = row_of(cast.bob, cast.lounge)
    assert (after.read_seq, after.delivered_seq, after.read_at) == (
        before.read_seq, before.delivered_seq, before.read_at,
    )  # fmt: skip
    assert after.marked_unread
    # Slow mode counts it all the same.
    assert after.sent_at is not None
    shown = api_as(cast.bob).get(f"/conversations/{cast.lounge.id}")
    # The count is a subtraction, so the own message that stands behind them is in it.
    assert (shown["unread_count"], shown["mention_count"]) == (3, 2)


def test_where_all_was_read_it_is_no_news_to_its_author(cast: Cast) -> None:
    last = make_message(by=cast.alice, in_=cast.lounge)
    for _ in range(2):
        schedule(cast.bob, cast.lounge)
    advance_receipts(actor=cast.bob, conversation_id=cast.lounge.id, read_seq=last["seq"])
    assert send_due()
    own = row_of(cast.bob, cast.lounge)
    assert (own.read_seq, own.delivered_seq) == ((last["seq"] or 0) + 2,) * 2


def test_who_sends_it_now_is_there(cast: Cast) -> None:
    kept = schedule(cast.bob, cast.lounge)
    make_message(by=cast.alice, in_=cast.lounge)
    sent = send_now(actor=cast.bob, session_id=uuid.uuid4(), message_id=kept).message
    assert row_of(cast.bob, cast.lounge).read_seq == sent["seq"]


def test_in_a_thread_it_is_the_same(cast: Cast) -> None:
    root = make_message(by=cast.bob, in_=cast.lounge)
    schedule(cast.bob, cast.lounge, thread_id=root["id"])
    answers = [
        make_message(by=cast.alice, in_=cast.lounge, thread_id=root["id"])["seq"] for _ in range(2)
    ]
    assert send_due()
    assert in_thread(cast.bob, root) == (0, 2)
    # What stands between in the conversation is none of the thread's.
    read_thread(actor=cast.bob, message_id=root["id"], seq=(answers[-1] or 0) + 1)
    schedule(cast.bob, cast.lounge, thread_id=root["id"])
    make_message(by=cast.alice, in_=cast.lounge)
    assert send_due()
    seq, unread = in_thread(cast.bob, root)
    assert (seq, unread) == (Conversation.objects.get(id=cast.lounge.id).last_seq, 0)
