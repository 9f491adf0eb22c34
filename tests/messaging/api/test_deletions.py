"""Deleting for oneself, and bringing back what was deleted for everyone."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import AuditEntry
from chatty.core.clock import now
from chatty.core.limits import override_limits
from conversations.models import Conversation
from messaging.models import DeletedMessage, HiddenMessage, MessageEdit
from messaging.wire import MessageJSON
from tests.asking import Api, api_as, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.make import general_of, make_message, make_space
from tests.messaging.conftest import Committing


@pytest.fixture
def bob(cast: Cast) -> Api:
    return api_as(cast.bob)


@pytest.fixture
def said(cast: Cast) -> MessageJSON:
    return make_message(by=cast.bob, in_=cast.lounge, body="First, @alice")


def shown(api: Api, message: MessageJSON) -> dict[str, Any]:
    """The message as one person's timeline has it."""
    found = api.get(f"/conversations/{message['conversation_id']}/messages")["results"]
    (one,) = [row for row in found if row["id"] == message["id"]]
    return dict(one)


def test_authors_bring_back_what_they_deleted_and_nobody_else_does(
    cast: Cast, bob: Api, said: MessageJSON, published: Published, committing: Committing
) -> None:
    path = f"/messages/{said['id']}"
    edited = bob.ok("PATCH", path, {"body": "Second, @alice"})
    tombstone = bob.ok("DELETE", path)
    assert tombstone["deletion"]["by"] == "author"
    assert tombstone["deletion"]["recoverable_until"] > tombstone["deleted_at"]
    assert tombstone["metadata"] == {}
    # Until then nobody reads it, in any version.
    assert api_as(cast.carol).get(f"{path}/edits")["results"] == []
    for other in (cast.alice, cast.carol):
        assert code_of(api_as(other)("POST", f"{path}/recover")) == (403, "forbidden")
    assert code_of(api_as(cast.dave)("POST", f"{path}/recover")) == (404, "not_found")
    with committing():
        back = bob.ok("POST", f"{path}/recover")
    assert back["rev"] == tombstone["rev"] + 1
    same = {**edited, "rev": back["rev"]}
    assert back == same
    assert shown(api_as(cast.alice), said)["mentions"] == [str(cast.alice.id)]
    assert len(bob.get(f"{path}/edits")["results"]) == 1
    (event,) = published.events("message.updated")
    assert (event["rev"], event["d"]["change"]) == (back["rev"], "recover")
    assert event["d"]["body"] == "Second, @alice"
    assert not DeletedMessage.objects.exists()
    # What stands is brought back to where it is.
    assert bob.ok("POST", f"{path}/recover") == back


def test_moderators_bring_back_what_a_moderator_removed(
    cast: Cast, bob: Api, said: MessageJSON
) -> None:
    path = f"/messages/{said['id']}"
    tombstone = api_as(cast.carol).ok("DELETE", path)
    assert tombstone["deletion"]["by"] == "moderator"
    assert code_of(bob("POST", f"{path}/recover")) == (403, "forbidden")
    back = api_as(cast.alice).ok("POST", f"{path}/recover")
    assert (back["deleted"], back["deletion"], back["body"]) == (False, None, "First, @alice")
    entries = AuditEntry.objects.filter(target_id=str(cast.lounge.id)).order_by("id")
    assert [(entry.action, entry.actor_id) for entry in entries] == [
        ("conversation.message_remove", cast.carol.id),
        ("conversation.message_recover", cast.alice.id),
    ]
    assert entries[0].details["user_id"] == str(cast.bob.id)


def test_all_hear_of_a_removal_and_not_who_did_it(
    cast: Cast, bob: Api, published: Published, committing: Committing
) -> None:
    root = make_message(by=cast.alice, in_=cast.lounge)
    answer = make_message(by=cast.bob, in_=cast.lounge, thread_id=root["id"])
    for remover, by in ((api_as(cast.alice), None), (bob, str(cast.bob.id))):
        published.messages.clear()
        with committing():
            remover.ok("DELETE", f"/messages/{answer['id']}")
            remover.ok("POST", f"/messages/{answer['id']}/recover")
        told = [event["d"] for event in published.events("message.updated")]
        assert [(one["change"], one["by"]) for one in told] == [
            ("thread", by),
            ("recover", by),
            ("thread", by),
        ]
        (whole,) = [one["thread"]["count"] for one in told[2:]]
        assert whole == 1
        assert told[0]["thread"] is None


def test_in_a_space_the_audit_log_tells_of_it(cast: Cast) -> None:
    space = make_space(cast.alice, cast.bob)
    channel = general_of(space)
    message = make_message(by=cast.bob, in_=channel)
    alice = api_as(cast.alice)
    alice.ok("DELETE", f"/messages/{message['id']}")
    alice.ok("POST", f"/messages/{message['id']}/recover")
    found = alice.get(f"/spaces/{space.id}/audit")["results"][:2]
    assert [row["action"] for row in found] == ["space.message_recover", "space.message_remove"]
    assert found[0]["details"]["channel_id"] == str(channel.id)


def test_after_its_time_nothing_comes_back(cast: Cast, bob: Api, said: MessageJSON) -> None:
    path = f"/messages/{said['id']}"
    bob.ok("DELETE", path)
    DeletedMessage.objects.update(purge_at=now() - timedelta(seconds=1))
    assert code_of(bob("POST", f"{path}/recover")) == (404, "not_found")
    assert shown(bob, said)["deleted"] is True
    assert Conversation.objects.get(id=cast.lounge.id).rev == said["rev"] + 1  # type: ignore[operator]  # sent ones have a rev


def test_where_nothing_is_kept_it_is_wiped_at_once(bob: Api, said: MessageJSON) -> None:
    path = f"/messages/{said['id']}"
    bob.ok("PATCH", path, {"body": "Second"})
    with override_limits(recoverable_days=0):
        tombstone = bob.ok("DELETE", path)
    assert tombstone["deletion"] == {"by": "author", "recoverable_until": None}
    assert not DeletedMessage.objects.exists()
    assert not MessageEdit.objects.exists()
    assert code_of(bob("POST", f"{path}/recover")) == (404, "not_found")


def test_what_one_deletes_for_oneself_others_still_see(
    cast: Cast, bob: Api, published: Published, committing: Committing
) -> None:
    said = make_message(by=cast.alice, in_=cast.lounge, body="Secret plan")
    answered = make_message(by=cast.carol, in_=cast.lounge, reply_to=said["id"])
    before = Conversation.objects.get(id=cast.lounge.id).rev
    with committing():
        hidden = bob.ok("DELETE", f"/messages/{said['id']}?for=me")
        again = bob.ok("DELETE", f"/messages/{said['id']}?for=me")
    assert hidden == again
    assert (hidden["deleted"], hidden["hidden"], hidden["body"]) == (True, True, "")
    assert (hidden["seq"], hidden["deleted_at"]) == (said["seq"], None)
    assert shown(bob, said) == hidden
    assert shown(bob, answered)["reply"] == {
        "id": said["id"],
        "seq": said["seq"],
        "sender_id": str(cast.alice.id),
        "excerpt": "",
        "deleted": True,
    }
    assert bob.get(f"/messages/{said['id']}") == hidden
    for other in (cast.alice, cast.carol):
        seen = shown(api_as(other), said)
        assert (seen["body"], seen["hidden"]) == ("Secret plan", False)
        assert shown(api_as(other), answered)["reply"]["excerpt"] == "Secret plan"
    # Nobody else hears of it, and nothing that they have has changed.
    assert Conversation.objects.get(id=cast.lounge.id).rev == before
    (event,) = published.messages
    assert event["topic"] == f"user:{cast.bob.id}"
    assert HiddenMessage.objects.count() == 1


def test_deleting_for_oneself_needs_no_right_but_to_see_it(cast: Cast, bob: Api) -> None:
    said = make_message(by=cast.alice, in_=cast.lounge)
    path = f"/messages/{said['id']}?for=me"
    for outsider in (cast.dave, cast.mallory):
        assert code_of(api_as(outsider)("DELETE", path)) == (404, "not_found")
    assert code_of(bob("DELETE", f"/messages/{said['id']}?for=us")) == (400, "invalid")
    assert bob.ok("DELETE", path)["hidden"] is True
    # What was hidden can still be deleted for everyone.
    tombstone = api_as(cast.alice).ok("DELETE", f"/messages/{said['id']}?for=all")
    assert (tombstone["deleted"], tombstone["hidden"]) == (True, False)
