"""Members from whom earlier messages are hidden hear nothing of them by any event or quote."""

import uuid

import pytest
from django.db import transaction

from accounts.models import User
from chatty.realtime.registry import topics_of
from chatty.realtime.topics import conversation_topic, user_topic
from conversations.models import Conversation
from conversations.operations.members import add_members
from conversations.operations.settings import change_conversation
from messaging.operations.deletions import delete_message
from messaging.operations.edits import edit_message
from messaging.operations.pins import pin_message
from messaging.operations.reactions import add_reaction
from messaging.operations.receipts import advance_receipts
from messaging.queries.messages import messages_changed, newest_messages
from messaging.wire import MessageJSON
from tests.asking import api_as
from tests.cast import Cast
from tests.conftest import Published
from tests.make import make_message, membership_of
from tests.messaging.conftest import Committing

SECRET = "before your time"


@pytest.fixture
def early(cast: Cast) -> MessageJSON:
    """Said before dave came, who may not see it."""
    said = make_message(by=cast.bob, in_=cast.lounge, body=SECRET)
    Conversation.objects.update(settings={"history_for_newcomers": False})
    add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=[cast.dave.id])
    return said


def told(published: Published, to: User, room: Conversation) -> list[bytes]:
    """What the hub sends this member of what was published to the conversation."""
    topic = conversation_topic(room.id)
    horizon = topics_of(to.id)[topic]
    frames = []
    for message in published.messages:
        if message["topic"] == topic:
            hidden = [veil for place, veil in message.get("veils", ()) if place < horizon]
            frames.append(hidden[-1] if hidden else message["frame"])
    return frames


def test_changes_of_what_is_hidden_are_heard_without_it(
    cast: Cast,
    early: MessageJSON,
    published: Published,
    committing: Committing,
) -> None:
    with committing():
        add_reaction(actor=cast.alice, message_id=early["id"], emoji="👍")
        pin_message(actor=cast.alice, message_id=early["id"])
        edit_message(
            actor=cast.bob, session_id=uuid.uuid4(), message_id=early["id"], body=f"Not {SECRET}"
        )
        make_message(by=cast.bob, in_=cast.lounge, body="Well", reply_to=early["id"])
    full, veiled = (told(published, one, cast.lounge) for one in (cast.carol, cast.dave))
    assert len(full) == len(veiled) == 4
    assert all(SECRET.encode() in frame for frame in full)
    assert not any(SECRET.encode() in frame for frame in veiled)
    # What is new to them they hear, with the next number.
    assert b"Well" in veiled[-1]
    assert [b'"unseen"' in frame for frame in veiled] == [True, True, True, False]


def test_a_change_of_a_reply_does_not_quote_what_is_hidden(
    cast: Cast,
    early: MessageJSON,
    published: Published,
    committing: Committing,
) -> None:
    reply = make_message(by=cast.bob, in_=cast.lounge, body="Well", reply_to=early["id"])
    with committing():
        add_reaction(actor=cast.dave, message_id=reply["id"], emoji="👍")
        delete_message(actor=cast.bob, message_id=early["id"])
    (updated, deleted) = told(published, cast.dave, cast.lounge)
    assert b"Well" in updated
    assert SECRET.encode() not in updated
    assert b'"unseen"' in deleted


def test_a_page_does_not_quote_what_is_hidden(cast: Cast, early: MessageJSON) -> None:
    make_message(by=cast.bob, in_=cast.lounge, body="Well", reply_to=early["id"])
    for viewer, quotes in ((cast.carol, [SECRET]), (cast.dave, [])):
        page = newest_messages(within=membership_of(viewer, cast.lounge), limit=2)
        found = [row["reply"]["excerpt"] for row in page.messages if row["reply"]]
        assert found == quotes
        assert page.messages[-1]["reply_to"] == early["id"]


def test_who_came_is_subscribed_with_their_horizon(
    cast: Cast,
    early: MessageJSON,
    published: Published,
    committing: Committing,
) -> None:
    with committing(), transaction.atomic():
        add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=[cast.mallory.id])
    topic = conversation_topic(cast.lounge.id)
    (created,) = published.events("conversation.created")
    assert created["topic"] == user_topic(cast.mallory.id)
    horizon = membership_of(cast.mallory, cast.lounge).visible_from_seq
    assert horizon > (early["seq"] or 0)
    assert created["control"] == {"subscribe": [topic], "horizons": {topic: horizon}}
    assert topics_of(cast.mallory.id)[topic] == horizon
    assert topics_of(cast.carol.id)[topic] == 0


def test_a_line_that_comes_late_is_hidden_like_a_message(
    cast: Cast, published: Published, committing: Committing
) -> None:
    """Whoever comes just after it may hear the topic before it has arrived there."""
    Conversation.objects.update(settings={"history_for_newcomers": False})
    with committing():
        change_conversation(
            actor=cast.alice, conversation_id=cast.lounge.id, changes={"topic": SECRET}
        )
        add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=[cast.dave.id])
    lines = [
        (b"topic_changed" in frame, b"members_added" in frame, b'"unseen"' in frame)
        for frame in told(published, cast.dave, cast.lounge)
    ]
    assert lines[1] == (False, False, True)
    assert lines[-1] == (False, True, False)
    assert any(b"topic_changed" in frame for frame in told(published, cast.bob, cast.lounge))


def test_who_came_later_has_not_read_what_is_hidden(cast: Cast, early: MessageJSON) -> None:
    last = make_message(by=cast.bob, in_=cast.lounge)
    for person in (cast.carol, cast.dave):
        advance_receipts(actor=person, conversation_id=cast.lounge.id, read_seq=last["seq"])

    def readers(message: MessageJSON) -> set[str]:
        page = api_as(cast.bob).get(f"/messages/{message['id']}/receipts")
        return {row["user_id"] for row in page["results"]}

    assert str(cast.dave.id) not in readers(early)
    assert {str(cast.carol.id), str(cast.dave.id)} <= readers(last)


def test_changes_go_no_further_back_than_the_horizon(cast: Cast, early: MessageJSON) -> None:
    late = make_message(by=cast.bob, in_=cast.lounge, body="Now")
    mine = membership_of(cast.dave, cast.lounge)
    found = messages_changed(within=mine, since_rev=0, until_rev=mine.conversation.rev, limit=9)
    # The line of their coming, and what was said since.
    assert [row.seq for row in found] == [(early["seq"] or 0) + 1, late["seq"]]
