"""Channels of spaces once they are there: changed, archived, deleted."""

import uuid
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from chatty.core.jobs.models import Job
from conversations.models import Category, Conversation, Membership, Override, Space
from conversations.operations.deletion import WIPE
from tests.asking import api_as, code_of, lines_of
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.conversations.harbour import give_role, set_override
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


def test_a_channel_is_changed_by_either_call_and_its_timeline_tells_so(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    room = general_of(space)
    bob = api_as(cast.bob)
    with committing():
        named = bob.ok("PATCH", f"{channels(space)}/{room.id}", {"title": "Harbour"})
    assert (named["title"], named["version"], named["unread_count"]) == ("Harbour", 2, 0)
    (event,) = published.events("conversation.updated")
    assert (event["topic"], event["d"]["title"]) == (f"conversation:{room.id}", "Harbour")
    # Neither who may do what nor which channels there are has changed.
    assert published.events("space.updated") == []
    slow = bob.ok("PATCH", f"/conversations/{room.id}", {"settings": {"slow_mode_seconds": 5}})
    assert slow["settings"]["slow_mode_seconds"] == 5
    assert [line["kind"] for line in lines_of(cast.carol, room)] == [
        "title_changed", "slow_mode_changed",
    ]  # fmt: skip
    assert api_as(cast.carol).get(f"/conversations/{room.id}")["unread_count"] == 2
    assert AuditEntry.objects.filter(action="space.channel_change").count() == 2


def test_in_a_channel_it_is_managing_channels_that_counts(cast: Cast, space: Space) -> None:
    room = general_of(space)
    give_role(space, cast.carol, allow=["manage_conversation"], position=2, name="Hosts")
    for path in (f"{channels(space)}/{room.id}", f"/conversations/{room.id}"):
        for method in ("PATCH", "DELETE"):
            answer = api_as(cast.carol)(method, path, {"title": "x"})
            assert code_of(answer) == (403, "forbidden")
    set_override(room, cast.bob, deny=["manage_channels"])
    answer = api_as(cast.bob)("PATCH", f"/conversations/{room.id}", {"title": "x"})
    assert code_of(answer) == (403, "forbidden")
    assert seen(cast.alice, space) == ["general"]


def test_a_stale_version_and_what_a_channel_has_not_are_refused(cast: Cast, space: Space) -> None:
    path = f"{channels(space)}/{general_of(space).id}"
    bob = api_as(cast.bob)
    bob.ok("PATCH", path, {"title": "x"})
    stale = bob("PATCH", path, {"title": "y", "version": 1})
    assert code_of(stale) == (409, "version_conflict")
    assert stale.json()["current"]["title"] == "x"
    moved = bob("PATCH", path, {"category_id": None, "version": 1})
    assert code_of(moved) == (409, "version_conflict")
    assert Conversation.objects.get(space=space).category_id is not None
    assert bob.ok("PATCH", path, {"category_id": None, "version": 2})["category_id"] is None
    hidden = bob("PATCH", path, {"settings": {"history_for_newcomers": False}})
    assert list(hidden.json()["errors"]) == ["settings.history_for_newcomers"]


def test_an_archived_channel_is_there_to_read_and_to_open_again(cast: Cast, space: Space) -> None:
    room = general_of(space)
    bob, path = api_as(cast.bob), f"{channels(space)}/{room.id}"
    put_away = bob.ok("PATCH", path, {"archived_at": "2030-01-01T00:00:00Z"})
    assert put_away["permissions"] == ["manage_channels", "view"]
    assert code_of(bob("PATCH", path, {"title": "x"})) == (403, "forbidden")
    assert "send" in bob.ok("PATCH", path, {"archived_at": None})["permissions"]


def test_a_channel_of_another_space_is_not_found(cast: Cast, space: Space) -> None:
    other = make_space(cast.alice, cast.bob, name="Other")
    foreign = general_of(other)
    group = cast.lounge
    for name in (foreign.id, group.id, uuid.uuid4(), "x"):
        for method in ("PATCH", "DELETE"):
            answer = api_as(cast.alice)(method, f"{channels(space)}/{name}", {"title": "x"})
            assert code_of(answer) == (404, "not_found")
    category = Category.objects.get(space=other)
    room = general_of(space)
    answer = api_as(cast.alice)(
        "PATCH", f"{channels(space)}/{room.id}", {"category_id": str(category.id)}
    )
    assert code_of(answer) == (400, "invalid")
    assert Conversation.objects.get(id=room.id).category_id != category.id


def test_a_deleted_channel_is_gone_for_everyone_at_once(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    body = {"title": "boats", "private": True}
    made = api_as(cast.bob).ok("POST", channels(space), body)
    room = Conversation.objects.get(id=made["id"])
    api_as(cast.bob).ok(
        "PATCH", f"/conversations/{room.id}/members/{cast.bob.id}", {"folder": "Work"}
    )
    make_message(by=cast.bob, in_=room)
    published.messages.clear()
    with committing():
        assert api_as(cast.bob)("DELETE", f"{channels(space)}/{room.id}").status_code == 204
    assert seen(cast.alice, space) == ["general"]
    assert code_of(api_as(cast.alice)("GET", f"/conversations/{room.id}")) == (404, "not_found")
    again = api_as(cast.bob)("DELETE", f"{channels(space)}/{room.id}")
    assert code_of(again) == (404, "not_found")
    (removed,) = published.events("conversation.removed")
    assert removed["topic"] == f"conversation:{room.id}"
    assert removed["d"] == {"conversation_id": str(room.id), "reason": "deleted"}
    assert removed["control"] == {"end": True}
    (updated,) = published.events("space.updated")
    assert updated["control"] == {"look": True}
    left = Conversation.objects.get(id=room.id)
    assert (left.title, left.topic, left.category_id) == ("", "", None)
    assert not Override.objects.filter(channel=room).exists()
    row = Membership.with_channels.get(conversation=room, user=cast.bob)
    assert (row.left_reason, row.folder) == ("deleted", "")
    assert Job.objects.get(name=WIPE).arguments == {"conversation_id": str(room.id)}
    assert AuditEntry.objects.get(action="space.channel_delete").details["channel_id"] == made["id"]


def test_a_channel_is_deleted_by_the_call_for_conversations_too(cast: Cast, space: Space) -> None:
    room = general_of(space)
    assert code_of(api_as(cast.carol)("DELETE", f"/conversations/{room.id}"))[0] == 403
    assert api_as(cast.bob)("DELETE", f"/conversations/{room.id}").status_code == 204
    assert seen(cast.alice, space) == []


def test_who_is_in_a_channel_is_the_spaces_business(cast: Cast, space: Space) -> None:
    room = f"/conversations/{general_of(space).id}"
    person = {"user_id": str(cast.carol.id)}
    calls: list[tuple[str, str, Any]] = [
        ("POST", "/members", {"user_ids": [str(cast.dave.id)]}),
        ("DELETE", f"/members/{cast.carol.id}", None),
        ("PATCH", f"/members/{cast.carol.id}", {"role": "ADMIN"}),
        ("POST", "/leave", None),
        ("POST", "/transfer", person),
        ("GET", "/bans", None),
        ("POST", "/bans", person),
        ("DELETE", f"/bans/{cast.carol.id}", None),
        ("GET", "/invites", None),
        ("POST", "/invites", {}),
    ]
    for person_asking in (cast.alice, cast.carol):
        for method, path, body in calls:
            answer = api_as(person_asking)(method, f"{room}{path}", body)
            assert code_of(answer) == (409, "managed_by_space"), (method, path)
