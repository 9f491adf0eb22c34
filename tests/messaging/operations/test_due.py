"""What was scheduled is sent when its time comes: once, in order, by whoever may then."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection

from accounts.models import User
from chatty.core.clock import now
from chatty.core.limits import override_limits
from conversations.models import Conversation, Membership
from messaging.models import Message
from messaging.operations import due
from messaging.operations.due import send_due
from messaging.operations.scheduled import schedule_message
from messaging.operations.send_batch import SENDS, NewMessage
from messaging.queries.scheduled import due_messages
from messaging.tasks import send_what_is_due
from tests.asking import api_as, at_once
from tests.cast import Cast, gather_cast
from tests.conftest import Published
from tests.make import make_group
from tests.messaging.conftest import Committing


def schedule(by: User, room: Conversation, body: str, *, ago: float | None = 1) -> uuid.UUID:
    """A message whose time came so many seconds ago."""
    item = NewMessage(conversation_id=room.id, client_id=uuid.uuid4(), body=body)
    at = now() + timedelta(hours=1)
    sent = schedule_message(actor=by, session_id=uuid.uuid4(), item=item, at=at)
    name = uuid.UUID(sent.message["id"])
    if ago is not None:
        Message.objects.filter(id=name).update(scheduled_at=now() - timedelta(seconds=ago))
    return name


def said(cast: Cast) -> list[str]:
    page = api_as(cast.alice).get(f"/conversations/{cast.lounge.id}/messages")["results"]
    return [row["body"] for row in page]


def waiting(user: User, room: Conversation) -> list[Any]:
    found: list[Any] = api_as(user).get(f"/conversations/{room.id}/scheduled")["results"]
    return found


def test_what_is_due_is_sent_in_the_order_of_its_time(
    cast: Cast, published: Published, committing: Committing
) -> None:
    schedule(cast.bob, cast.lounge, "second", ago=20)
    schedule(cast.alice, cast.lounge, "first", ago=30)
    schedule(cast.bob, cast.lounge, "third", ago=10)
    schedule(cast.bob, cast.lounge, "not yet", ago=None)
    with committing():
        assert send_due()
    assert said(cast) == ["first", "second", "third"]
    assert [event["d"]["body"] for event in published.events("message.created")] == said(cast)
    assert [row["body"] for row in waiting(cast.bob, cast.lounge)] == ["not yet"]
    # Once for each person and conversation, however many are sent.
    told = published.events("account.updated")
    assert sorted((one["d"]["count"], one["topic"]) for one in told) == [
        (0, f"user:{cast.alice.id}"),
        (1, f"user:{cast.bob.id}"),
    ]
    assert send_due()
    assert len(said(cast)) == 3


def test_a_look_takes_so_many_and_says_that_there_is_more(cast: Cast) -> None:
    for number in range(3):
        schedule(cast.bob, cast.lounge, str(number), ago=30 - number)
    with override_limits(scheduled_at_once=2):
        assert not send_due()
        assert said(cast) == ["0", "1"]
        send_what_is_due()
    assert said(cast) == ["0", "1", "2"]


def fail_with_archived(cast: Cast) -> str:
    Conversation.objects.filter(id=cast.lounge.id).update(archived_at=now())
    return "forbidden"


def fail_with_removed(cast: Cast) -> str:
    Membership.objects.filter(conversation_id=cast.lounge.id, user_id=cast.bob.id).update(
        left_at=now()
    )
    return "not_found"


def fail_with_suspended(cast: Cast) -> str:
    User.objects.filter(id=cast.bob.id).update(suspended_at=now(), suspension_reason="Spam")
    return "suspended"


def fail_with_closed(cast: Cast) -> str:
    User.objects.filter(id=cast.bob.id).update(is_active=False)
    return "not_found"


def fail_with_slow_mode(cast: Cast) -> str:
    settings = {"slow_mode_seconds": 60}
    Conversation.objects.filter(id=cast.lounge.id).update(settings=settings)
    Membership.objects.filter(conversation_id=cast.lounge.id, user_id=cast.bob.id).update(
        sent_at=now()
    )
    return "slow_mode"


@pytest.mark.parametrize(
    "stop",
    [
        fail_with_archived,
        fail_with_removed,
        fail_with_suspended,
        fail_with_closed,
        fail_with_slow_mode,
    ],
)
def test_what_is_refused_then_waits_for_its_author_with_the_reason(
    cast: Cast, stop: Any, published: Published, committing: Committing
) -> None:
    name = schedule(cast.bob, cast.lounge, "Hello")
    code = stop(cast)
    with committing():
        assert send_due()
    message = Message.objects.get(id=name)
    assert (message.seq, message.scheduled_at) == (None, None)
    assert message.failure is not None
    assert message.failure["code"] == code
    assert published.events("message.created") == []
    (event,) = published.events("scheduled.updated")
    assert event["d"] == {"message_id": str(name), "state": "failed"}
    (counted,) = published.events("account.updated")
    assert (counted["d"]["count"], counted["d"]["failed"]) == (1, 1)
    # It is not tried again by itself.
    assert send_due()
    assert Message.objects.get(id=name).failure == message.failure


def test_what_failed_is_listed_and_can_be_given_another_time_or_sent(cast: Cast) -> None:
    schedule(cast.bob, cast.lounge, "one")
    schedule(cast.bob, cast.lounge, "two")
    Conversation.objects.filter(id=cast.lounge.id).update(archived_at=now())
    send_due()
    first, second = waiting(cast.bob, cast.lounge)
    assert first["failure"]["code"] == "forbidden"
    assert first["failure"]["detail"]
    assert first["scheduled_at"] < first["created_at"]
    bob = api_as(cast.bob)
    assert bob("POST", f"/messages/{second['id']}/send-now").status_code == 403
    Conversation.objects.filter(id=cast.lounge.id).update(archived_at=None)
    later = (now() + timedelta(hours=1)).isoformat()
    again = bob.ok("PATCH", f"/messages/{first['id']}", {"scheduled_at": later})
    assert (again["failure"], again["version"]) == (None, 2)
    assert bob.ok("POST", f"/messages/{second['id']}/send-now")["seq"] == 1
    assert [row["id"] for row in waiting(cast.bob, cast.lounge)] == [first["id"]]


def test_one_that_breaks_holds_up_no_other(cast: Cast) -> None:
    broken = schedule(cast.bob, cast.lounge, "broken", ago=30)
    schedule(cast.alice, cast.lounge, "sound", ago=10)
    Message.objects.filter(id=broken).update(body=b"\x01 not sealed by us")
    send_due()
    assert said(cast) == ["sound"]
    failure = Message.objects.get(id=broken).failure
    assert failure is not None
    assert failure["code"] == "internal_error"


def test_while_the_database_is_away_everything_waits(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = schedule(cast.bob, cast.lounge, "Hello")

    def fail(_items: Any) -> Any:
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(SENDS, "run", fail)
        send_due()
    assert Message.objects.get(id=name).failure is None
    send_due()
    assert said(cast) == ["Hello"]


class _PostgresError(Exception):
    """What the driver raises, as far as anybody looks."""

    def __init__(self, state: str) -> None:
        """With the code that PostgreSQL gives."""
        super().__init__(state)
        self.sqlstate = state


@pytest.mark.parametrize("state", ["55P03", "57014"])
def test_one_conversation_that_cannot_be_written_holds_up_no_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    den = make_group(cast.alice, title="Den")
    held = [schedule(cast.alice, den, f"held {n}", ago=60 - n) for n in range(2)]
    schedule(cast.bob, cast.lounge, "free", ago=10)
    tried: list[list[str]] = []
    run = SENDS.run

    def hold(items: Any) -> Any:
        tried.append([one.item.body for one in items])
        if den.id in {one.item.conversation_id for one in items}:
            raise OperationalError("held") from _PostgresError(state)
        return run(items)

    with monkeypatch.context() as patch, override_limits(scheduled_at_once=3):
        patch.setattr(SENDS, "run", hold)
        # A look that gets on says that there may be more, and one that does not says no.
        assert not send_due()
        assert tried == [["held 0", "held 1", "free"], ["held 0"], ["free"]]
        with override_limits(scheduled_at_once=2):
            assert send_due()
        assert said(cast) == ["free"]
        waits = Message.objects.filter(
            id__in=held, scheduled_at__isnull=False, failure__isnull=True
        )
        assert waits.count() == 2
        with override_limits(scheduled_patience_seconds=30):
            assert send_due()
    codes = [one.failure and one.failure["code"] for one in Message.objects.filter(id__in=held)]
    assert codes == ["internal_error"] * 2


def test_what_is_changed_or_cancelled_at_the_last_moment_is_not_sent_as_it_was(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = schedule(cast.bob, cast.lounge, "before")
    cancelled = schedule(cast.bob, cast.lounge, "regretted")
    read = due_messages

    def read_and_change(**bounds: Any) -> Any:
        found = read(**bounds)
        api_as(cast.bob).ok("PATCH", f"/messages/{changed}", {"body": "after"})
        api_as(cast.bob).ok("DELETE", f"/messages/{cancelled}")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(due, "due_messages", read_and_change)
        send_due()
    assert said(cast) == []
    assert [row["failure"] for row in waiting(cast.bob, cast.lounge)] == [None]
    send_due()
    assert said(cast) == ["after"]


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_send_each_once() -> None:
    cast = gather_cast()
    names = [schedule(cast.bob, cast.lounge, f"{n}", ago=60 - n) for n in range(12)]

    def work(number: int) -> Any:
        if number == 3:
            return api_as(cast.bob)("POST", f"/messages/{names[0]}/send-now").status_code
        return send_due()

    found = at_once(4, work)
    assert not [one for one in found if isinstance(one, Exception)]
    rows = Message.objects.filter(conversation_id=cast.lounge.id).order_by("seq")
    assert sorted(row.id for row in rows) == sorted(names)
    assert [row.seq for row in rows] == list(range(1, 13))
    assert Conversation.objects.get(id=cast.lounge.id).last_seq == 12
    assert said(cast)[-11:] == [f"{n}" for n in range(1, 12)]


def test_looking_for_what_is_due_reads_an_index_of_nothing_else(cast: Cast) -> None:
    schedule(cast.bob, cast.lounge, "Hello")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM messages"
            " WHERE seq IS NULL AND scheduled_at <= now() ORDER BY scheduled_at, id LIMIT 50"
        )
        plan = "\n".join(row for (row,) in cursor.fetchall())
        cursor.execute(
            "EXPLAIN SELECT id FROM messages WHERE conversation_id = %s AND sender_id = %s"
            " AND seq IS NULL ORDER BY id LIMIT 51",
            [cast.lounge.id, cast.bob.id],
        )
        mine = "\n".join(row for (row,) in cursor.fetchall())
    assert "scheduled" in plan
    assert "Seq Scan" not in plan
    assert "waiting" in mine
