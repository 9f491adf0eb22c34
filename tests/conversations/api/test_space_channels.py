"""Channels of spaces: who makes, changes, moves and deletes them, and who sees them."""

import uuid
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from chatty.core.limits import override_limits
from conversations.models import (
    Category,
    Conversation,
    Override,
    Space,
)
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.conversations.harbour import everyone_of, give_role, set_override
from tests.make import general_of, make_message, make_space


@pytest.fixture
def space(cast: Cast) -> Space:
    """Alice's; bob may manage channels, carol is a member."""
    made = make_space(cast.alice, cast.bob, cast.carol)
    give_role(made, cast.bob, allow=["manage_channels"])
    return made


def channels(space: Space) -> str:
    return f"/spaces/{space.id}/channels"


def seen(person: User, space: Space) -> list[str]:
    return [row["title"] for row in api_as(person).get(channels(space))["results"]]


def add(person: User, space: Space, **body: Any) -> Any:
    return api_as(person).ok("POST", channels(space), {"title": "boats", **body})


def test_who_may_makes_a_channel_and_everybody_sees_it(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    before = space.structure
    category = Category.objects.get(space=space)
    body = {"title": " Boats ", "topic": "All\r\nof them", "category_id": str(category.id)}
    with committing():
        answer = api_as(cast.bob)("POST", channels(space), body)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["title"], made["topic"], made["type"]) == ("Boats", "All\nof them", "CHANNEL")
    assert (made["channel_kind"], made["space_id"]) == ("text", str(space.id))
    assert (made["category_id"], made["position"]) == (str(category.id), 1)
    assert (made["members_count"], made["role"]) == (3, "ADMIN")
    assert seen(cast.carol, space) == ["general", "Boats"]
    (event,) = published.events("space.updated")
    assert event["topic"] == f"space:{space.id}"
    assert event["control"] == {"look": True}
    assert event["d"]["structure"] != str(before)
    told = AuditEntry.objects.get(action="space.channel_create")
    assert told.details["channel_id"] == made["id"]
    room = Conversation.objects.get(id=made["id"])
    assert make_message(by=cast.carol, in_=room)["seq"] == 1
    assert not Override.objects.filter(channel=room).exists()


def test_a_channel_is_made_by_the_call_for_conversations_too(cast: Cast, space: Space) -> None:
    body = {"type": "CHANNEL", "title": "boats", "space_id": str(space.id)}
    made = api_as(cast.bob)("POST", "/conversations", body)
    assert made.status_code == 201
    assert (made.json()["channel_kind"], made.json()["position"]) == ("text", 1)
    category = Category.objects.get(space=space)
    named = api_as(cast.bob).ok("POST", "/conversations", {**body, "category_id": str(category.id)})
    assert named["category_id"] == str(category.id)
    assert code_of(api_as(cast.carol)("POST", "/conversations", body)) == (403, "forbidden")
    assert code_of(api_as(cast.dave)("POST", "/conversations", body)) == (404, "not_found")
    for wrong in (
        {"type": "GROUP"},
        {"channel_kind": "broadcast"},
        {"encryption": "mls"},
        {"category_id": str(uuid.uuid4())},
    ):
        assert api_as(cast.bob)("POST", "/conversations", {**body, **wrong}).status_code == 400


@pytest.mark.parametrize("kind", ["announcement", "voice"])
def test_in_announcements_the_makers_role_alone_writes(cast: Cast, space: Space, kind: str) -> None:
    made = add(cast.bob, space, channel_kind=kind)
    room = Conversation.objects.get(id=made["id"])
    assert room.channel_kind == kind
    quiet = {"send", "send_media", "reply"}
    everyone = Override.objects.get(channel=room, role=everyone_of(space))
    assert (set(everyone.allow), set(everyone.deny)) == (set(), quiet)
    heard = api_as(cast.carol).get(f"/conversations/{room.id}")["permissions"]
    assert "view" in heard
    assert not quiet & set(heard)
    # Voice is a place that nobody can write in yet.
    assert quiet & set(made["permissions"]) == (quiet if kind == "announcement" else set())


def test_a_private_channel_is_hidden_from_all_but_its_makers_role(cast: Cast, space: Space) -> None:
    made = add(cast.bob, space, private=True)
    assert seen(cast.bob, space) == ["general", "boats"] == seen(cast.alice, space)
    assert seen(cast.carol, space) == ["general"]
    carol = api_as(cast.carol)
    assert code_of(carol("GET", f"/conversations/{made['id']}")) == (404, "not_found")
    assert made["id"] not in str(carol.get(f"/spaces/{space.id}"))
    for change in ("PATCH", "DELETE"):
        answer = carol(change, f"{channels(space)}/{made['id']}", {"title": "x"})
        assert code_of(answer) == (404, "not_found")


def test_who_has_no_role_keeps_the_private_channel_they_make(cast: Cast, space: Space) -> None:
    everyone = everyone_of(space)
    everyone.allow = [*everyone.allow, "manage_channels"]
    everyone.save()
    give_role(space, allow=[], position=2, name="Renewed")
    add(cast.carol, space, private=True)
    assert seen(cast.carol, space) == ["general", "boats"]
    assert seen(cast.bob, space) == ["general"]
    assert add(cast.alice, space, private=True, title="hers")["permissions"]
    assert seen(cast.carol, space) == ["general", "boats"]


def test_who_may_not_manage_channels_makes_none(cast: Cast, space: Space) -> None:
    for private in (True, False):
        body = {"title": "x", "private": private}
        assert code_of(api_as(cast.carol)("POST", channels(space), body)) == (403, "forbidden")
    assert seen(cast.carol, space) == ["general"]


def test_what_is_denied_under_a_heading_is_denied_to_who_makes_channels_there(
    cast: Cast, space: Space
) -> None:
    category = Category.objects.get(space=space)
    set_override(category, cast.bob, deny=["manage_channels"])
    body = {"title": "x", "category_id": str(category.id)}
    assert code_of(api_as(cast.bob)("POST", channels(space), body)) == (403, "forbidden")
    api_as(cast.bob).ok("POST", channels(space), {"title": "x"})
    # The other way round: what is allowed there alone.
    set_override(category, cast.carol, allow=["manage_channels"])
    api_as(cast.carol).ok("POST", channels(space), body)
    assert code_of(api_as(cast.carol)("POST", channels(space), {"title": "y"}))[0] == 403


@pytest.mark.parametrize(
    "body, field",
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": "x" * 129}, "title"),
        ({"title": "\u202ex"}, "title"),
        ({"title": ["x"]}, "title"),
        ({"title": "x", "topic": "y" * 1_025}, "topic"),
        ({"title": "x", "channel_kind": "broadcast"}, "channel_kind"),
        ({"title": "x", "channel_kind": ""}, "channel_kind"),
        ({"title": "x", "private": "yes"}, "private"),
        ({"title": "x", "category_id": "7"}, "category_id"),
        ({"title": "x", "category_id": str(uuid.uuid4())}, "category_id"),
    ],
)
def test_what_is_wrong_is_named(cast: Cast, space: Space, body: dict[str, Any], field: str) -> None:
    answer = api_as(cast.bob)("POST", channels(space), body)
    assert code_of(answer) == (400, "invalid")
    assert list(answer.json()["errors"]) == [field]
    assert seen(cast.alice, space) == ["general"]


def test_a_space_has_so_many_channels_and_no_more(cast: Cast, space: Space) -> None:
    with override_limits(channels_per_space=2):
        first = add(cast.bob, space)
        full = api_as(cast.bob)("POST", channels(space), {"title": "x"})
        assert code_of(full) == (400, "invalid")
        api_as(cast.bob).ok("DELETE", f"{channels(space)}/{first['id']}")
        add(cast.bob, space)


def test_making_and_changing_channels_have_rates(cast: Cast, space: Space) -> None:
    with override_limits(conversations_per_hour=1):
        add(cast.bob, space)
        answer = api_as(cast.bob)("POST", channels(space), {"title": "x"})
        assert code_of(answer) == (429, "rate_limited")
    with override_limits(conversation_changes_per_minute=1):
        path = f"{channels(space)}/{general_of(space).id}"
        api_as(cast.bob).ok("PATCH", path, {"title": "x"})
        answer = api_as(cast.bob)("PATCH", path, {"category_id": None})
        assert code_of(answer) == (429, "rate_limited")


def test_channels_come_page_by_page(cast: Cast, space: Space) -> None:
    for number in range(4):
        add(cast.bob, space, title=f"{number}", private=number == 2)
    carol = api_as(cast.carol)
    first = carol.get(f"{channels(space)}?limit=3")
    second = carol.get(f"{channels(space)}?limit=3&cursor={first['next']}")
    assert (len(first["results"]), second["next"]) == (3, None)
    titles = [row["title"] for row in first["results"] + second["results"]]
    assert titles == ["general", "0", "1", "3"]
