"""Typing over REST and socket: told to the conversation, and kept nowhere."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from chatty.core.errors import NotFound
from chatty.core.limits import override_limits
from chatty.core.redis_client import redis
from chatty.realtime.registry import Caller, find_operation
from conversations.models import Conversation
from messaging.operations.typing import show_typing
from tests.asking import Api, api_as, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.make import make_channel, make_dm
from tests.messaging.conftest import Committing


def say(api: Api, conversation: Conversation, body: Any) -> Any:
    return api("POST", f"/conversations/{conversation.id}/typing", body)


@pytest.mark.parametrize("active", [True, False])
def test_the_conversation_hears_who_types(
    cast: Cast, published: Published, committing: Committing, active: bool
) -> None:
    with committing():
        answer = say(api_as(cast.bob), cast.lounge, {"active": active})
    assert (answer.status_code, answer.content) == (204, b"")
    [heard] = published.events("typing")
    assert heard["topic"] == f"conversation:{cast.lounge.id}"
    assert heard["rev"] is None
    assert heard["d"] == {"user_id": str(cast.bob.id), "active": active, "expires_in": 6}


def test_a_socket_says_the_same(cast: Cast, published: Published, committing: Committing) -> None:
    operation = find_operation("typing")
    assert operation is not None
    caller = Caller(cast.bob.id, uuid.uuid4())
    with committing():
        answer = operation(
            cast.bob, caller, {"conversation_id": str(cast.lounge.id), "active": True}
        )
    assert answer == {}
    assert len(published.events("typing")) == 1


def test_nothing_of_it_is_stored(cast: Cast, django_assert_num_queries: Any) -> None:
    before = Conversation.objects.filter(id=cast.lounge.id).values().get()
    with django_assert_num_queries(1):
        show_typing(actor=cast.bob, conversation_id=cast.lounge.id, active=True)
    assert Conversation.objects.filter(id=cast.lounge.id).values().get() == before
    assert [key for key in redis().scan_iter() if b"typing" in key] == [
        f"rate:typing:{cast.bob.id}".encode()
    ]


@pytest.mark.parametrize("body", [{}, {"active": None}, {"active": "perhaps"}, {"active": []}])
def test_it_says_whether(cast: Cast, published: Published, body: Any) -> None:
    assert code_of(say(api_as(cast.bob), cast.lounge, body)) == (400, "invalid")
    assert published.messages == []


def test_who_may_not_send_does_not_type(
    cast: Cast, published: Published, committing: Committing
) -> None:
    channel = make_channel(cast.alice, cast.bob)
    assert api_as(cast.bob).get(f"/conversations/{channel.id}")["permissions"] == ["react", "view"]
    with committing():
        assert code_of(say(api_as(cast.bob), channel, {"active": True})) == (403, "forbidden")
    assert published.messages == []
    assert say(api_as(cast.alice), channel, {"active": True}).status_code == 204


@pytest.mark.parametrize("who", ["dave", "mallory"])
def test_who_is_no_member_finds_nothing(cast: Cast, published: Published, who: str) -> None:
    outsider: User = getattr(cast, who)
    with pytest.raises(NotFound):
        show_typing(actor=outsider, conversation_id=cast.lounge.id, active=True)
    assert published.messages == []


def test_in_large_conversations_nobody_is_told(
    cast: Cast, published: Published, committing: Committing
) -> None:
    bob = api_as(cast.bob)
    members = Conversation.objects.get(id=cast.lounge.id).members_count
    for limit, told in ((members - 1, 0), (members, 1)):
        with override_limits(typing_members=limit), committing():
            assert say(bob, cast.lounge, {"active": True}).status_code == 204
        assert len(published.events("typing")) == told


def test_it_works_both_ways_in_a_dm(
    cast: Cast, published: Published, committing: Committing
) -> None:
    dm = make_dm(cast.alice, cast.dave)
    with committing():
        for person in (cast.alice, cast.dave):
            assert say(api_as(person), dm, {"active": True}).status_code == 204
    assert len(published.events("typing")) == 2


def test_it_has_a_rate_of_its_own(cast: Cast) -> None:
    bob = api_as(cast.bob)
    with override_limits(typing_per_minute=2, messages_per_minute=1):
        for _ in range(2):
            assert say(bob, cast.lounge, {"active": True}).status_code == 204
        assert code_of(say(bob, cast.lounge, {"active": True})) == (429, "rate_limited")
        body = {"client_id": str(uuid.uuid4()), "body": "still"}
        assert bob("POST", f"/conversations/{cast.lounge.id}/messages", body).status_code == 201
