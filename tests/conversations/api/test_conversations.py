"""Starting, listing and looking at conversations over REST."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from chatty.core.pagination import write_cursor
from conversations.models import Conversation, Membership
from conversations.operations.conversations import create_group
from tests.asking import Api, api_as, at_once, code_of
from tests.cast import Cast
from tests.make import make_channel, make_dm, make_group, make_message, make_user


def start(api: Api, **body: Any) -> Any:
    return api("POST", "/conversations", body)


def test_a_dm_starts_empty_and_is_there_the_second_time(alice: User, bob: User) -> None:
    first = start(api_as(alice), type="DM", user_id=str(bob.id))
    again = start(api_as(bob), type="DM", user_id=str(alice.id))
    assert (first.status_code, again.status_code) == (201, 200)
    made = first.json()
    assert made["id"] == again.json()["id"]
    assert (made["type"], made["last_seq"], made["rev"], made["members_count"]) == ("DM", 0, 1, 2)
    assert made["peer"]["username"] == "bob"
    assert again.json()["peer"]["username"] == "alice"
    assert made["last_message"] is None
    assert "not_added" not in made


@pytest.mark.django_db(transaction=True)
def test_two_who_start_a_dm_at_once_get_the_same(alice: User, bob: User) -> None:
    apis = [api_as(alice), api_as(bob)]
    others = [str(bob.id), str(alice.id)]
    answers = at_once(8, lambda n: start(apis[n % 2], type="DM", user_id=others[n % 2]))
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert Conversation.objects.count() == 1


def test_a_dm_needs_another_living_person(alice: User, bob: User) -> None:
    api = api_as(alice)
    assert code_of(start(api, type="DM", user_id=str(alice.id))) == (400, "invalid")
    assert code_of(start(api, type="DM", user_id=str(uuid.uuid4()))) == (404, "not_found")
    assert code_of(start(api, type="DM", user_id="bob")) == (400, "invalid")
    assert code_of(start(api, type="DM")) == (400, "invalid")
    User.objects.filter(id=bob.id).update(is_active=False)
    assert code_of(start(api, type="DM", user_id=str(bob.id))) == (404, "not_found")
    assert not Conversation.objects.exists()


def test_a_dm_with_an_account_that_closed_later_stays_readable(alice: User, bob: User) -> None:
    dm = make_dm(alice, bob)
    User.objects.filter(id=bob.id).update(is_active=False)
    again = start(api_as(alice), type="DM", user_id=str(bob.id))
    assert (again.status_code, again.json()["id"]) == (200, str(dm.id))


def test_a_group_has_its_people_and_names_who_is_unknown(alice: User, bob: User) -> None:
    closed, nobody = make_user("closed"), str(uuid.uuid4())
    User.objects.filter(id=closed.id).update(is_active=False)
    ids = [str(bob.id), str(bob.id), str(alice.id), str(closed.id), nobody]
    answer = start(api_as(alice), type="GROUP", title=" Lounge ", user_ids=ids)
    made = answer.json()
    assert answer.status_code == 201
    assert (made["title"], made["role"], made["members_count"]) == ("Lounge", "OWNER", 2)
    assert {entry["user_id"] for entry in made["not_added"]} == {str(closed.id), nobody}
    assert {entry["code"] for entry in made["not_added"]} == {"not_found"}
    assert api_as(bob).get(f"/conversations/{made['id']}")["role"] == "MEMBER"


def test_a_group_of_many_starts_in_as_many_queries_as_one_of_few(alice: User) -> None:
    people = [make_user(f"person{number:02}").id for number in range(40)]

    def cost(user_ids: list[uuid.UUID]) -> int:
        with CaptureQueriesContext(connection) as seen:
            create_group(actor=alice, title="Harbour", user_ids=user_ids)
        return len(seen)

    assert cost(people) == cost(people[:1])


def test_a_group_of_one_is_a_group(alice: User) -> None:
    made = start(api_as(alice), type="GROUP", title="Me").json()
    assert (made["members_count"], made["not_added"]) == (1, [])


def test_a_channel_is_for_broadcasts(alice: User) -> None:
    made = start(api_as(alice), type="CHANNEL", title="News", topic="What\nis new").json()
    assert (made["channel_kind"], made["topic"]) == ("broadcast", "What\nis new")
    for wrong in ("text", "voice", "carrier pigeon"):
        refused = start(api_as(alice), type="CHANNEL", title="News", channel_kind=wrong)
        assert code_of(refused) == (400, "invalid")
    for kind, answer in (("CHANNEL", (404, "not_found")), ("GROUP", (400, "invalid"))):
        refused = start(api_as(alice), type=kind, title="News", space_id=str(uuid.uuid4()))
        assert code_of(refused) == answer


@pytest.mark.parametrize(
    "title", ["a\u202eb", "a\x07b", "\u200b\u2060", "x" * 129, "", "   ", None, ["x"]]
)
@pytest.mark.parametrize("kind", ["GROUP", "CHANNEL"])
def test_a_title_that_cannot_be_shown_is_refused(alice: User, kind: str, title: Any) -> None:
    refused = start(api_as(alice), type=kind, title=title)
    assert code_of(refused) == (400, "invalid")
    assert list(refused.json()["errors"]) == ["title"]


def test_what_is_no_conversation_is_refused(alice: User) -> None:
    api = api_as(alice)
    for body in (
        {},
        {"type": "SPACE", "title": "x"},
        {"type": "GROUP"},
        {"type": "GROUP", "title": "x", "user_ids": ["bob"]},
        {"type": "GROUP", "title": "x", "user_ids": [str(uuid.uuid4())] * 101},
        {"type": "CHANNEL", "title": "x", "topic": "x" * 1_025},
    ):
        assert code_of(api("POST", "/conversations", body)) == (400, "invalid")
    for kind in ("DM", "GROUP", "CHANNEL"):
        other = {"type": kind, "title": "x", "user_id": str(alice.id), "encryption": "mls"}
        refused = api("POST", "/conversations", other)
        assert code_of(refused) == (400, "encryption_unavailable")
    assert not Conversation.objects.exists()


def test_the_list_has_the_last_activity_first(cast: Cast) -> None:
    quiet = make_group(cast.bob, title="Quiet")
    dm = make_dm(cast.bob, cast.alice)
    message = make_message(by=cast.alice, in_=cast.lounge, body="Loud")
    page = api_as(cast.bob).get("/conversations")
    assert [row["id"] for row in page["results"]] == [
        str(cast.lounge.id),
        str(dm.id),
        str(quiet.id),
    ]
    assert page["next"] is None
    first = page["results"][0]
    assert first["last_message"] == {**message, "reactions": []}
    assert (first["unread_count"], first["last_read_seq"], first["last_seq"]) == (1, 0, 1)


def test_the_list_can_be_narrowed(cast: Cast) -> None:
    api = api_as(cast.bob)
    dm, news = make_dm(cast.bob, cast.alice), make_channel(cast.bob)
    for kind, only in (("DM", dm), ("CHANNEL", news), ("GROUP", cast.lounge)):
        rows = api.get(f"/conversations?type={kind}")["results"]
        assert [row["id"] for row in rows] == [str(only.id)]
    assert len(api.get("/conversations?archived=false")["results"]) == 3
    assert api.get("/conversations?archived=true")["results"] == []
    for wrong in ("type=SPACE", "archived=perhaps"):
        assert code_of(api("GET", f"/conversations?{wrong}")) == (400, "invalid")


def test_pages_of_the_list_hold_each_conversation_once_while_messages_arrive(
    alice: User, bob: User
) -> None:
    groups = [make_group(alice, bob, title=f"Group {number}") for number in range(7)]
    api = api_as(alice)
    seen: list[str] = []
    cursor = ""
    while True:
        page = api.get(f"/conversations?limit=3{cursor}")
        seen += [row["title"] for row in page["results"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
        # One that was listed moves to the front between two pages.
        make_message(by=bob, in_=groups[6])
    assert seen == [f"Group {number}" for number in reversed(range(7))]
    assert api.get("/conversations?limit=1")["results"][0]["title"] == "Group 6"


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%00",
        "%F0%9F%98%80",
        "bnVsbA",
        "WzEsMl0",
        "WyJhIiwiYiJd",
        # [1e18, an id] and [-1e18, an id]: no moment of this calendar
        "WzEwMDAwMDAwMDAwMDAwMDAwMDAsICIwMWExZmRhNi1mOGYyLTcxYTYtODEwYi1mYTg3ZmJiMTI2ZDEiXQ",
        "Wy0xMDAwMDAwMDAwMDAwMDAwMDAwLCAiMDFhMWZkYTYtZjhmMi03MWE2LTgxMGItZmE4N2ZiYjEyNmQxIl0",
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(cast: Cast, cursor: str) -> None:
    api = api_as(cast.alice)
    paths = [
        "/conversations",
        f"/conversations/{cast.lounge.id}/members",
        f"/conversations/{cast.lounge.id}/invites",
    ]
    for path in paths:
        refused = api("GET", f"{path}?cursor={cursor}")
        assert code_of(refused) == (400, "invalid_cursor"), path


def test_a_cursor_without_an_id_is_refused(alice: User) -> None:
    cursor = write_cursor([1, "no id"])
    refused = api_as(alice)("GET", f"/conversations?cursor={cursor}")
    assert code_of(refused) == (400, "invalid_cursor")


@pytest.mark.parametrize("limit", ["0", "101", "abc", "-1", "", "1.5", "٣", "9" * 20])
def test_a_limit_outside_1_to_100_is_refused(cast: Cast, limit: str) -> None:
    api = api_as(cast.alice)
    paths = [
        "/conversations",
        f"/conversations/{cast.lounge.id}/members",
        f"/conversations/{cast.lounge.id}/invites",
        f"/conversations/{cast.lounge.id}/messages",
    ]
    for path in paths:
        assert code_of(api("GET", f"{path}?limit={limit}")) == (400, "invalid"), path


def test_a_conversation_is_there_only_for_who_is_in_it(cast: Cast) -> None:
    path = f"/conversations/{cast.lounge.id}"
    assert api_as(cast.bob).get(path)["title"] == "Lounge"
    for outsider in (cast.dave, cast.mallory):
        assert api_as(outsider).get("/me")["id"] == str(outsider.id)
        assert code_of(api_as(outsider)("GET", path)) == (404, "not_found")
    for wrong in (uuid.uuid4(), "1", "%00", str(cast.lounge.id).replace("-", ""), "x" * 36):
        assert code_of(api_as(cast.bob)("GET", f"/conversations/{wrong}")) == (404, "not_found")


def test_a_broadcast_is_read_and_reacted_to_and_not_answered(alice: User, bob: User) -> None:
    news = make_channel(alice, bob)
    post = make_message(by=alice, in_=news, body="News")
    api = api_as(bob)
    body = {"client_id": str(uuid.uuid4()), "body": "I think …"}
    assert code_of(api("POST", f"/conversations/{news.id}/messages", body)) == (403, "forbidden")
    reacted = api.ok("PUT", f"/messages/{post['id']}/reactions/👍")
    assert reacted["reactions"] == [{"emoji": "👍", "count": 1, "me": True}]
    assert code_of(api("POST", f"/conversations/{news.id}/invites", {})) == (403, "forbidden")
    assert code_of(api("GET", f"/conversations/{news.id}/invites")) == (403, "forbidden")


def test_the_list_holds_to_space_and_folder(cast: Cast) -> None:
    bob = api_as(cast.bob)
    Membership.objects.filter(conversation_id=cast.lounge.id, user_id=cast.bob.id).update(
        folder="Home"
    )
    assert len(bob.get("/conversations?folder=Home")["results"]) == 1
    assert bob.get("/conversations?folder=Work")["results"] == []
    assert bob.get(f"/conversations?space_id={uuid.uuid4()}")["results"] == []
    assert code_of(bob("GET", "/conversations?folder=%00")) == (400, "invalid")
    assert code_of(bob("GET", "/conversations?space_id=nowhere")) == (400, "invalid")
