"""Threads over REST: answering, reading, following."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from chatty.core.limits import override_limits
from conversations.models import Conversation, Membership
from messaging.models import Message, MessageType, ThreadFollow
from messaging.operations.deletions import delete_message, hide_message
from messaging.operations.edits import edit_message
from messaging.operations.recovery import recover_message
from messaging.wire import MessageJSON
from tests.asking import api_as, at_once, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.make import make_dm, make_message
from tests.messaging.conftest import Committing


@pytest.fixture
def root(cast: Cast) -> MessageJSON:
    return make_message(by=cast.alice, in_=cast.lounge, body="Where do we meet?")


def sending(body: str, thread_id: Any, **details: Any) -> dict[str, Any]:
    return {"client_id": str(uuid.uuid4()), "body": body, "thread_id": thread_id, **details}


def answer(by: User, root: MessageJSON, body: str = "Here", **details: Any) -> Any:
    path = f"/conversations/{root['conversation_id']}/messages"
    return api_as(by).ok("POST", path, sending(body, root["id"], **details))


def thread_of(by: User, message: Any, query: str = "") -> Any:
    return api_as(by).get(f"/messages/{message['id']}/thread{query}")


def summary(by: User, root: MessageJSON) -> Any:
    return api_as(by).get(f"/messages/{root['id']}")["thread"]


def bodies(window: Any) -> list[str]:
    return [message["body"] for message in window["results"]]


def test_an_answer_stands_in_the_timeline_and_under_its_first_message(
    cast: Cast, root: MessageJSON
) -> None:
    said = answer(cast.bob, root, "At the pier")
    assert (said["thread_id"], said["seq"], said["thread"]) == (root["id"], 2, None)
    timeline = api_as(cast.carol).get(f"/conversations/{cast.lounge.id}/messages")["results"]
    assert [message["thread_id"] for message in timeline] == [None, root["id"]]
    assert timeline[0]["thread"] == {
        "count": 1,
        "last_seq": 2,
        "last_at": said["created_at"],
        "people": [str(cast.bob.id)],
    }
    window = thread_of(cast.carol, root)
    assert window["root"] == timeline[0]
    assert window["results"] == [timeline[1]]
    assert (window["has_before"], window["has_after"]) == (False, False)


def test_an_answer_to_an_answer_goes_to_the_same_thread(cast: Cast, root: MessageJSON) -> None:
    first = answer(cast.bob, root)
    assert answer(cast.carol, first, "There")["thread_id"] == root["id"]
    for place in (root, first):
        assert bodies(thread_of(cast.alice, place)) == ["Here", "There"]
    assert api_as(cast.alice).get(f"/messages/{first['id']}")["thread"] is None


def test_the_last_three_to_write_are_named(cast: Cast, root: MessageJSON) -> None:
    dm = make_dm(cast.alice, cast.bob)
    aside = make_message(by=cast.alice, in_=dm)
    answer(cast.bob, aside)
    for who in (cast.alice, cast.bob, cast.carol, cast.bob):
        answer(who, root)
    found = summary(cast.alice, root)
    people = [str(who.id) for who in (cast.bob, cast.carol, cast.alice)]
    assert (found["count"], found["last_seq"], found["people"]) == (4, 5, people)
    assert summary(cast.alice, aside)["count"] == 1


def test_everyone_hears_once_of_what_a_batch_answers(
    cast: Cast, root: MessageJSON, published: Published, committing: Committing
) -> None:
    operations = [
        {
            "op_id": str(uuid.uuid4()), "type": "create", "resource": "message",
            "data": {**sending(text, root["id"]), "conversation_id": str(cast.lounge.id)},
            "timestamp": "2026-11-21T10:00:00.000Z",
        }
        for text in ("one", "two", "three")
    ]  # fmt: skip
    with committing():
        api_as(cast.bob).ok("POST", "/sync", {"operations": operations})
    heard = [
        event for event in published.frames(f"conversation:{cast.lounge.id}") if "rev" in event
    ]
    assert [event["ev"] for event in heard] == ["message.created"] * 3 + ["message.updated"]
    revs = [event["rev"] for event in heard]
    assert revs == list(range(revs[0], revs[0] + 4))
    told = heard[-1]["d"]
    assert (told["id"], told["by"], told["change"]) == (root["id"], str(cast.bob.id), "thread")
    assert told["thread"]["count"] == 3
    assert Conversation.objects.get(id=cast.lounge.id).rev == revs[-1]
    since = f"/conversations/{cast.lounge.id}/changes?since={revs[0] - 1}"
    changed = api_as(cast.carol).get(since)["messages"]
    assert [message["rev"] for message in changed] == revs
    assert changed[-1]["thread"] == told["thread"]


def test_a_repeated_answer_counts_once(cast: Cast, root: MessageJSON) -> None:
    name = str(uuid.uuid4())
    first = answer(cast.bob, root, client_id=name)
    assert answer(cast.bob, root, client_id=name)["id"] == first["id"]
    assert summary(cast.bob, root)["count"] == 1


@pytest.mark.django_db(transaction=True)
def test_what_several_answer_at_once_is_counted_right(cast: Cast, root: MessageJSON) -> None:
    people = [cast.alice, cast.bob, cast.carol]
    at_once(12, lambda number: answer(people[number % 3], root, f"{number}"))
    found = summary(cast.alice, root)
    assert (found["count"], found["last_seq"], len(found["people"])) == (12, 13, 3)
    assert len(thread_of(cast.alice, root)["results"]) == 12


def test_a_thread_is_read_in_stretches(cast: Cast, root: MessageJSON) -> None:
    for number in range(7):
        answer(cast.bob, root, f"{number}")
        make_message(by=cast.alice, in_=cast.lounge, body="Beside it")
    newest = thread_of(cast.alice, root, "?limit=3")
    assert (bodies(newest), newest["has_before"], newest["has_after"]) == (
        ["4", "5", "6"], True, False,
    )  # fmt: skip
    first = newest["results"][0]["seq"]
    before = thread_of(cast.alice, root, f"?limit=3&before={first}")
    assert (bodies(before), before["has_before"], before["has_after"]) == (
        ["1", "2", "3"], True, True,
    )  # fmt: skip
    after = thread_of(cast.alice, root, "?limit=2&after=0")
    assert (bodies(after), after["has_before"], after["has_after"]) == (["0", "1"], False, True)
    last = thread_of(cast.alice, root, f"?after={newest['results'][-1]['seq']}")
    assert (bodies(last), last["has_before"], last["has_after"]) == ([], True, False)
    both = api_as(cast.alice)("GET", f"/messages/{root['id']}/thread?after=1&before=5")
    assert code_of(both) == (400, "invalid")


def test_what_cannot_be_answered_is_refused(cast: Cast, root: MessageJSON) -> None:
    path, bob = f"/conversations/{cast.lounge.id}/messages", api_as(cast.bob)
    other = make_message(by=cast.bob, in_=make_dm(cast.bob, cast.alice))
    gone = make_message(by=cast.bob, in_=cast.lounge)
    delete_message(actor=cast.bob, message_id=gone["id"])
    line = make_message(by=cast.bob, in_=cast.lounge)
    Message.objects.filter(id=line["id"]).update(type=MessageType.SYSTEM)
    for name in (other["id"], gone["id"], line["id"], str(uuid.uuid4())):
        refused = bob("POST", path, sending("x", name))
        assert code_of(refused) == (400, "invalid")
        assert "thread_id" in refused.json()["errors"]
    assert code_of(bob("POST", path, sending("x", "no id"))) == (400, "invalid")
    Membership.objects.filter(user_id=cast.bob.id).update(deny=["reply"])
    assert code_of(bob("POST", path, sending("x", root["id"]))) == (403, "forbidden")
    assert summary(cast.alice, root) is None


def test_who_may_not_see_the_first_message_sees_no_thread(cast: Cast, root: MessageJSON) -> None:
    said = answer(cast.carol, root)
    for who in (cast.dave, cast.mallory):
        for message in (root, said):
            refused = api_as(who)("GET", f"/messages/{message['id']}/thread")
            assert code_of(refused) == (404, "not_found")
    Membership.objects.filter(user_id=cast.bob.id).update(visible_from_seq=said["seq"])
    bob, path = api_as(cast.bob), f"/conversations/{cast.lounge.id}/messages"
    assert [message["id"] for message in bob.get(path)["results"]] == [said["id"]]
    for message in (root, said):
        assert code_of(bob("GET", f"/messages/{message['id']}/thread")) == (404, "not_found")
    refused = bob("POST", path, sending("x", said["id"]))
    assert code_of(refused) == (400, "invalid")


def test_a_deleted_answer_counts_no_more_until_it_is_back(
    cast: Cast, root: MessageJSON, published: Published, committing: Committing
) -> None:
    first, last = answer(cast.bob, root), answer(cast.carol, root)
    before = summary(cast.alice, root)
    with committing():
        delete_message(actor=cast.carol, message_id=last["id"])
    assert summary(cast.alice, root) == {
        "count": 1,
        "last_seq": first["seq"],
        "last_at": first["created_at"],
        "people": [str(cast.bob.id)],
    }
    [told] = published.events("message.updated")
    assert (told["d"]["id"], told["d"]["change"]) == (root["id"], "thread")
    [tombstone] = published.events("message.deleted")
    assert told["rev"] == tombstone["rev"] + 1
    assert bodies(thread_of(cast.alice, root)) == ["Here", ""]
    delete_message(actor=cast.bob, message_id=first["id"])
    assert summary(cast.alice, root) is None
    for who, message in ((cast.bob, first), (cast.carol, last)):
        recover_message(actor=who, message_id=message["id"])
    assert summary(cast.alice, root) == before


def test_what_is_hidden_or_edited_still_counts(cast: Cast, root: MessageJSON) -> None:
    said = answer(cast.bob, root)
    before = summary(cast.alice, root)
    hide_message(actor=cast.carol, message_id=said["id"])
    edit_message(actor=cast.bob, session_id=uuid.uuid4(), message_id=said["id"], body="No, there")
    assert summary(cast.carol, root) == before
    assert bodies(thread_of(cast.carol, root)) == [""]
    assert bodies(thread_of(cast.alice, root)) == ["No, there"]


def test_the_thread_of_a_deleted_message_can_be_read_and_takes_no_more(
    cast: Cast, root: MessageJSON
) -> None:
    answer(cast.bob, root)
    delete_message(actor=cast.alice, message_id=root["id"])
    window = thread_of(cast.carol, root)
    assert (window["root"]["deleted"], bodies(window)) == (True, ["Here"])
    assert window["root"]["thread"]["count"] == 1
    path = f"/conversations/{cast.lounge.id}/messages"
    refused = api_as(cast.carol)("POST", path, sending("x", window["results"][0]["id"]))
    assert code_of(refused) == (400, "invalid")


def state(window: Any) -> tuple[bool, int, int]:
    return window["following"], window["read_seq"], window["followers_count"]


def test_who_begins_writes_or_is_mentioned_follows(cast: Cast, root: MessageJSON) -> None:
    assert state(thread_of(cast.alice, root)) == (False, 0, 0)
    said = answer(cast.bob, root, "@carol knows")
    assert state(thread_of(cast.alice, root)) == (True, 0, 3)
    assert state(thread_of(cast.bob, root)) == (True, said["seq"], 3)
    assert state(thread_of(cast.carol, root)) == (True, 0, 3)
    again = answer(cast.bob, root, "@carol?")
    assert state(thread_of(cast.bob, root)) == (True, again["seq"], 3)
    assert state(thread_of(cast.carol, root)) == (True, 0, 3)


def test_who_said_no_is_not_asked_again(
    cast: Cast, root: MessageJSON, published: Published, committing: Committing
) -> None:
    said = answer(cast.bob, root)
    path, bob = f"/messages/{said['id']}/thread/follow", api_as(cast.bob)
    with committing():
        for _ in range(2):
            assert state(bob.ok("DELETE", path)) == (False, said["seq"], 1)
    [heard] = published.events("thread.updated")
    assert heard["topic"] == f"user:{cast.bob.id}"
    assert heard["d"] == {
        "message_id": root["id"], "following": False, "read_seq": said["seq"],
    }  # fmt: skip
    later = answer(cast.bob, root, "@bob notes")
    assert state(thread_of(cast.bob, root)) == (False, later["seq"], 1)
    assert state(bob.ok("PUT", path)) == (True, later["seq"], 2)
    untouched = make_message(by=cast.alice, in_=cast.lounge)
    assert state(bob.ok("PUT", f"/messages/{untouched['id']}/thread/follow")) == (True, 0, 1)


def test_the_watermark_goes_up_only_and_no_further_than_the_thread(
    cast: Cast, root: MessageJSON, published: Published, committing: Committing
) -> None:
    first, last = (answer(cast.bob, root) for _ in range(2))
    alice, path = api_as(cast.alice), f"/messages/{root['id']}/thread/read"
    with committing():
        for seq, expected in (
            (first["seq"], first["seq"]), (0, first["seq"]), (2**40, last["seq"]),
        ):  # fmt: skip
            assert alice.ok("POST", path, {"seq": seq})["read_seq"] == expected
    heard = [event["d"]["read_seq"] for event in published.events("thread.updated")]
    assert heard == [first["seq"], last["seq"]]
    assert state(api_as(cast.carol).ok("POST", path, {"seq": 5})) == (False, 0, 2)
    assert not ThreadFollow.objects.filter(user=cast.carol).exists()
    for wrong in ({}, {"seq": -1}, {"seq": "x"}):
        assert code_of(alice("POST", path, wrong)) == (400, "invalid")


def test_threads_of_others_are_not_followed(cast: Cast, root: MessageJSON) -> None:
    answer(cast.bob, root)
    for method, path, body in (
        ("PUT", "follow", None), ("DELETE", "follow", None), ("POST", "read", {"seq": 1}),
    ):  # fmt: skip
        refused = api_as(cast.dave)(method, f"/messages/{root['id']}/thread/{path}", body)
        assert code_of(refused) == (404, "not_found")
    Message.objects.filter(id=root["id"]).update(type=MessageType.SYSTEM)
    refused = api_as(cast.carol)("PUT", f"/messages/{root['id']}/thread/follow")
    assert code_of(refused) == (403, "forbidden")
    assert not ThreadFollow.objects.filter(user__in=[cast.dave, cast.carol]).exists()


def test_following_to_and_fro_is_limited(cast: Cast, root: MessageJSON) -> None:
    bob, path = api_as(cast.bob), f"/messages/{root['id']}/thread/follow"
    with override_limits(thread_follows_per_minute=1):
        bob.ok("PUT", path)
        assert code_of(bob("DELETE", path)) == (429, "rate_limited")
