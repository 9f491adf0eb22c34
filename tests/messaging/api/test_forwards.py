"""Forwarding over REST."""

import uuid
from collections.abc import Sequence
from typing import Any

import pytest

from accounts.models import User
from chatty.core.limits import override_limits
from conversations.models import Conversation, Membership
from messaging.models import Message, MessageType
from messaging.operations.deletions import delete_message, hide_message
from messaging.operations.recovery import recover_message
from messaging.wire import MessageJSON
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.make import make_channel, make_dm, make_group, make_message, make_poll
from tests.messaging.conftest import Committing


@pytest.fixture
def said(cast: Cast) -> MessageJSON:
    return make_message(by=cast.alice, in_=cast.lounge, body="Meet at *eight*, @bob")


def wanted(*rooms: Conversation) -> dict[str, Any]:
    return {
        "conversation_ids": [str(room.id) for room in rooms],
        "client_ids": [str(uuid.uuid4()) for _ in rooms],
    }


def forward(by: User, message: Any, *rooms: Conversation) -> Sequence[Any]:
    results: Sequence[Any] = api_as(by).ok(
        "POST", f"/messages/{message['id']}/forward", wanted(*rooms)
    )["results"]
    assert [result["conversation_id"] for result in results] == [str(room.id) for room in rooms]
    return results


def forwarded(by: User, message: Any, room: Conversation) -> Any:
    (result,) = forward(by, message, room)
    assert result["error"] is None
    return result["message"]


def refusal(by: User, message: Any, *rooms: Conversation, **body: Any) -> tuple[int, str]:
    path = f"/messages/{message['id']}/forward"
    return code_of(api_as(by)("POST", path, {**wanted(*rooms), **body}))


def test_it_says_elsewhere_what_was_said_and_by_whom(
    cast: Cast, said: MessageJSON, published: Published, committing: Committing
) -> None:
    dm, group = make_dm(cast.bob, cast.dave), make_group(cast.bob, cast.dave)
    with committing():
        results = forward(cast.bob, said, dm, group)
    for result, room in zip(results, (dm, group), strict=True):
        message = result["message"]
        assert (result["duplicate"], result["error"]) == (False, None)
        assert (message["sender_id"], message["body"]) == (str(cast.bob.id), said["body"])
        # Whom alice named in the lounge is not called here.
        assert message["mentions"] == []
        assert message["forward"] == {
            "sender_id": str(cast.alice.id),
            "sender_name": cast.alice.display_name,
            "sent_at": said["created_at"],
        }
        shown = api_as(cast.dave).get(f"/conversations/{room.id}/messages")["results"][-1]
        assert (shown["id"], shown["forward"]) == (message["id"], message["forward"])
    heard = published.events("message.created")
    assert {event["d"]["forward"]["sender_id"] for event in heard} == {str(cast.alice.id)}
    assert api_as(cast.bob).get(f"/messages/{said['id']}")["forward"] is None


def test_a_forward_of_a_forward_names_who_said_it_first(cast: Cast, said: MessageJSON) -> None:
    dm = make_dm(cast.bob, cast.dave)
    first = forwarded(cast.bob, said, dm)
    again = forwarded(cast.dave, first, make_group(cast.dave))
    assert again["forward"] == first["forward"]
    assert again["sender_id"] == str(cast.dave.id)


@pytest.mark.parametrize("audience", ["contacts", "nobody"])
def test_who_does_not_want_to_be_found_is_only_named(
    cast: Cast, said: MessageJSON, audience: str
) -> None:
    api_as(cast.alice).ok("PATCH", "/me", {"privacy_settings": {"forwards": audience}})
    found = forwarded(cast.bob, said, make_dm(cast.bob, cast.dave))["forward"]
    assert (found["sender_id"], found["sender_name"]) == (None, cast.alice.display_name)
    wrong = api_as(cast.alice)("PATCH", "/me", {"privacy_settings": {"forwards": "friends"}})
    assert code_of(wrong) == (400, "invalid")


def test_repeated_it_makes_no_second_message(cast: Cast, said: MessageJSON) -> None:
    dm = make_dm(cast.bob, cast.dave)
    body, path = wanted(dm), f"/messages/{said['id']}/forward"
    first, again = (api_as(cast.bob).ok("POST", path, body)["results"][0] for _ in range(2))
    assert (first["duplicate"], again["duplicate"]) == (False, True)
    assert first["message"]["id"] == again["message"]["id"]
    assert again["message"]["forward"] == first["message"]["forward"]
    assert Message.objects.filter(conversation_id=dm.id).count() == 1


def test_repeated_when_the_message_is_gone_it_tells_what_was_forwarded(
    cast: Cast, said: MessageJSON
) -> None:
    dm, group = make_dm(cast.bob, cast.dave), make_group(cast.bob)
    body, path = wanted(dm), f"/messages/{said['id']}/forward"
    first = api_as(cast.bob).ok("POST", path, body)["results"][0]
    delete_message(actor=cast.alice, message_id=said["id"])
    again = api_as(cast.bob).ok("POST", path, body)["results"]
    assert [(one["duplicate"], one["message"]["id"]) for one in again] == [
        (True, first["message"]["id"])
    ]
    # What was not forwarded then is not forwarded now; and others have forwarded nothing.
    more = {name: [*body[name], *wanted(group)[name]] for name in body}
    _, refused = api_as(cast.bob).ok("POST", path, more)["results"]
    assert (refused["message"], refused["error"]["code"]) == (None, "not_found")
    assert code_of(api_as(cast.bob)("POST", path, wanted(dm))) == (404, "not_found")
    assert code_of(api_as(cast.dave)("POST", path, body)) == (404, "not_found")
    assert Message.objects.filter(conversation_id=group.id, type=MessageType.TEXT).count() == 0


def test_what_one_conversation_refuses_goes_to_the_others(cast: Cast, said: MessageJSON) -> None:
    foreign, news = make_group(cast.dave), make_channel(cast.alice, cast.bob)
    dm = make_dm(cast.bob, cast.dave)
    results = forward(cast.bob, said, foreign, dm, news)
    codes = [result["error"] and result["error"]["code"] for result in results]
    assert codes == ["not_found", None, "forbidden"]
    assert [result["message"] is None for result in results] == [True, False, True]
    assert [result["error"] and result["error"]["status"] for result in results] == [404, None, 403]
    assert not Message.objects.filter(conversation_id__in=[foreign.id, news.id]).exists()


def test_what_may_not_be_seen_is_not_forwarded(cast: Cast, said: MessageJSON) -> None:
    room = make_group(cast.dave, cast.mallory, cast.bob)
    for who in (cast.dave, cast.mallory):
        assert refusal(who, said, room) == (404, "not_found")
    later = make_message(by=cast.alice, in_=cast.lounge)
    Membership.objects.filter(user=cast.bob, conversation=cast.lounge).update(
        visible_from_seq=later["seq"]
    )
    assert refusal(cast.bob, said, room) == (404, "not_found")
    assert forwarded(cast.bob, later, room)["body"] == "Hello"


def test_what_is_deleted_or_the_conversations_own_is_not_forwarded(
    cast: Cast, said: MessageJSON
) -> None:
    dm = make_dm(cast.bob, cast.dave)
    hide_message(actor=cast.bob, message_id=said["id"])
    assert refusal(cast.bob, said, dm) == (404, "not_found")
    assert forwarded(cast.carol, said, make_dm(cast.carol, cast.dave))["body"] == said["body"]
    gone = make_message(by=cast.alice, in_=cast.lounge)
    delete_message(actor=cast.alice, message_id=gone["id"])
    assert refusal(cast.bob, gone, dm) == (404, "not_found")
    line = make_message(by=cast.alice, in_=cast.lounge)
    Message.objects.filter(id=line["id"]).update(type=MessageType.SYSTEM)
    assert refusal(cast.bob, line, dm) == (403, "forbidden")


def test_a_conversation_can_keep_to_itself_what_is_said_in_it(
    cast: Cast, said: MessageJSON
) -> None:
    dm, path = make_dm(cast.alice, cast.bob), f"/conversations/{cast.lounge.id}"
    alice = api_as(cast.alice)
    assert alice.get(path)["settings"]["allow_forwards"] is True
    changed = alice.ok("PATCH", path, {"settings": {"allow_forwards": False}})
    assert changed["settings"]["allow_forwards"] is False
    line = alice.get(f"{path}/messages")["results"][-1]
    assert line["metadata"]["system"] == {"kind": "forwards_changed", "allowed": False}
    for who in (cast.alice, cast.bob):
        assert refusal(who, said, dm) == (403, "forbidden")
    refused = api_as(cast.bob)("PATCH", path, {"settings": {"allow_forwards": True}})
    assert code_of(refused) == (403, "forbidden")
    # What comes from elsewhere may come.
    assert forwarded(cast.bob, make_message(by=cast.bob, in_=dm), cast.lounge)["forward"]
    alice.ok("PATCH", path, {"settings": {"allow_forwards": True}})
    assert forwarded(cast.bob, said, dm)["body"] == said["body"]


def test_a_poll_begins_anew(cast: Cast) -> None:
    asked = make_poll(by=cast.alice, in_=cast.lounge, options=("Yes", "No", "Later"), multiple=True)
    votes = f"/messages/{asked['id']}/votes"
    api_as(cast.bob).ok("PUT", votes, {"option_ids": [2]})
    found = forwarded(cast.bob, asked, make_dm(cast.bob, cast.dave))
    poll = found["poll"]
    assert [(one["text"], one["count"]) for one in poll["options"]] == [
        ("Yes", 0), ("No", 0), ("Later", 0),
    ]  # fmt: skip
    assert (found["body"], poll["voters"], poll["multiple"], poll["closes_at"]) == (
        asked["body"], 0, True, None,
    )  # fmt: skip
    api_as(cast.dave).ok("PUT", f"/messages/{found['id']}/votes", {"option_ids": [1]})
    assert api_as(cast.bob).get(f"/messages/{asked['id']}")["poll"]["voters"] == 1


def test_of_what_programs_keep_with_it_only_what_is_heard_goes_along(cast: Cast) -> None:
    path = f"/conversations/{cast.lounge.id}/messages"
    voice = {"duration": 2.5, "waveform": [0, 90, 255]}
    body = {
        "client_id": str(uuid.uuid4()), "body": "Listen",
        "metadata": {"voice": voice, "ticket": "secret"},
    }  # fmt: skip
    said = api_as(cast.bob).ok("POST", path, body)
    assert forwarded(cast.bob, said, make_dm(cast.bob, cast.dave))["metadata"] == {"voice": voice}


def test_a_forward_is_not_edited_and_comes_back_whole(cast: Cast, said: MessageJSON) -> None:
    found = forwarded(cast.bob, said, make_dm(cast.bob, cast.dave))
    bob, path = api_as(cast.bob), f"/messages/{found['id']}"
    assert code_of(bob("PATCH", path, {"body": "Meet at nine"})) == (403, "forbidden")
    tombstone = bob.ok("DELETE", path)
    assert (tombstone["forward"], tombstone["body"]) == (None, "")
    back = recover_message(actor=cast.bob, message_id=found["id"])
    assert (back["forward"], back["body"]) == (found["forward"], said["body"])


def test_what_is_asked_wrongly_is_refused(cast: Cast, said: MessageJSON) -> None:
    dm, group = make_dm(cast.bob, cast.dave), make_group(cast.bob)
    wrong: list[dict[str, Any]] = [
        {"conversation_ids": [], "client_ids": []},
        {"client_ids": [str(uuid.uuid4())] * 3},
        {"conversation_ids": [str(dm.id)] * 2},
        {"conversation_ids": "x"},
        {"client_ids": None},
    ]
    for body in wrong:
        assert refusal(cast.bob, said, dm, group, **body) == (400, "invalid")
    with override_limits(forward_conversations=1):
        assert refusal(cast.bob, said, dm, group) == (400, "invalid")
        forwarded(cast.bob, said, dm)
    with override_limits(messages_per_minute=1):
        assert refusal(cast.bob, said, dm, group) == (429, "rate_limited")
    assert Message.objects.filter(conversation_id__in=[dm.id, group.id]).count() == 1
