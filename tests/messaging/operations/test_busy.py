"""What somebody else holds is put off, and only that."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection

from chatty.core.errors import Invalid, NotFound, SlowMode
from chatty.core.group_commit import LATER, Later
from conversations.models import Conversation, Membership
from conversations.operations.settings import change_conversation
from messaging.models import Message
from messaging.operations.receipt_batch import Marking, Watermarks, write_receipts
from messaging.operations.send_batch import NewMessage, Sending, Sent, write_sends
from tests.cast import Cast
from tests.make import make_group, make_message

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def held(table: str, condition: str, values: list[Any]) -> Iterator[None]:
    """Somebody else has these rows."""
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    with psycopg.connect(**parameters) as other:
        other.execute(f"SELECT FROM {table} WHERE {condition} FOR UPDATE", values)
        yield
        other.rollback()


def say(
    who: Any, room: Conversation, body: str = "x", client_id: uuid.UUID | None = None
) -> Sending:
    return Sending(who.id, NewMessage(room.id, client_id or uuid.uuid4(), body))


def kinds(answers: Any) -> list[type]:
    return [type(answer) for answer in answers]


def test_a_conversation_that_is_held_holds_up_no_other(cast: Cast) -> None:
    other = make_group(cast.bob, cast.alice)
    sendings = [
        say(cast.bob, cast.lounge),
        say(cast.bob, other),
        say(cast.dave, cast.lounge),
        say(cast.dave, other),
        Sending(cast.bob.id, NewMessage(uuid.uuid4(), uuid.uuid4(), "x")),
    ]
    with held("conversations", "id = %s", [cast.lounge.id]):
        answers = write_sends(sendings, wait=False)
    # Who may not is told so when that can be looked up.
    assert kinds(answers) == [Later, Sent, Later, NotFound, NotFound]
    assert kinds(write_sends(sendings, wait=True)) == [Sent, Sent, NotFound, NotFound, NotFound]
    assert Message.objects.filter(conversation_id__in=[cast.lounge.id, other.id]).count() == 2


def test_a_member_whose_row_is_held_holds_up_nobody_else(cast: Cast) -> None:
    sendings = [
        say(cast.bob, cast.lounge),
        say(cast.alice, cast.lounge),
        say(cast.bob, cast.lounge),
    ]
    row, values = "conversation_id = %s AND user_id = %s", [cast.lounge.id, cast.bob.id]
    with held("memberships", row, values):
        assert kinds(write_sends(sendings, wait=False)) == [Later, Sent, Later]
    answers = [one for one in write_sends(sendings, wait=True) if isinstance(one, Sent)]
    assert [one.is_duplicate for one in answers] == [False, True, False]
    assert [one.message["seq"] for one in answers] == [2, 1, 3]


def test_a_watermark_that_is_held_holds_up_no_other(cast: Cast) -> None:
    make_message(by=cast.carol, in_=cast.lounge)
    markings = [Marking(who.id, cast.lounge.id, read_seq=1) for who in (cast.bob, cast.alice)]
    markings.append(Marking(cast.dave.id, cast.lounge.id, read_seq=1))
    row, values = "conversation_id = %s AND user_id = %s", [cast.lounge.id, cast.bob.id]
    with held("memberships", row, values):
        answers = write_receipts(markings, wait=False)
    assert answers[0] is LATER
    assert answers[1] == Watermarks(delivered_seq=1, read_seq=1)
    assert isinstance(answers[2], NotFound)
    seen = dict(Membership.objects.filter(left_at=None).values_list("user__username", "read_seq"))
    assert (seen["bob"], seen["alice"]) == (0, 1)


def test_two_markings_of_one_member_in_one_batch_only_rise(cast: Cast) -> None:
    for _ in range(3):
        make_message(by=cast.carol, in_=cast.lounge)
    markings = [
        Marking(cast.bob.id, cast.lounge.id, read_seq=2),
        Marking(cast.bob.id, cast.lounge.id, delivered_seq=9, read_seq=1),
    ]
    assert write_receipts(markings, wait=True) == [Watermarks(2, 2), Watermarks(3, 2)]
    mine = Membership.objects.get(conversation_id=cast.lounge.id, user_id=cast.bob.id)
    assert (mine.delivered_seq, mine.read_seq) == (3, 2)


def test_a_client_id_that_was_refused_is_free_within_the_same_batch(cast: Cast) -> None:
    name = uuid.uuid4()
    bodies = ["", "Hello", "Hello again"]
    answers = write_sends([say(cast.bob, cast.lounge, body, name) for body in bodies], wait=True)
    assert kinds(answers) == [Invalid, Sent, Sent]
    told = [(one.message["body"], one.is_duplicate) for one in answers if isinstance(one, Sent)]
    assert told == [("Hello", False), ("Hello", True)]


def test_slow_mode_holds_within_one_batch(cast: Cast) -> None:
    change_conversation(
        actor=cast.alice,
        conversation_id=cast.lounge.id,
        changes={"settings": {"slow_mode_seconds": 30}},
    )
    Membership.objects.update(sent_at=None)
    name = uuid.uuid4()
    sendings = [say(cast.bob, cast.lounge, client_id=one) for one in (name, uuid.uuid4(), name)]
    sendings.append(say(cast.carol, cast.lounge))
    answers = write_sends(sendings, wait=True)
    assert kinds(answers) == [Sent, SlowMode, Sent, Sent]
    refused = answers[1]
    assert isinstance(refused, SlowMode)
    assert 25 < (refused.retry_after or 0) <= 30
