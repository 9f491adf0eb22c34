"""What many people send at once is written, and shaped for each of them, in as many statements as
for one.
"""

import uuid
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from chatty.core.clock import now
from conversations.models import Conversation
from messaging.models import Message
from messaging.operations.bookmarks import add_bookmark
from messaging.operations.deletions import hide_message
from messaging.operations.due import send_due
from messaging.operations.polls import vote
from messaging.operations.reactions import add_reaction
from messaging.operations.scheduled import schedule_message
from messaging.operations.send_batch import NewMessage, Sending, Sent, write_sends
from messaging.queries.many_viewers import shape_for_each
from messaging.queries.messages import shape_rows
from messaging.wire import message_row
from tests.cast import Cast
from tests.make import make_group, make_message, make_poll, make_user


def test_each_sees_what_they_would_see_alone(cast: Cast) -> None:
    people = [cast.alice, cast.bob, cast.carol]
    first = make_message(by=cast.alice, in_=cast.lounge)["id"]
    quoting = make_message(by=cast.bob, in_=cast.lounge, reply_to=first)["id"]
    polls = [
        make_poll(by=cast.alice, in_=cast.lounge, anonymous=anonymous)["id"]
        for anonymous in (False, True)
    ]
    add_reaction(actor=cast.bob, message_id=first, emoji="👍")
    add_bookmark(actor=cast.carol, message_id=quoting)
    for number, poll in enumerate(polls):
        vote(actor=cast.bob, message_id=poll, option_ids=[1 + number])
        vote(actor=cast.carol, message_id=poll, option_ids=[2 - number])
    hide_message(actor=cast.carol, message_id=first)
    rows = [message_row(row) for row in Message.objects.filter(id__in=[first, quoting, *polls])]
    pairs = [(row, person.id) for row in rows for person in people]
    with CaptureQueriesContext(connection) as seen:
        shaped = shape_for_each(pairs)
    assert len(seen) == 2
    assert shaped == [shape_rows([row], viewer_id=viewer)[0] for row, viewer in pairs]
    places = [(row.id, str(viewer)) for row, viewer in pairs]
    seen_as: dict[Any, Any] = dict(zip(places, shaped, strict=True))
    quotes = [seen_as[quoting, str(person.id)]["reply"] for person in people]
    assert [quote and quote["deleted"] for quote in quotes] == [False, False, True]
    poll = seen_as[polls[1], str(cast.bob.id)]["poll"]
    assert poll is not None
    assert [option.get("me") for option in poll["options"]] == [False, True]
    assert shape_for_each([]) == []


def crowd(size: int) -> tuple[list[User], Conversation]:
    people = [make_user(f"crowd{size}.{number}") for number in range(size)]
    return people, make_group(people[0], *people[1:])


def queries_of_due(size: int) -> int:
    people, room = crowd(size)
    first = make_message(by=people[0], in_=room)
    for person in people:
        item = NewMessage(room.id, uuid.uuid4(), "Hello", reply_to=uuid.UUID(first["id"]))
        at = now() + timedelta(hours=1)
        schedule_message(actor=person, session_id=uuid.uuid4(), item=item, at=at)
    Message.objects.filter(seq=None).update(scheduled_at=now())
    with CaptureQueriesContext(connection) as seen:
        assert send_due()
    said = Message.objects.filter(conversation_id=room.id, reply_to_id=first["id"])
    assert said.exclude(seq=None).count() == size
    return len(seen)


def queries_of_retries(size: int) -> int:
    people, room = crowd(size)
    first = make_message(by=people[0], in_=room)
    sendings = [
        Sending(
            person.id, NewMessage(room.id, uuid.uuid4(), "Hello", reply_to=uuid.UUID(first["id"]))
        )
        for person in people
    ]
    before = write_sends(sendings, wait=True)
    with CaptureQueriesContext(connection) as seen:
        again = write_sends(sendings, wait=True)
    for one, other in zip(before, again, strict=True):
        assert isinstance(one, Sent)
        assert isinstance(other, Sent)
        assert (one.message, other.is_duplicate) == (other.message, True)
    return len(seen)


def test_more_people_cost_no_more_statements(cast: Cast) -> None:
    assert queries_of_due(7) == queries_of_due(2)
    assert queries_of_retries(6) == queries_of_retries(3)
