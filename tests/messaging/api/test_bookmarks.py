"""Keeping messages for oneself."""

import uuid
from typing import Any

import pytest

from chatty.core.limits import override_limits
from conversations.models import Membership
from conversations.operations.members import leave_conversation
from messaging.models import Bookmark, Message, MessageType
from messaging.operations.purging import purge_expired
from messaging.wire import MessageJSON
from tests.asking import Api, api_as, at_once, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.make import general_of, make_dm, make_message, make_space
from tests.messaging.conftest import Committing


@pytest.fixture
def bob(cast: Cast) -> Api:
    return api_as(cast.bob)


@pytest.fixture
def said(cast: Cast) -> MessageJSON:
    return make_message(by=cast.alice, in_=cast.lounge, body="Meet at eight")


def kept(api: Api) -> list[str]:
    return [row["message"]["body"] for row in api.get("/me/bookmarks")["results"]]


def keep(api: Api, message: MessageJSON, method: str = "PUT") -> Any:
    return api.ok(method, f"/messages/{message['id']}/bookmark")


def test_what_one_keeps_is_found_again_and_is_ones_own(
    cast: Cast, bob: Api, said: MessageJSON
) -> None:
    answer = keep(bob, said)
    assert (answer["bookmarked"], answer["rev"], answer["version"]) == (True, said["rev"], 1)
    (row,) = bob.get("/me/bookmarks")["results"]
    assert row["message"] == answer
    assert row["bookmarked_at"].endswith("Z")
    assert row["sender"]["username"] == "alice"
    assert row["conversation"] == {
        "id": str(cast.lounge.id), "type": "GROUP", "title": "Lounge", "space_id": None,
        "peer": None,
    }  # fmt: skip
    (shown,) = bob.get(f"/conversations/{cast.lounge.id}/messages")["results"]
    assert shown["bookmarked"] is True
    alice = api_as(cast.alice)
    assert kept(alice) == []
    (others,) = alice.get(f"/conversations/{cast.lounge.id}/messages")["results"]
    assert others["bookmarked"] is False
    assert keep(bob, said, "DELETE")["bookmarked"] is False
    assert kept(bob) == []


def test_a_direct_conversation_is_named_after_its_other_person(cast: Cast, bob: Api) -> None:
    dm = make_dm(cast.bob, cast.dave)
    keep(bob, make_message(by=cast.dave, in_=dm))
    (row,) = bob.get("/me/bookmarks")["results"]
    assert row["conversation"]["peer"]["username"] == "dave"


def test_the_newest_comes_first_page_by_page(cast: Cast, bob: Api) -> None:
    texts = [f"{number}" for number in range(5)]
    said = [make_message(by=cast.alice, in_=cast.lounge, body=text) for text in texts]
    for number in (2, 0, 4, 1, 3):
        keep(bob, said[number])
    # Two of the same instant are told apart.
    same = Bookmark.objects.get(message_id=said[4]["id"]).created_at
    Bookmark.objects.filter(message_id=said[1]["id"]).update(created_at=same)
    found, cursor = [], ""
    while True:
        page = bob.get(f"/me/bookmarks?limit=2{cursor}")
        found += [row["message"]["body"] for row in page["results"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == kept(bob) == ["3", "4", "1", "0", "2"]
    assert code_of(bob("GET", "/me/bookmarks?cursor=x")) == (400, "invalid_cursor")


def test_only_own_sockets_hear_of_it_and_only_of_changes(
    cast: Cast, bob: Api, said: MessageJSON, published: Published, committing: Committing
) -> None:
    with committing():
        for method in ("PUT", "PUT", "DELETE", "DELETE"):
            keep(bob, said, method)
    assert {message["topic"] for message in published.messages} == {f"user:{cast.bob.id}"}
    told = published.events("account.updated")
    shared = {"part": "bookmarks", "message_id": said["id"]}
    assert [event["d"] for event in told] == [
        {**shared, "bookmarked": True},
        {**shared, "bookmarked": False},
    ]
    assert [event["rev"] for event in told] == [None, None]


def test_outsiders_keep_nothing(cast: Cast, said: MessageJSON) -> None:
    for outsider in (cast.dave, cast.mallory):
        api = api_as(outsider)
        assert api.get("/me")["id"] == str(outsider.id)
        for method in ("PUT", "DELETE"):
            refused = api(method, f"/messages/{said['id']}/bookmark")
            assert code_of(refused) == (404, "not_found")
            unknown = api(method, f"/messages/{uuid.uuid4()}/bookmark")
            assert unknown.json()["detail"] == refused.json()["detail"]
    assert not Bookmark.objects.exists()


def test_what_may_not_be_seen_any_more_is_not_shown(
    cast: Cast, bob: Api, said: MessageJSON
) -> None:
    later = make_message(by=cast.alice, in_=cast.lounge, body="Later")
    space = make_space(cast.alice, cast.bob)
    there = make_message(by=cast.alice, in_=general_of(space), body="In a space")
    for message in (said, later, there):
        keep(bob, message)
    assert kept(bob) == ["In a space", "Later", "Meet at eight"]
    Membership.objects.filter(user_id=cast.bob.id, conversation=cast.lounge).update(
        visible_from_seq=later["seq"]
    )
    assert kept(bob) == ["In a space", "Later"]
    everyone = next(role for role in api_as(cast.alice).get(f"/spaces/{space.id}")["roles"])
    path = f"/spaces/{space.id}/channels/{general_of(space).id}/overrides/roles/{everyone['id']}"
    api_as(cast.alice).ok("PUT", path, {"deny": ["view"]})
    assert kept(bob) == ["Later"]
    assert bob.ok("POST", "/sync", {})["account"]["bookmarks"] == [later["id"]]


def test_who_leaves_leaves_bookmarks_behind(cast: Cast, bob: Api, said: MessageJSON) -> None:
    dm = make_dm(cast.bob, cast.alice)
    elsewhere = make_message(by=cast.alice, in_=dm, body="Elsewhere")
    keep(bob, said)
    keep(bob, elsewhere)
    keep(api_as(cast.carol), said)
    leave_conversation(actor=cast.bob, conversation_id=cast.lounge.id)
    assert kept(bob) == ["Elsewhere"]
    assert Bookmark.objects.count() == 2
    assert kept(api_as(cast.carol)) == ["Meet at eight"]


def test_what_is_deleted_is_kept_by_nobody(cast: Cast, bob: Api, said: MessageJSON) -> None:
    keep(bob, said)
    api_as(cast.alice).ok("DELETE", f"/messages/{said['id']}")
    assert kept(bob) == []
    assert code_of(api_as(cast.carol)("PUT", f"/messages/{said['id']}/bookmark")) == (
        404,
        "not_found",
    )
    # Brought back, it is where it was.
    api_as(cast.alice).ok("POST", f"/messages/{said['id']}/recover")
    assert kept(bob) == ["Meet at eight"]
    bob.ok("DELETE", f"/messages/{said['id']}?for=me")
    assert kept(bob) == []
    other = make_message(by=cast.alice, in_=cast.lounge)
    bob.ok("DELETE", f"/messages/{other['id']}?for=me")
    assert code_of(bob("PUT", f"/messages/{other['id']}/bookmark")) == (404, "not_found")


def test_a_bookmark_goes_with_its_message(cast: Cast, bob: Api, said: MessageJSON) -> None:
    keep(bob, said)
    Message.objects.filter(id=said["id"]).update(expires_at="2000-01-01T00:00:00Z")
    assert kept(bob) == []
    purge_expired()
    assert kept(bob) == []
    assert not Bookmark.objects.exists()


def test_lines_of_the_conversation_itself_are_not_kept(
    cast: Cast, bob: Api, said: MessageJSON
) -> None:
    Message.objects.filter(id=said["id"]).update(type=MessageType.SYSTEM)
    assert code_of(bob("PUT", f"/messages/{said['id']}/bookmark")) == (403, "forbidden")


def test_a_person_has_so_many(cast: Cast, bob: Api) -> None:
    said = [make_message(by=cast.alice, in_=cast.lounge, body=f"{n}") for n in range(3)]
    with override_limits(bookmarks_per_person=2):
        keep(bob, said[0])
        keep(bob, said[1])
        refused = bob("PUT", f"/messages/{said[2]['id']}/bookmark")
        assert code_of(refused) == (400, "invalid")
        assert list(refused.json()["errors"]) == ["message_id"]
        keep(bob, said[1])
        keep(api_as(cast.carol), said[2])
        keep(bob, said[0], "DELETE")
        keep(bob, said[2])
    assert kept(bob) == ["2", "1"]


def test_what_one_does_not_see_any_more_takes_no_place(cast: Cast, bob: Api) -> None:
    said = [make_message(by=cast.alice, in_=cast.lounge, body=f"{n}") for n in range(5)]
    with override_limits(bookmarks_per_person=2):
        keep(bob, said[0])
        keep(bob, said[1])
        api_as(cast.alice).ok("DELETE", f"/messages/{said[0]['id']}")
        keep(bob, said[2])
        assert kept(bob) == ["2", "1"]
        assert Bookmark.objects.count() == 2
        assert code_of(bob("PUT", f"/messages/{said[3]['id']}/bookmark")) == (400, "invalid")
        bob.ok("DELETE", f"/messages/{said[2]['id']}?for=me")
        keep(bob, said[3])
        Membership.objects.filter(user_id=cast.bob.id, conversation=cast.lounge).update(
            visible_from_seq=said[3]["seq"]
        )
        keep(bob, said[4])
    assert kept(bob) == ["4", "3"]
    assert Bookmark.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_devices_do_not_take_the_same_last_place(cast: Cast) -> None:
    said = [make_message(by=cast.alice, in_=cast.lounge) for _ in range(4)]
    devices = [api_as(cast.bob) for _ in said]
    with override_limits(bookmarks_per_person=1):
        at_once(4, lambda n: devices[n]("PUT", f"/messages/{said[n]['id']}/bookmark"))
    assert Bookmark.objects.count() == 1
    at_once(4, lambda n: devices[n]("DELETE", f"/messages/{said[n]['id']}/bookmark"))
    answers = at_once(4, lambda n: devices[n].ok("PUT", f"/messages/{said[0]['id']}/bookmark"))
    assert [answer["bookmarked"] for answer in answers] == [True] * 4
    assert Bookmark.objects.count() == 1


def test_to_and_fro_is_limited(bob: Api, said: MessageJSON) -> None:
    with override_limits(bookmarks_per_minute=2):
        keep(bob, said)
        keep(bob, said, "DELETE")
        refused = bob("PUT", f"/messages/{said['id']}/bookmark")
        assert code_of(refused) == (429, "rate_limited")
    assert kept(bob) == []
