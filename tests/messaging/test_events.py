"""What goes to the channel layer, and in which order."""

import uuid
from typing import Any

import pytest
from django.db import transaction

from chatty.core.errors import Refusal
from conversations.models import Conversation
from conversations.operations.conversations import create_group, start_dm
from conversations.operations.members import add_members, leave_conversation, remove_member
from messaging.operations.deletions import delete_message
from messaging.operations.edits import edit_message
from messaging.operations.reactions import add_reaction, remove_reaction
from messaging.operations.receipts import advance_receipts
from messaging.operations.send import send_messages
from messaging.operations.send_batch import NewMessage
from tests.asking import at_once
from tests.cast import Cast
from tests.conftest import Published
from tests.make import make_message
from tests.messaging.conftest import Committing

PERSONAL = {
    "role", "permissions", "unread_count", "mention_count", "last_read_seq", "visible_from_seq",
    "muted_until", "pinned", "archived", "folder", "notification_level", "is_request", "peer",
}  # fmt: skip


def do_everything(cast: Cast) -> None:
    room = cast.lounge.id
    said = make_message(by=cast.bob, in_=cast.lounge, body="One")
    answer = make_message(by=cast.alice, in_=cast.lounge, reply_to=said["id"])
    edit_message(actor=cast.bob, session_id=uuid.uuid4(), message_id=said["id"], body="Two")
    add_reaction(actor=cast.carol, message_id=said["id"], emoji="👍")
    add_reaction(actor=cast.bob, message_id=said["id"], emoji="👍")
    remove_reaction(actor=cast.carol, message_id=said["id"], emoji="👍")
    add_members(actor=cast.alice, conversation_id=room, user_ids=[cast.dave.id])
    items = [NewMessage(room, uuid.uuid4(), body) for body in ("a", "", "b")]
    send_messages(actor=cast.dave, session_id=uuid.uuid4(), items=items)
    delete_message(actor=cast.carol, message_id=answer["id"])
    leave_conversation(actor=cast.dave, conversation_id=room)
    remove_member(actor=cast.alice, conversation_id=room, user_id=cast.bob.id)


def test_each_rev_has_exactly_one_event_in_order(
    cast: Cast, published: Published, committing: Committing
) -> None:
    before = cast.lounge.rev
    with committing():
        do_everything(cast)
    frames = published.frames(f"conversation:{cast.lounge.id}")
    after = Conversation.objects.get(id=cast.lounge.id).rev
    assert [frame["rev"] for frame in frames] == list(range(before + 1, after + 1))
    assert [frame["ev"] for frame in frames] == [
        "message.created", "message.created",
        *["message.updated"] * 4,
        "member.updated", "message.created",
        "message.created", "message.created",
        "message.deleted",
        "member.removed", "message.created",
        "member.removed", "message.created",
    ]  # fmt: skip
    assert {tuple(frame) for frame in frames} == {("ev", "c", "rev", "d")}
    assert {frame["c"] for frame in frames} == {str(cast.lounge.id)}


def test_shared_events_hold_nothing_of_one_person(
    cast: Cast, published: Published, committing: Committing
) -> None:
    with committing():
        do_everything(cast)
        advance_receipts(actor=cast.carol, conversation_id=cast.lounge.id, read_seq=4)
    shared = published.frames(f"conversation:{cast.lounge.id}")
    assert len(shared) > 10
    pills = [pill for frame in shared for pill in frame["d"].get("reactions", [])]
    assert pills
    assert all(set(pill) == {"emoji", "count"} for pill in pills)
    for frame in shared:
        # A member's role and permissions are theirs in everyone's eyes, and so is a message's pin.
        kind = frame["ev"].partition(".")[0]
        common = {"member": {"role", "permissions"}, "message": {"pinned"}}.get(kind, set())
        assert PERSONAL & set(frame["d"]) <= common
    topics = {message["topic"] for message in published.messages}
    people = {f"user:{person.id}" for person in (cast.bob, cast.carol, cast.dave)}
    assert topics == people | {f"conversation:{cast.lounge.id}"}


def test_a_reaction_says_who_did_what(
    cast: Cast, published: Published, committing: Committing
) -> None:
    said = make_message(by=cast.alice, in_=cast.lounge)
    with committing():
        add_reaction(actor=cast.bob, message_id=said["id"], emoji="👍")
        add_reaction(actor=cast.bob, message_id=said["id"], emoji="👍")
        remove_reaction(actor=cast.bob, message_id=said["id"], emoji="👍")
        edit_message(actor=cast.alice, session_id=uuid.uuid4(), message_id=said["id"], body="x")
    first, second, edit = published.events("message.updated")
    bob = str(cast.bob.id)
    for event, active in ((first, True), (second, False)):
        found = {key: event["d"][key] for key in ("by", "change", "emoji", "user_id", "active")}
        assert found == {
            "by": bob, "change": "reaction", "emoji": "👍", "user_id": bob, "active": active,
        }  # fmt: skip
    assert (edit["d"]["by"], edit["d"]["change"]) == (str(cast.alice.id), "edit")
    assert "emoji" not in edit["d"]


def test_receipts_are_shared_and_unread_counts_are_not(
    cast: Cast, published: Published, committing: Committing
) -> None:
    make_message(by=cast.alice, in_=cast.lounge)
    with committing():
        advance_receipts(actor=cast.bob, conversation_id=cast.lounge.id, delivered_seq=1)
        advance_receipts(actor=cast.bob, conversation_id=cast.lounge.id, read_seq=1)
        advance_receipts(actor=cast.bob, conversation_id=cast.lounge.id, read_seq=1)
    shared = published.frames(f"conversation:{cast.lounge.id}")
    assert [frame["ev"] for frame in shared] == ["receipt.updated"] * 2
    assert {tuple(frame) for frame in shared} == {("ev", "c", "d")}
    assert set(shared[0]["d"]) == {"user_id", "delivered_seq", "read_seq", "at"}
    assert [frame["d"]["read_seq"] for frame in shared] == [0, 1]
    (own,) = published.frames(f"user:{cast.bob.id}")
    assert (own["ev"], "rev" in own) == ("conversation.updated", False)
    assert own["d"] == {
        "id": str(cast.lounge.id), "last_read_seq": 1, "unread_count": 0, "mention_count": 0,
        "marked_unread": False, "as_of_rev": Conversation.objects.get(id=cast.lounge.id).rev,
    }  # fmt: skip


def test_who_arrives_is_told_alone_and_subscribed_first(
    cast: Cast, published: Published, committing: Committing
) -> None:
    with committing():
        dm = start_dm(actor=cast.bob, user_id=cast.dave.id).conversation
        add_members(actor=cast.bob, conversation_id=cast.lounge.id, user_ids=[cast.dave.id])
    created = published.events("conversation.created")
    expected = [(cast.bob, dm["id"]), (cast.dave, dm["id"]), (cast.dave, str(cast.lounge.id))]
    assert [(event["topic"], event["d"]["id"]) for event in created] == [
        (f"user:{person.id}", name) for person, name in expected
    ]
    for event, (_, name) in zip(created, expected, strict=True):
        assert event["control"] == {"subscribe": [f"conversation:{name}"]}
        assert set(event["d"]) >= PERSONAL
    assert [event["d"]["peer"]["username"] for event in created[:2]] == ["dave", "bob"]
    (joined,) = published.events("member.updated")
    assert joined["topic"] == f"conversation:{cast.lounge.id}"
    assert (joined["d"]["user"]["username"], joined["d"]["members_count"]) == ("dave", 4)


def test_who_goes_loses_the_stream_before_the_others_are_told(
    cast: Cast, published: Published, committing: Committing
) -> None:
    with committing():
        remove_member(actor=cast.alice, conversation_id=cast.lounge.id, user_id=cast.bob.id)
        leave_conversation(actor=cast.carol, conversation_id=cast.lounge.id)
    gone = [(cast.bob, "removed", 2), (cast.carol, "left", 1)]
    for event, (person, reason, count) in zip(
        published.events("member.removed"), gone, strict=True
    ):
        assert event["topic"] == f"conversation:{cast.lounge.id}"
        assert event["control"] == {"revoke": [str(person.id)]}
        assert event["d"] == {
            "user_id": str(person.id), "reason": reason, "members_count": count,
        }  # fmt: skip
    for event, (person, reason, _) in zip(
        published.events("conversation.removed"), gone, strict=True
    ):
        assert event["topic"] == f"user:{person.id}"
        assert event["control"] == {"unsubscribe": [f"conversation:{cast.lounge.id}"]}
        assert event["d"] == {"conversation_id": str(cast.lounge.id), "reason": reason}


def test_a_dm_and_a_group_tell_each_of_their_people_once(
    cast: Cast, published: Published, committing: Committing
) -> None:
    with committing():
        group = create_group(actor=cast.alice, title="x", user_ids=[cast.bob.id]).conversation
        start_dm(actor=cast.alice, user_id=cast.bob.id)
        start_dm(actor=cast.bob, user_id=cast.alice.id)
    topics = sorted(event["topic"] for event in published.events("conversation.created"))
    assert topics == sorted([f"user:{cast.alice.id}", f"user:{cast.bob.id}"] * 2)
    assert published.frames(f"conversation:{group['id']}") == []


def test_what_is_refused_or_repeated_is_told_to_nobody(
    cast: Cast, published: Published, committing: Committing
) -> None:
    said = make_message(by=cast.alice, in_=cast.lounge)
    repeated = NewMessage(cast.lounge.id, uuid.UUID(said["client_id"]), "x")
    with committing():
        send_messages(actor=cast.alice, session_id=uuid.uuid4(), items=[repeated])
        remove_reaction(actor=cast.bob, message_id=said["id"], emoji="👍")
        edit_message(actor=cast.alice, session_id=uuid.uuid4(), message_id=said["id"], body="Hello")
        add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=[cast.bob.id])
        for refused in (
            lambda: make_message(by=cast.dave, in_=cast.lounge),
            lambda: make_message(by=cast.bob, in_=cast.lounge, body=""),
            lambda: delete_message(actor=cast.bob, message_id=said["id"]),
            lambda: leave_conversation(actor=cast.alice, conversation_id=cast.lounge.id),
        ):
            with pytest.raises(Refusal):
                refused()
    assert published.messages == []


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_tells_nothing(cast: Cast, published: Published) -> None:
    def fail() -> None:
        with transaction.atomic():
            make_message(by=cast.bob, in_=cast.lounge)
            raise LookupError

    published.messages.clear()
    with pytest.raises(LookupError):
        fail()
    assert published.messages == []
    make_message(by=cast.bob, in_=cast.lounge)
    assert [event["rev"] for event in published.events("message.created")] == [cast.lounge.rev + 1]


@pytest.mark.django_db(transaction=True)
def test_revs_have_one_event_each_also_when_all_act_at_once(
    cast: Cast, published: Published
) -> None:
    said = make_message(by=cast.alice, in_=cast.lounge)
    people = [cast.alice, cast.bob, cast.carol]

    def work(number: int) -> Any:
        who = people[number % 3]
        make_message(by=who, in_=cast.lounge)
        add_reaction(actor=who, message_id=said["id"], emoji="👍" if number < 3 else "❤️")
        return make_message(by=who, in_=cast.lounge)

    assert all(isinstance(answer, dict) for answer in at_once(6, work))
    frames = published.frames(f"conversation:{cast.lounge.id}")
    after = Conversation.objects.get(id=cast.lounge.id).rev
    first = cast.lounge.rev + 1
    revs = [frame["rev"] for frame in frames if frame["rev"] >= first]
    assert sorted(revs) == list(range(first, after + 1))
    assert after == cast.lounge.rev + 1 + 6 * 3
