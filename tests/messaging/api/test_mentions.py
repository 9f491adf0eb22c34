"""Who messages mention, and how many of those are unread."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from chatty.core.limits import override_limits
from conversations.models import Conversation, Membership
from conversations.operations.members import add_members, leave_conversation
from messaging.models import Mention, Message
from messaging.operations.deletions import delete_message
from messaging.operations.edits import edit_message
from messaging.operations.read_all import read_all
from messaging.operations.receipts import advance_receipts
from messaging.operations.send import send_messages
from messaging.operations.send_batch import NewMessage
from messaging.wire import MessageJSON
from tests.asking import api_as
from tests.cast import Cast
from tests.conftest import Published
from tests.make import make_channel, make_dm, make_group, make_message, make_user
from tests.messaging.conftest import Committing


def say(by: User, in_: Conversation, body: str) -> MessageJSON:
    return make_message(by=by, in_=in_, body=body)


def edit(by: User, message: MessageJSON, body: str) -> MessageJSON:
    return edit_message(actor=by, session_id=uuid.uuid4(), message_id=message["id"], body=body)


def ids(*people: User) -> list[str]:
    return [str(person.id) for person in people]


def named(username: str) -> User:
    """Somebody with a name that is no address."""
    user = make_user("somebody")
    User.objects.filter(id=user.id).update(username=username)
    return user


def mentions_of(user: User, room: Conversation) -> int:
    """The count as each way of asking tells it, which must be the same."""
    api = api_as(user)
    one = api.get(f"/conversations/{room.id}")
    listed = api.get("/conversations?limit=100")["results"]
    synced = api.ok("POST", "/sync", {})["conversations"]
    counts = {row["mention_count"] for row in [one, *listed, *synced] if row["id"] == str(room.id)}
    (count,) = counts
    assert isinstance(count, int)
    return count


def test_present_members_are_mentioned_by_name(cast: Cast) -> None:
    said = say(cast.alice, cast.lounge, "@bob, @Carol. @dave @mallory @nobody @bob @alice")
    assert said["mentions"] == ids(cast.bob, cast.carol, cast.alice)
    assert said["mentions_all"] is False
    [found] = api_as(cast.bob).get(f"/conversations/{cast.lounge.id}/messages")["results"]
    assert found["mentions"] == said["mentions"]


def test_a_count_is_of_what_is_unread(cast: Cast) -> None:
    for body in ("@bob", "Hello", "Dear @bob", "@carol"):
        last = say(cast.alice, cast.lounge, body)
    assert mentions_of(cast.bob, cast.lounge) == 2
    assert mentions_of(cast.carol, cast.lounge) == 1
    assert mentions_of(cast.alice, cast.lounge) == 0
    advance_receipts(actor=cast.bob, conversation_id=cast.lounge.id, read_seq=1)
    assert mentions_of(cast.bob, cast.lounge) == 1
    advance_receipts(actor=cast.bob, conversation_id=cast.lounge.id, read_seq=last["seq"])
    assert mentions_of(cast.bob, cast.lounge) == 0
    say(cast.alice, cast.lounge, "@bob")
    say(cast.bob, cast.lounge, "Yes")
    assert mentions_of(cast.bob, cast.lounge) == 0


def test_reading_tells_the_own_devices_what_is_left(
    cast: Cast, published: Published, committing: Committing
) -> None:
    for _ in range(3):
        say(cast.alice, cast.lounge, "@bob")
    rev = Conversation.objects.get(id=cast.lounge.id).rev
    with committing():
        advance_receipts(actor=cast.bob, conversation_id=cast.lounge.id, read_seq=1)
        read_all(actor=cast.bob)
    told = [event["d"] for event in published.events("conversation.updated")]
    assert [(d["last_read_seq"], d["mention_count"], d["as_of_rev"]) for d in told] == [
        (1, 2, rev),
        (3, 0, rev),
    ]


def test_who_may_calls_all(cast: Cast) -> None:
    called = say(cast.carol, cast.lounge, "Attention, @all!")
    assert (called["mentions"], called["mentions_all"]) == ([], True)
    assert not Mention.objects.exists()
    plain = say(cast.bob, cast.lounge, "Attention, @all!")
    assert (plain["mentions"], plain["mentions_all"]) == ([], False)
    assert mentions_of(cast.alice, cast.lounge) == 1
    # One's own call is no call.
    assert mentions_of(cast.carol, cast.lounge) == 0


def test_a_message_that_names_and_calls_all_counts_once(cast: Cast) -> None:
    say(cast.alice, cast.lounge, "@all and you above all, @bob")
    say(cast.alice, cast.lounge, "@all")
    say(cast.alice, cast.lounge, "@bob")
    assert mentions_of(cast.bob, cast.lounge) == 3
    assert mentions_of(cast.carol, cast.lounge) == 2


def test_channels_and_direct_conversations_have_mentions(cast: Cast) -> None:
    news = make_channel(cast.alice, cast.bob)
    say(cast.alice, news, "@all")
    assert mentions_of(cast.bob, news) == 1
    dm = make_dm(cast.alice, cast.bob)
    told = say(cast.alice, dm, "@bob @all @carol")
    assert (told["mentions"], told["mentions_all"]) == (ids(cast.bob), False)
    assert mentions_of(cast.bob, dm) == 1


def test_an_edit_mentions_anew(cast: Cast) -> None:
    said = say(cast.alice, cast.lounge, "@bob")
    edited = edit(cast.alice, said, "@carol, I mean, @carol and @all")
    assert (edited["mentions"], edited["mentions_all"]) == (ids(cast.carol), True)
    assert [row.user_id for row in Mention.objects.all()] == [cast.carol.id]
    edited = edit(cast.alice, said, "@carol @bob")
    assert mentions_of(cast.bob, cast.lounge) == mentions_of(cast.carol, cast.lounge) == 1
    edited = edit(cast.alice, said, "Nobody")
    assert (edited["mentions"], edited["mentions_all"]) == ([], False)
    assert not Mention.objects.exists()
    assert mentions_of(cast.bob, cast.lounge) == 0


def test_a_deleted_message_mentions_nobody(cast: Cast) -> None:
    said = say(cast.alice, cast.lounge, "@bob @all")
    gone = delete_message(actor=cast.alice, message_id=said["id"])
    assert (gone["mentions"], gone["mentions_all"]) == ([], False)
    assert not Mention.objects.exists()
    assert mentions_of(cast.bob, cast.lounge) == 0


def test_events_of_edits_tell_who_was_mentioned_before(
    cast: Cast, published: Published, committing: Committing
) -> None:
    said = say(cast.alice, cast.lounge, "@bob @all")
    with committing():
        edit(cast.alice, said, "@carol")
        delete_message(actor=cast.alice, message_id=said["id"])
    [edited] = published.events("message.updated")
    [deleted] = published.events("message.deleted")
    former = [
        (d["former_mentions"], d["former_mentions_all"], d["mentions"], d["mentions_all"])
        for d in (edited["d"], deleted["d"])
    ]
    assert former == [
        (ids(cast.bob), True, ids(cast.carol), False),
        (ids(cast.carol), False, [], False),
    ]


def test_rows_go_with_their_message(cast: Cast) -> None:
    said = say(cast.alice, cast.lounge, "@bob")
    Message.objects.filter(id=said["id"]).delete()
    assert not Mention.objects.exists()


def test_who_comes_back_was_not_mentioned_unread(cast: Cast) -> None:
    say(cast.alice, cast.lounge, "@bob")
    leave_conversation(actor=cast.bob, conversation_id=cast.lounge.id)
    assert say(cast.alice, cast.lounge, "@bob")["mentions"] == []
    add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=[cast.bob.id])
    assert mentions_of(cast.bob, cast.lounge) == 0


def test_what_lies_before_the_horizon_is_not_counted(cast: Cast) -> None:
    for _ in range(3):
        say(cast.alice, cast.lounge, "@bob @all")
    Membership.objects.filter(user_id=cast.bob.id).update(visible_from_seq=3)
    assert mentions_of(cast.bob, cast.lounge) == 1


def test_so_many_people_are_mentioned_and_no_more(cast: Cast) -> None:
    with override_limits(mentions_per_message=2):
        said = say(cast.alice, cast.lounge, "@nobody @bob @carol")
    assert said["mentions"] == ids(cast.bob)


def test_a_count_ends_somewhere(cast: Cast) -> None:
    for number in range(6):
        say(cast.alice, cast.lounge, "@bob" if number % 2 else "@all")
    with override_limits(mentions_counted=2):
        assert mentions_of(cast.bob, cast.lounge) == 4


@pytest.mark.parametrize("name", ["dr.who.", "end-", "_mid_", "0.0"])
def test_any_username_can_be_mentioned(cast: Cast, name: str) -> None:
    somebody = named(name)
    room = make_group(cast.alice, somebody)
    assert say(cast.alice, room, f"Hi @{name}")["mentions"] == ids(somebody)


def test_a_full_stop_belongs_to_whoever_has_it_in_the_name(cast: Cast) -> None:
    dotted = named("carol.")
    room = make_group(cast.alice, cast.bob, dotted, cast.carol)
    said = say(cast.alice, room, "@carol. @bob.")
    assert said["mentions"] == ids(dotted, cast.bob)


def test_a_batch_resolves_all_names_at_once(
    cast: Cast, django_assert_num_queries: Callable[..., Any]
) -> None:
    def send(*bodies: str) -> None:
        items = [NewMessage(cast.lounge.id, uuid.uuid4(), body) for body in bodies]
        send_messages(actor=cast.alice, session_id=uuid.uuid4(), items=items)

    send("x")
    # Two of them are the savepoint that stands for the transaction.
    with django_assert_num_queries(6):
        send("Nobody")
    with django_assert_num_queries(6):
        send("@all")
    with django_assert_num_queries(7):
        send("@nobody")
    with django_assert_num_queries(8):
        send("@bob", "@carol and @bob", "x")
