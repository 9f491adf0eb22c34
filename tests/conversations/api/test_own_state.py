"""What a conversation is to one person alone: the own row."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from chatty.core.clock import now, wire_time
from chatty.core.limits import override_limits
from conversations.models import Conversation
from tests.asking import api_as, at_once, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.make import make_channel, make_dm, make_group, make_user


def change(user: User, room: Conversation, body: dict[str, Any]) -> Any:
    return api_as(user)("PATCH", f"/conversations/{room.id}/members/{user.id}", body)


def test_what_is_personal_is_kept_and_answered(cast: Cast) -> None:
    until = wire_time(now() + timedelta(hours=8))
    body = {
        "muted_until": until,
        "pinned": True,
        "archived": True,
        "folder": "  Work  ",
        "notification_level": "mentions",
        "marked_unread": True,
    }
    expected = {**body, "folder": "Work"}
    answer = change(cast.bob, cast.lounge, body)
    assert answer.status_code == 200
    assert answer.json().items() >= expected.items()
    bob = api_as(cast.bob)
    seen = bob.get(f"/conversations/{cast.lounge.id}")
    assert seen == answer.json()
    (listed,) = bob.get("/conversations")["results"]
    assert listed.items() >= expected.items()
    back = dict.fromkeys(("pinned", "archived", "marked_unread"), False)
    undone = {**back, "muted_until": None, "folder": None, "notification_level": "default"}
    assert change(cast.bob, cast.lounge, undone).json().items() >= undone.items()


@pytest.mark.parametrize("kind", ["dm", "group", "channel"])
def test_every_kind_of_conversation_has_it(cast: Cast, kind: str) -> None:
    room = {
        "dm": lambda: make_dm(cast.bob, cast.dave),
        "group": lambda: make_group(cast.alice, cast.bob),
        "channel": lambda: make_channel(cast.alice, cast.bob),
    }[kind]()
    changed = change(cast.bob, room, {"pinned": True}).json()
    assert changed["pinned"] is True
    assert changed == api_as(cast.bob).get(f"/conversations/{room.id}")


def test_only_the_own_devices_hear_of_it(
    cast: Cast, published: Published, committing: Committing
) -> None:
    before = api_as(cast.alice).get(f"/conversations/{cast.lounge.id}")
    with committing():
        change(cast.bob, cast.lounge, {"pinned": True, "folder": "Work"})
    (event,) = published.events("conversation.updated")
    assert (event["topic"], event["rev"]) == (f"user:{cast.bob.id}", None)
    assert event["d"] == {"id": str(cast.lounge.id), "pinned": True, "folder": "Work"}
    assert len(published.messages) == 1
    assert api_as(cast.alice).get(f"/conversations/{cast.lounge.id}") == before


def test_what_holds_already_is_no_event(
    cast: Cast, published: Published, committing: Committing
) -> None:
    with committing():
        assert change(cast.bob, cast.lounge, {"pinned": False, "folder": None}).status_code == 200
        assert change(cast.bob, cast.lounge, {}).status_code == 200
    assert published.messages == []


def test_other_devices_find_it_in_sync(cast: Cast) -> None:
    bob = api_as(cast.bob)
    cursor = bob.ok("POST", "/sync", {})["account_cursor"]
    change(cast.bob, cast.lounge, {"archived": True})
    (row,) = bob.ok("POST", "/sync", {"account_cursor": cursor})["conversations"]
    assert row["archived"] is True


def test_a_mute_that_has_passed_ends_the_silence(cast: Cast) -> None:
    change(cast.bob, cast.lounge, {"muted_until": wire_time(now() + timedelta(hours=1))})
    past = wire_time(now() - timedelta(seconds=1))
    assert change(cast.bob, cast.lounge, {"muted_until": past}).json()["muted_until"] is None


def test_so_many_may_be_pinned_and_no_more(cast: Cast) -> None:
    rooms = [make_group(cast.bob, title=f"{number}") for number in range(3)]
    with override_limits(pinned_conversations=2):
        for room in rooms[:2]:
            assert change(cast.bob, room, {"pinned": True}).status_code == 200
        refused = change(cast.bob, rooms[2], {"pinned": True})
        assert code_of(refused) == (400, "invalid")
        assert "Unpin one first" in refused.json()["errors"]["pinned"][0]
        assert change(cast.bob, rooms[0], {"pinned": True}).status_code == 200
        change(cast.bob, rooms[0], {"pinned": False})
        assert change(cast.bob, rooms[2], {"pinned": True}).status_code == 200
        # Everyone has places of their own.
        assert change(cast.alice, cast.lounge, {"pinned": True}).status_code == 200


def test_so_many_folders_and_no_more(cast: Cast) -> None:
    rooms = [make_group(cast.bob, title=f"{number}") for number in range(3)]
    with override_limits(folders=2):
        change(cast.bob, rooms[0], {"folder": "One"})
        change(cast.bob, rooms[1], {"folder": "Two"})
        refused = change(cast.bob, rooms[2], {"folder": "Three"})
        assert code_of(refused) == (400, "invalid")
        assert change(cast.bob, rooms[2], {"folder": "Two"}).status_code == 200
        # Its only conversation may take a folder's place along.
        assert change(cast.bob, rooms[0], {"folder": "Three"}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_devices_cannot_share_the_last_place(cast: Cast) -> None:
    rooms = [make_group(cast.bob, title=f"{number}") for number in range(6)]
    with override_limits(pinned_conversations=2, folders=2):
        pins = at_once(6, lambda number: change(cast.bob, rooms[number], {"pinned": True}))
        assert sorted(answer.status_code for answer in pins) == [200] * 2 + [400] * 4
        folders = at_once(6, lambda n: change(cast.bob, rooms[n], {"folder": f"F{n}"}))
        assert sorted(answer.status_code for answer in folders) == [200] * 2 + [400] * 4


@pytest.mark.parametrize(
    "body",
    [
        {"pinned": "yes"},
        {"pinned": 1},
        {"pinned": None},
        {"archived": []},
        {"marked_unread": "true"},
        {"muted_until": "tomorrow"},
        {"muted_until": 5},
        {"muted_until": "9999-12-31T23:59:59-12:00"},
        {"notification_level": "some"},
        {"notification_level": None},
        {"folder": "x" * 65},
        {"folder": "x" * 300},
        {"folder": "a\x00b"},
        {"folder": "a\nb"},
        {"folder": "\u202eodd"},
        {"folder": "\u200b"},
        {"folder": ["Work"]},
        {"folder": {"name": "Work"}},
    ],
)
def test_what_is_no_such_value_is_refused(cast: Cast, body: dict[str, Any]) -> None:
    refused = change(cast.bob, cast.lounge, body)
    assert code_of(refused) == (400, "invalid")
    assert list(refused.json().get("errors", body)) == list(body)
    assert api_as(cast.bob).get("/me/folders")["results"] == []


@pytest.mark.parametrize("folder", [None, "", "  "])
def test_an_empty_name_takes_it_out_of_its_folder(cast: Cast, folder: str | None) -> None:
    change(cast.bob, cast.lounge, {"folder": "Work"})
    assert change(cast.bob, cast.lounge, {"folder": folder}).json()["folder"] is None


def test_nobody_changes_what_is_anothers(cast: Cast) -> None:
    path = f"/conversations/{cast.lounge.id}/members"
    alice = api_as(cast.alice)
    refused = alice("PATCH", f"{path}/{cast.bob.id}", {"pinned": True})
    assert refused.status_code in (400, 403)
    assert api_as(cast.bob).get(f"/conversations/{cast.lounge.id}")["pinned"] is False
    for foreign in (cast.dave.id, uuid.uuid4(), "nobody", "%00"):
        assert code_of(alice("PATCH", f"{path}/{foreign}", {"role": "ADMIN"}))[0] == 404


def test_who_left_has_no_row_to_change(cast: Cast) -> None:
    assert code_of(change(cast.mallory, cast.lounge, {"pinned": True})) == (404, "not_found")
    assert code_of(change(cast.dave, cast.lounge, {"pinned": True})) == (404, "not_found")


def test_folders_are_listed_with_what_is_in_them(cast: Cast) -> None:
    for number, folder in enumerate(["Work", "Home", "Work", None]):
        change(cast.bob, make_group(cast.bob, title=f"{number}"), {"folder": folder})
    left = make_group(cast.alice, cast.bob)
    change(cast.bob, left, {"folder": "Gone"})
    bob = api_as(cast.bob)
    bob.ok("POST", f"/conversations/{left.id}/leave")
    assert bob.get("/me/folders")["results"] == [
        {"name": "Home", "conversations": 1, "channels": 0},
        {"name": "Work", "conversations": 2, "channels": 0},
    ]
    assert [row["title"] for row in bob.get("/conversations?folder=Work")["results"]] == ["2", "0"]
    assert api_as(make_user("eve")).get("/me/folders")["results"] == []


def test_the_list_shows_what_is_archived_only_when_asked(cast: Cast) -> None:
    away = make_group(cast.bob, title="Away")
    change(cast.bob, away, {"archived": True})
    bob = api_as(cast.bob)

    def titles(query: str) -> list[str]:
        return [row["title"] for row in bob.get(f"/conversations{query}")["results"]]

    assert titles("?archived=true") == ["Away"]
    assert titles("?archived=false") == ["Lounge"]
    assert titles("") == ["Away", "Lounge"]


def test_who_comes_back_finds_their_pins_and_folder(cast: Cast) -> None:
    change(cast.bob, cast.lounge, {"pinned": True, "folder": "Work"})
    bob = api_as(cast.bob)
    bob.ok("POST", f"/conversations/{cast.lounge.id}/leave")
    body = {"user_ids": [str(cast.bob.id)]}
    api_as(cast.alice).ok("POST", f"/conversations/{cast.lounge.id}/members", body)
    assert bob.get(f"/conversations/{cast.lounge.id}")["folder"] == "Work"


def test_changing_it_has_the_rate_of_reads(cast: Cast) -> None:
    bob, path = api_as(cast.bob), f"/conversations/{cast.lounge.id}/members/{cast.bob.id}"
    with override_limits(reads_per_minute=2):
        bob.ok("PATCH", path, {"pinned": True})
        bob.ok("PATCH", path, {"pinned": False})
        assert code_of(bob("PATCH", path, {"pinned": True})) == (429, "rate_limited")
    assert api_as(cast.bob).get(f"/conversations/{cast.lounge.id}")["pinned"] is False
