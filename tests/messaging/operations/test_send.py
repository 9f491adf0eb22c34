"""One operation that sends one message or many."""

import uuid
from collections.abc import Iterator, Sequence

import pytest

from chatty.core.errors import Forbidden, Invalid, NotFound, RateLimited, Refusal
from chatty.core.group_commit import start_committers, stop_committers
from chatty.core.limits import override_limits
from conversations.models import Conversation, Role
from messaging.models import Message
from messaging.operations.send import send_message, send_messages
from messaging.operations.send_batch import NewMessage, Sent
from tests.asking import api_as, at_once
from tests.cast import Cast
from tests.make import make_channel, make_dm, make_group, make_message, set_role


def item(
    conversation: Conversation, body: str = "x", client_id: uuid.UUID | None = None
) -> NewMessage:
    return NewMessage(conversation.id, client_id or uuid.uuid4(), body)


def sent(answers: Sequence[Sent | Refusal]) -> list[Sent]:
    assert all(isinstance(answer, Sent) for answer in answers)
    return [answer for answer in answers if isinstance(answer, Sent)]


def test_one_bad_item_fails_alone_and_takes_no_number(cast: Cast) -> None:
    items = [item(cast.lounge, body) for body in ("one", "", "two", "x" * 8_001, "three")]
    answers = send_messages(actor=cast.bob, session_id=uuid.uuid4(), items=items)
    assert [type(answer) for answer in answers] == [Sent, Invalid, Sent, Invalid, Sent]
    good = [answer for answer in answers if isinstance(answer, Sent)]
    assert [answer.message["seq"] for answer in good] == [1, 2, 3]
    assert [answer.message["body"] for answer in good] == ["one", "two", "three"]


def test_a_batch_goes_to_several_conversations_and_answers_in_its_order(cast: Cast) -> None:
    dm, news = make_dm(cast.bob, cast.alice), make_channel(cast.alice, cast.bob)
    foreign = make_group(cast.dave)
    rooms = [cast.lounge, foreign, dm, news, cast.lounge, dm]
    items = [item(room, f"{place}") for place, room in enumerate(rooms)]
    answers = send_messages(actor=cast.bob, session_id=uuid.uuid4(), items=items)
    kinds = [type(answer) for answer in answers]
    assert kinds == [Sent, NotFound, Sent, Forbidden, Sent, Sent]
    for place, answer in enumerate(answers):
        if isinstance(answer, Sent):
            assert answer.message["conversation_id"] == str(rooms[place].id)
            assert answer.message["body"] == f"{place}"
    assert [answer.message["seq"] for answer in answers if isinstance(answer, Sent)] == [1, 1, 2, 2]
    assert not Message.objects.filter(conversation_id__in=[foreign.id, news.id]).exists()


def test_a_client_id_twice_in_a_batch_is_one_message(cast: Cast) -> None:
    name = uuid.uuid4()
    before = send_message(actor=cast.bob, session_id=uuid.uuid4(), item=item(cast.lounge))
    known = uuid.UUID(before.message["client_id"])
    items = [
        item(cast.lounge, "", name),
        item(cast.lounge, "first", name),
        item(cast.lounge, "again", name),
        item(cast.lounge, "known", known),
        item(cast.lounge, "last"),
    ]
    refused, *answers = send_messages(actor=cast.bob, session_id=uuid.uuid4(), items=items)
    assert isinstance(refused, Invalid)
    found = sent(answers)
    assert [answer.is_duplicate for answer in found] == [False, True, True, False]
    assert [answer.message["seq"] for answer in found] == [2, 2, 1, 3]
    assert found[1].message["body"] == "first"


def test_a_batch_spends_as_many_tokens_as_it_has_items(cast: Cast) -> None:
    session = uuid.uuid4()
    with override_limits(messages_per_minute=5):
        with pytest.raises(RateLimited):
            send_messages(actor=cast.bob, session_id=session, items=[item(cast.lounge)] * 6)
        send_messages(actor=cast.bob, session_id=session, items=[item(cast.lounge)] * 5)
        with pytest.raises(RateLimited):
            send_message(actor=cast.bob, session_id=session, item=item(cast.lounge))
    assert send_messages(actor=cast.bob, session_id=session, items=[]) == []


def test_a_member_without_the_right_to_reply_may_still_send(cast: Cast) -> None:
    make_message(by=cast.alice, in_=cast.lounge)
    target = Message.objects.get()
    set_role(cast.bob, Role.MEMBER, in_=cast.lounge)
    membership = cast.lounge.memberships.get(user_id=cast.bob.id)
    membership.deny = ["reply"]
    membership.save(update_fields=["deny"])
    reply = NewMessage(cast.lounge.id, uuid.uuid4(), "x", reply_to=target.id)
    answers = send_messages(
        actor=cast.bob, session_id=uuid.uuid4(), items=[reply, item(cast.lounge)]
    )
    assert [type(answer) for answer in answers] == [Forbidden, Sent]


@pytest.fixture
def committers() -> Iterator[None]:
    """What is sent at the same time is written together, as in a web process."""
    start_committers()
    yield
    stop_committers()


@pytest.mark.django_db(transaction=True)
def test_what_every_process_writes_by_itself_has_one_order(cast: Cast) -> None:
    """Eight writers that share nothing but the database."""

    def work(number: int) -> list[int | None]:
        items = [item(cast.lounge, f"{number} {place}") for place in range(3)]
        answers = send_messages(actor=cast.bob, session_id=uuid.uuid4(), items=items)
        return [one.message["seq"] for one in sent(answers)]

    places = [seq for found in at_once(8, work) for seq in found]
    assert sorted(seq or 0 for seq in places) == list(range(1, 25))


@pytest.mark.usefixtures("committers")
@pytest.mark.django_db(transaction=True)
def test_the_same_client_id_fifty_times_at_once_is_one_message(cast: Cast) -> None:
    name = uuid.uuid4()

    def work(number: int) -> Sent:
        return send_message(
            actor=cast.bob, session_id=uuid.uuid4(), item=item(cast.lounge, f"{number}", name)
        )

    answers = at_once(50, work)
    assert sorted(answer.is_duplicate for answer in answers) == [False] + [True] * 49
    assert len({answer.message["id"] for answer in answers}) == 1
    assert len({answer.message["body"] for answer in answers}) == 1
    room = Conversation.objects.get(id=cast.lounge.id)
    assert (room.last_seq, room.rev) == (1, cast.lounge.rev + 1)
    assert make_message(by=cast.bob, in_=cast.lounge)["seq"] == 2


@pytest.mark.usefixtures("committers")
@pytest.mark.django_db(transaction=True)
def test_two_hundred_parallel_sends_have_numbers_without_a_hole(cast: Cast) -> None:
    people = [cast.alice, cast.bob, cast.carol]

    def work(number: int) -> list[tuple[int | None, int | None]]:
        places = []
        for turn in range(4):
            items = [item(cast.lounge, f"{number} {turn} {place}") for place in range(turn + 1)]
            answers = send_messages(actor=people[number % 3], session_id=uuid.uuid4(), items=items)
            places += [(one.message["seq"], one.message["rev"]) for one in sent(answers)]
        return places

    places = sorted(place for found in at_once(20, work) for place in found)
    base = cast.lounge.rev
    assert places == [(seq, base + seq) for seq in range(1, 201)]
    room = Conversation.objects.get(id=cast.lounge.id)
    assert (room.last_seq, room.rev) == (200, base + 200)
    stored = Message.objects.order_by("seq").values_list("seq", "rev")
    assert list(stored) == places
    # Ids are made under the lock too: in one process they ascend with seq.
    ids = list(Message.objects.order_by("seq").values_list("id", flat=True))
    assert ids == sorted(ids)
    unread = {row["unread_count"] for row in api_as(cast.alice).get("/conversations")["results"]}
    assert unread <= set(range(200))
