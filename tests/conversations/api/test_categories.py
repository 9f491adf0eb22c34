"""Headings over channels, and what moving channels between them may not do."""

import uuid
from typing import Any

import pytest

from accounts.models import AuditEntry
from chatty.core.limits import override_limits
from conversations.models import Category, Conversation, Space, SpaceRole
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.conversations.harbour import everyone_of, give_role, set_override
from tests.make import general_of, make_space


@pytest.fixture
def space(cast: Cast) -> Space:
    """Alice's; bob may manage channels, carol is a member."""
    made = make_space(cast.alice, cast.bob, cast.carol)
    give_role(made, cast.bob, allow=["manage_channels"])
    return made


def categories(space: Space) -> str:
    return f"/spaces/{space.id}/categories"


def add(cast: Cast, space: Space, title: str) -> Category:
    made = api_as(cast.alice).ok("POST", categories(space), {"title": title})
    return Category.objects.get(id=made["id"])


def move(person: Any, room: Conversation, category: Category | None) -> Any:
    body = {"category_id": category and str(category.id)}
    return api_as(person)("PATCH", f"/spaces/{room.space_id}/channels/{room.id}", body)


def test_of_two_who_rename_a_heading_the_second_sees_what_the_first_wrote(
    cast: Cast, space: Space
) -> None:
    bob, path = api_as(cast.bob), f"{categories(space)}/{add(cast, space, 'Voices').id}"
    api_as(cast.alice).ok("PATCH", path, {"title": "Calls", "version": 1})
    refused = bob("PATCH", path, {"title": "Talk", "version": 1})
    assert code_of(refused) == (409, "version_conflict")
    current = refused.json()["current"]
    assert (current["title"], current["version"]) == ("Calls", 2)
    stale = bob("PATCH", path, {"title": "Talk"}, if_match='"1"')
    assert code_of(stale) == (409, "version_conflict")
    # The same name again is no other version; without one the present name is meant.
    assert bob.ok("PATCH", path, {"title": "Calls", "version": 2})["version"] == 2
    assert bob.ok("PATCH", path, {"title": "Talk"})["version"] == 3


def test_who_may_makes_renames_and_deletes_headings(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    bob, room = api_as(cast.bob), general_of(space)
    with committing():
        made = bob.ok("POST", categories(space), {"title": "  Voices "})
    assert made == {"id": made["id"], "title": "Voices", "position": 1, "version": 1}
    assert published.events("space.updated")[0]["control"] == {"look": True}
    path = f"{categories(space)}/{made['id']}"
    changed = bob.ok("PATCH", path, {"title": "Voice", "version": 1})
    assert (changed["title"], changed["version"]) == ("Voice", 2)
    assert move(cast.bob, room, Category.objects.get(id=made["id"])).json()["category_id"]
    assert bob("DELETE", f"{categories(space)}/{made['id']}").status_code == 204
    again = bob("DELETE", f"{categories(space)}/{made['id']}")
    assert code_of(again) == (404, "not_found")
    assert Conversation.objects.get(id=room.id).category_id is None
    assert [row["title"] for row in bob.get(categories(space))["results"]] == ["Text"]
    actions = AuditEntry.objects.filter(action__startswith="space.category").order_by("id")
    assert list(actions.values_list("action", flat=True)) == [
        "space.category_create", "space.category_change", "space.category_delete",
    ]  # fmt: skip


def test_a_heading_shows_to_who_sees_something_under_it(cast: Cast, space: Space) -> None:
    secret = add(cast, space, "Secret")
    body = {"title": "plans", "category_id": str(secret.id), "private": True}
    api_as(cast.alice).ok("POST", f"/spaces/{space.id}/channels", body)

    def titles(person: Any) -> list[str]:
        listed = [row["title"] for row in api_as(person).get(categories(space))["results"]]
        whole = api_as(person).get(f"/spaces/{space.id}")["categories"]
        assert [row["title"] for row in whole] == listed
        return listed

    assert titles(cast.carol) == ["Text"]
    assert titles(cast.bob) == ["Text", "Secret"] == titles(cast.alice)


def test_headings_come_page_by_page(cast: Cast, space: Space) -> None:
    for number in range(4):
        add(cast, space, f"{number}")
    first = api_as(cast.bob).get(f"{categories(space)}?limit=3")
    second = api_as(cast.bob).get(f"{categories(space)}?limit=3&cursor={first['next']}")
    assert [row["title"] for row in first["results"] + second["results"]] == [
        "Text", "0", "1", "2", "3",
    ]  # fmt: skip
    assert second["next"] is None


@pytest.mark.parametrize("title", ["", " ", "x" * 129, "a\u202eb", "a\tb", 7, None, ["x"]])
def test_a_heading_without_a_right_name_is_refused(cast: Cast, space: Space, title: object) -> None:
    for method, path in (
        ("POST", categories(space)),
        ("PATCH", f"{categories(space)}/{general_of(space).category_id}"),
    ):
        answer = api_as(cast.bob)(method, path, {"title": title})
        assert code_of(answer) == (400, "invalid")
        assert list(answer.json()["errors"]) == ["title"]
    assert Category.objects.get(space=space).title == "Text"


def test_a_space_has_so_many_headings_and_no_more(cast: Cast, space: Space) -> None:
    with override_limits(categories_per_space=2):
        add(cast, space, "two")
        answer = api_as(cast.alice)("POST", categories(space), {"title": "three"})
        assert code_of(answer) == (400, "invalid")


def test_who_may_not_manage_channels_changes_no_heading(cast: Cast, space: Space) -> None:
    one = f"{categories(space)}/{general_of(space).category_id}"
    for method, path in (("POST", categories(space)), ("PATCH", one), ("DELETE", one)):
        answer = api_as(cast.carol)(method, path, {"title": "x"})
        assert code_of(answer) == (403, "forbidden")
    set_override(Category.objects.get(space=space), cast.bob, deny=["manage_channels"])
    for method in ("PATCH", "DELETE"):
        assert code_of(api_as(cast.bob)(method, one, {"title": "x"})) == (403, "forbidden")
    assert Category.objects.get(space=space).title == "Text"


def test_a_heading_of_another_space_is_not_found(cast: Cast, space: Space) -> None:
    other = Category.objects.get(space=make_space(cast.alice, name="Other"))
    for name in (other.id, uuid.uuid4(), "x"):
        for method in ("PATCH", "DELETE"):
            answer = api_as(cast.alice)(method, f"{categories(space)}/{name}", {"title": "x"})
            assert code_of(answer) == (404, "not_found")
    other.refresh_from_db()
    assert other.title == "Text"


def test_nobody_raises_themselves_by_moving_a_channel(cast: Cast, space: Space) -> None:
    room = general_of(space)
    old = Category.objects.get(space=space)
    better = add(cast, space, "Better")
    set_override(better, cast.bob, allow=["manage_messages"])
    assert code_of(move(cast.bob, room, better)) == (403, "forbidden")
    # Out from under a heading that denies something, too, or by taking the heading away.
    set_override(old, cast.bob, deny=["mention_all", "send"])
    assert code_of(move(cast.bob, room, None)) == (403, "forbidden")
    gone = api_as(cast.bob)("DELETE", f"{categories(space)}/{old.id}")
    assert code_of(gone) == (403, "forbidden")
    assert Conversation.objects.get(id=room.id).category_id == old.id
    assert move(cast.alice, room, better).status_code == 200


def test_who_may_not_manage_roles_bares_no_channel(cast: Cast, space: Space) -> None:
    room, hidden = general_of(space), add(cast, space, "Hidden")
    set_override(hidden, everyone_of(space), deny=["view"])
    set_override(hidden, cast.bob, allow=["view"])
    for category in (hidden, None):
        expected = 403 if category else 200
        assert move(cast.bob, room, category).status_code == expected
    assert move(cast.alice, room, hidden).status_code == 200
    assert move(cast.bob, room, None).status_code == 403
    assert api_as(cast.bob)("DELETE", f"{categories(space)}/{hidden.id}").status_code == 403
    give_role(space, cast.bob, allow=["manage_roles"], position=2, name="Keepers")
    assert move(cast.bob, room, None).status_code == 200


def test_taking_a_heading_away_bares_nothing_to_who_does_it(cast: Cast, space: Space) -> None:
    give_role(space, cast.bob, allow=["manage_roles"], position=2, name="Keepers")
    secret = add(cast, space, "Secret")
    body = {"title": "plans", "category_id": str(secret.id)}
    made = api_as(cast.alice).ok("POST", f"/spaces/{space.id}/channels", body)
    room = Conversation.objects.get(id=made["id"])
    # Bob sees the heading, and not what is under it.
    set_override(room, cast.bob, deny=["view"])
    api_as(cast.bob).ok("PATCH", f"{categories(space)}/{secret.id}", {"title": "Plain"})
    assert code_of(api_as(cast.bob)("GET", f"/conversations/{room.id}")) == (404, "not_found")
    assert api_as(cast.bob)("DELETE", f"{categories(space)}/{secret.id}").status_code == 204
    assert code_of(api_as(cast.bob)("GET", f"/conversations/{room.id}")) == (404, "not_found")


def test_nobody_hears_of_a_heading_by_what_they_are_refused(cast: Cast, space: Space) -> None:
    hidden, carol = add(cast, space, "Hidden"), api_as(cast.carol)
    set_override(hidden, everyone_of(space), deny=["view"])
    assert str(hidden.id) not in str(carol.get(categories(space)))
    for known in (hidden.id, uuid.uuid4()):
        answers = [
            carol("PATCH", f"{categories(space)}/{known}", {"title": "x"}),
            carol("DELETE", f"{categories(space)}/{known}"),
            carol(
                "POST", f"/spaces/{space.id}/channels", {"title": "x", "category_id": str(known)}
            ),
        ]
        assert {code_of(answer) for answer in answers} == {(403, "forbidden")}


def test_who_makes_a_channel_may_do_there_what_the_heading_lets_them(
    cast: Cast, space: Space
) -> None:
    bob, body = api_as(cast.bob), {"title": "news", "channel_kind": "announcement"}
    quiet, open_ = add(cast, space, "Quiet"), add(cast, space, "Open")
    builders = SpaceRole.objects.get(space=space, position=1)
    set_override(quiet, builders, deny=["send"])
    made = bob.ok("POST", f"/spaces/{space.id}/channels", body | {"category_id": str(quiet.id)})
    assert {"send", "reply"} & set(made["permissions"]) == {"reply"}
    # Who sees by the heading alone is not shut out of what they hide from others.
    SpaceRole.objects.filter(space=space, position=0).update(allow=["send"])
    set_override(open_, builders, allow=["view"])
    made = bob.ok(
        "POST",
        f"/spaces/{space.id}/channels",
        {"title": "plans", "private": True, "category_id": str(open_.id)},
    )
    assert "view" in made["permissions"]
    assert code_of(api_as(cast.carol)("GET", f"/conversations/{made['id']}")) == (404, "not_found")
