"""Slow mode: a pause between two messages of one member."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Invalid, SlowMode
from chatty.realtime.registry import Caller
from conversations.models import Conversation, Membership, Role
from conversations.operations.settings import change_conversation
from messaging.operations.send import send_messages
from messaging.operations.send_batch import NewMessage
from messaging.realtime import send
from tests.asking import api_as, at_once, code_of, sign_in_as, write_from_socket
from tests.cast import Cast
from tests.make import make_group, make_message, set_role


def slow_down(cast: Cast, seconds: int = 30) -> None:
    change_conversation(
        actor=cast.alice,
        conversation_id=cast.lounge.id,
        changes={"settings": {"slow_mode_seconds": seconds}},
    )


def say(who: User, room: Conversation, client_id: uuid.UUID | None = None) -> Any:
    body = {"client_id": str(client_id or uuid.uuid4()), "body": "Hello"}
    return api_as(who)("POST", f"/conversations/{room.id}/messages", body)


def long_ago(who: User, seconds: float) -> None:
    Membership.objects.filter(user_id=who.id).update(sent_at=now() - timedelta(seconds=seconds))


def test_the_second_message_waits_and_says_how_long(cast: Cast) -> None:
    slow_down(cast)
    assert say(cast.bob, cast.lounge).status_code == 201
    refused = say(cast.bob, cast.lounge)
    assert code_of(refused) == (403, "slow_mode")
    assert 28 <= refused.json()["retry_after"] <= 30
    assert refused.headers["Retry-After"] == str(refused.json()["retry_after"])
    long_ago(cast.bob, 30)
    assert say(cast.bob, cast.lounge).status_code == 201


def test_what_was_sent_before_it_was_turned_on_counts(cast: Cast) -> None:
    make_message(by=cast.bob, in_=cast.lounge)
    slow_down(cast)
    assert code_of(say(cast.bob, cast.lounge)) == (403, "slow_mode")
    slow_down(cast, 0)
    assert say(cast.bob, cast.lounge).status_code == 201
    assert say(cast.bob, cast.lounge).status_code == 201


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMIN, Role.OWNER])
def test_who_moderates_does_not_wait(cast: Cast, role: Role) -> None:
    slow_down(cast)
    set_role(cast.bob, role, in_=cast.lounge)
    for _ in range(3):
        assert say(cast.bob, cast.lounge).status_code == 201


def test_each_member_and_each_conversation_has_its_own_pause(cast: Cast) -> None:
    slow_down(cast)
    set_role(cast.carol, Role.MEMBER, in_=cast.lounge)
    for who, room in (
        (cast.bob, cast.lounge),
        (cast.carol, cast.lounge),
        (cast.bob, make_group(cast.alice, cast.bob)),
    ):
        assert say(who, room).status_code == 201


def test_a_repeated_send_is_a_duplicate_and_no_haste(cast: Cast) -> None:
    slow_down(cast)
    name = uuid.uuid4()
    first, again = say(cast.bob, cast.lounge, name), say(cast.bob, cast.lounge, name)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"]


def test_of_a_batch_the_first_goes(cast: Cast) -> None:
    slow_down(cast)
    first = uuid.uuid4()
    items = [
        NewMessage(cast.lounge.id, name, body)
        for name, body in ((uuid.uuid4(), " "), (first, "a"), (uuid.uuid4(), "b"), (first, "a"))
    ]
    empty, sent, hasty, twice = send_messages(actor=cast.bob, session_id=uuid.uuid4(), items=items)
    # What was refused for itself spends no turn.
    assert isinstance(empty, Invalid)
    assert isinstance(hasty, SlowMode)
    assert not isinstance(sent, Exception)
    assert not isinstance(twice, Exception)
    assert (sent.is_duplicate, twice.is_duplicate) == (False, True)
    assert Conversation.objects.get(id=cast.lounge.id).last_seq == sent.message["seq"]


def test_editing_reacting_and_lines_of_the_conversation_do_not_wait(cast: Cast) -> None:
    slow_down(cast)
    message = say(cast.bob, cast.lounge).json()
    bob = api_as(cast.bob)
    bob.ok("PATCH", f"/messages/{message['id']}", {"body": "Hello there"})
    bob.ok("PUT", f"/messages/{message['id']}/reactions/👍")
    # Adding somebody makes a line, which is no message of the one who did it.
    long_ago(cast.bob, 30)
    path = f"/conversations/{cast.lounge.id}/members"
    bob.ok("POST", path, {"user_ids": [str(cast.dave.id)]})
    assert say(cast.bob, cast.lounge).status_code == 201


def test_the_socket_says_the_same(cast: Cast) -> None:
    slow_down(cast)
    caller = Caller(cast.bob.id, sign_in_as(cast.bob).session.id)
    data = {"conversation_id": str(cast.lounge.id), "body": "x"}
    write_from_socket(send(caller, {**data, "client_id": str(uuid.uuid4())}))
    with pytest.raises(SlowMode) as caught:
        write_from_socket(send(caller, {**data, "client_id": str(uuid.uuid4())}))
    assert caught.value.members()["retry_after"] in (29, 30)


@pytest.mark.django_db(transaction=True)
def test_of_two_sends_at_once_one_passes(cast: Cast) -> None:
    slow_down(cast)
    before = Conversation.objects.get(id=cast.lounge.id).last_seq
    answers = at_once(4, lambda _: say(cast.bob, cast.lounge))
    assert sorted(answer.status_code for answer in answers) == [201, 403, 403, 403]
    assert Conversation.objects.get(id=cast.lounge.id).last_seq == before + 1
