"""Pinning over REST and socket."""

import uuid
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from chatty.core.clock import now
from chatty.core.limits import override_limits
from chatty.realtime.registry import Caller, find_operation
from conversations.models import Conversation, Membership
from messaging.models import Message, MessageType
from messaging.operations.deletions import delete_message
from messaging.operations.edits import edit_message
from messaging.operations.pins import pin_message, unpin_message
from messaging.wire import MessageJSON
from tests.asking import Api, api_as, at_once, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.make import make_channel, make_dm, make_message
from tests.messaging.conftest import Committing


@pytest.fixture
def said(cast: Cast) -> MessageJSON:
    return make_message(by=cast.bob, in_=cast.lounge, body="Meet at eight")


def pins(api: Api, room: Conversation, query: str = "") -> list[str]:
    found = api.get(f"/conversations/{room.id}/pins{query}")
    return [message["body"] for message in found["results"]]


def pin(by: User, message: Any) -> MessageJSON:
    return pin_message(actor=by, message_id=message["id"])


def test_a_pinned_message_is_found_by_everyone(cast: Cast, said: MessageJSON) -> None:
    pinned = api_as(cast.carol).ok("PUT", f"/messages/{said['id']}/pin")
    rev = said["rev"] or 0
    assert (pinned["pinned"], pinned["version"], pinned["rev"]) == (True, 1, rev + 1)
    assert pinned["pinned_at"].endswith("Z")
    assert said["pinned_at"] is None
    for who in (cast.alice, cast.bob):
        api = api_as(who)
        assert pins(api, cast.lounge) == ["Meet at eight"]
        found = api.get(f"/conversations/{cast.lounge.id}/messages")["results"]
        assert [message["pinned"] for message in found] == [True]
    unpinned = api_as(cast.carol).ok("DELETE", f"/messages/{said['id']}/pin")
    assert (unpinned["pinned"], unpinned["pinned_at"]) == (False, None)
    assert unpinned["rev"] == rev + 2
    assert pins(api_as(cast.bob), cast.lounge) == []


def test_everyone_hears_who_pinned(
    cast: Cast, said: MessageJSON, published: Published, committing: Committing
) -> None:
    with committing():
        pinned = pin(cast.carol, said)
    [heard] = published.events("message.updated")
    assert heard["topic"] == f"conversation:{cast.lounge.id}"
    assert heard["rev"] == pinned["rev"]
    assert (heard["d"]["by"], heard["d"]["change"]) == (str(cast.carol.id), "pin")
    assert (heard["d"]["pinned"], heard["d"]["pinned_at"]) == (True, pinned["pinned_at"])


def test_the_audit_log_does_not_tell_who_pins_what_outside_of_spaces(
    cast: Cast, said: MessageJSON
) -> None:
    before = AuditEntry.objects.count()
    told = make_message(by=cast.bob, in_=make_dm(cast.alice, cast.bob))
    for person, message in ((cast.alice, told), (cast.carol, said)):
        assert pin(person, message)["pinned"]
        assert not unpin_message(actor=person, message_id=message["id"])["pinned"]
    assert AuditEntry.objects.count() == before


def test_pinning_again_changes_nothing(
    cast: Cast, said: MessageJSON, published: Published, committing: Committing
) -> None:
    first = pin(cast.carol, said)
    with committing():
        assert pin(cast.alice, said) == first
    removed = unpin_message(actor=cast.carol, message_id=said["id"])
    with committing():
        assert unpin_message(actor=cast.alice, message_id=said["id"]) == removed
    assert published.messages == []


def test_a_socket_pins_alike(cast: Cast, said: MessageJSON) -> None:
    caller = Caller(cast.carol.id, uuid.uuid4())
    for name, pinned in (("message.pin", True), ("message.unpin", False)):
        operation = find_operation(name)
        assert operation is not None
        answer: Any = operation(cast.carol, caller, {"message_id": said["id"]})
        assert (answer["id"], answer["pinned"]) == (said["id"], pinned)


def test_the_newest_pin_comes_first_page_by_page(cast: Cast) -> None:
    said = [make_message(by=cast.bob, in_=cast.lounge, body=f"{n}") for n in range(5)]
    for number in (2, 0, 4, 1):
        pin(cast.alice, said[number])
    # Two in the same instant are told apart by their place.
    Message.objects.filter(id__in=[said[0]["id"], said[4]["id"]]).update(pinned_at=now())
    api, found, cursor = api_as(cast.bob), [], ""
    while True:
        page = api.get(f"/conversations/{cast.lounge.id}/pins?limit=1{cursor}")
        found += [message["body"] for message in page["results"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == pins(api, cast.lounge) == ["4", "0", "1", "2"]
    bad = api("GET", f"/conversations/{cast.lounge.id}/pins?cursor=x")
    assert code_of(bad) == (400, "invalid_cursor")


def test_members_without_the_permission_cannot_pin(cast: Cast, said: MessageJSON) -> None:
    pin(cast.carol, said)
    for method in ("PUT", "DELETE"):
        refused = api_as(cast.bob)(method, f"/messages/{said['id']}/pin")
        assert code_of(refused) == (403, "forbidden")
    assert pins(api_as(cast.bob), cast.lounge) == ["Meet at eight"]
    news = make_channel(cast.alice, cast.bob)
    told = make_message(by=cast.alice, in_=news)
    assert code_of(api_as(cast.bob)("PUT", f"/messages/{told['id']}/pin")) == (403, "forbidden")


def test_both_may_pin_in_a_direct_conversation(cast: Cast) -> None:
    dm = make_dm(cast.bob, cast.dave)
    pin(cast.dave, make_message(by=cast.bob, in_=dm, body="Here"))
    assert pins(api_as(cast.bob), dm) == ["Here"]


def test_a_deleted_message_is_pinned_no_more(cast: Cast, said: MessageJSON) -> None:
    pin(cast.carol, said)
    gone = delete_message(actor=cast.bob, message_id=said["id"])
    assert (gone["pinned"], gone["pinned_at"]) == (False, None)
    carol = api_as(cast.carol)
    assert pins(carol, cast.lounge) == []
    assert code_of(carol("PUT", f"/messages/{said['id']}/pin")) == (404, "not_found")
    assert carol.ok("DELETE", f"/messages/{said['id']}/pin") == gone


def test_an_edited_message_stays_pinned(cast: Cast, said: MessageJSON) -> None:
    pinned = pin(cast.carol, said)
    edit_message(actor=cast.bob, session_id=uuid.uuid4(), message_id=said["id"], body="At nine")
    assert pins(api_as(cast.bob), cast.lounge) == ["At nine"]
    assert pin(cast.carol, said)["pinned_at"] == pinned["pinned_at"]


def test_lines_of_the_conversation_itself_are_not_pinned(cast: Cast, said: MessageJSON) -> None:
    Message.objects.filter(id=said["id"]).update(type=MessageType.SYSTEM)
    refused = api_as(cast.alice)("PUT", f"/messages/{said['id']}/pin")
    assert code_of(refused) == (403, "forbidden")


def test_a_conversation_has_so_many_pins(cast: Cast) -> None:
    said = [make_message(by=cast.bob, in_=cast.lounge, body=f"{n}") for n in range(3)]
    alice = api_as(cast.alice)
    with override_limits(pins_per_conversation=2):
        pin(cast.alice, said[0])
        pin(cast.alice, said[1])
        refused = alice("PUT", f"/messages/{said[2]['id']}/pin")
        assert code_of(refused) == (400, "invalid")
        assert refused.json()["detail"].startswith("A conversation has at most 2 pinned")
        pin(cast.alice, said[1])
        unpin_message(actor=cast.alice, message_id=said[0]["id"])
        pin(cast.alice, said[2])
    assert pins(alice, cast.lounge) == ["2", "1"]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_take_the_same_last_place(cast: Cast) -> None:
    said = [make_message(by=cast.bob, in_=cast.lounge) for _ in range(4)]
    with override_limits(pins_per_conversation=1):
        at_once(4, lambda n: pin(cast.alice, said[n]))
    assert Message.objects.filter(pinned_at__isnull=False).count() == 1


def test_who_sees_no_history_sees_no_pin_of_it(cast: Cast, said: MessageJSON) -> None:
    pin(cast.carol, said)
    later = make_message(by=cast.bob, in_=cast.lounge, body="Later")
    pin(cast.carol, later)
    Membership.objects.filter(user_id=cast.bob.id).update(visible_from_seq=later["seq"])
    assert pins(api_as(cast.bob), cast.lounge) == ["Later"]
    assert pins(api_as(cast.alice), cast.lounge) == ["Later", "Meet at eight"]


def test_pins_come_with_the_changes(cast: Cast, said: MessageJSON) -> None:
    pinned = pin(cast.carol, said)
    path = f"/conversations/{cast.lounge.id}/changes?since={said['rev']}"
    [changed] = api_as(cast.bob).get(path)["messages"]
    assert (changed["pinned"], changed["pinned_at"]) == (True, pinned["pinned_at"])


def test_pinning_to_and_fro_is_limited(cast: Cast, said: MessageJSON) -> None:
    """What turns out to change nothing counts too: that is seen under the lock."""
    carol, path = api_as(cast.carol), f"/messages/{said['id']}/pin"
    with override_limits(conversation_changes_per_minute=4):
        for method in ("PUT", "PUT", "DELETE", "DELETE"):
            carol.ok(method, path)
        assert code_of(carol("PUT", path)) == (429, "rate_limited")
    assert pins(carol, cast.lounge) == []
