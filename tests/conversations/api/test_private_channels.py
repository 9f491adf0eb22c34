"""Spaces say which channels not everyone sees, and to who does not, nothing; lists of who does say
what they are there.
"""

from accounts.models import User
from chatty.core.pagination import read_cursor
from conversations.models import Category, Space
from conversations.operations.channels import create_space_channel
from tests.asking import api_as
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.conversations.harbour import everyone_of, give_role, set_override
from tests.make import general_of, make_space


def test_a_space_names_the_channels_that_not_everyone_sees(cast: Cast) -> None:
    space = make_space(cast.alice, cast.bob)
    stewards = give_role(space, cast.bob, allow=["view"], name="Stewards")
    hidden = create_space_channel(
        actor=cast.alice, space_id=space.id, title="stewards", is_private=True
    )
    told = api_as(cast.alice).get(f"/spaces/{space.id}")
    assert len(told["channels"]) == 2
    assert told["private_channel_ids"] == [hidden["id"]]
    # Who does not see a channel learns nothing of it.
    assert api_as(cast.bob).get(f"/spaces/{space.id}")["private_channel_ids"] == []
    set_override(general_of(space), stewards, deny=["view"])
    told = api_as(cast.alice).get(f"/spaces/{space.id}")
    assert set(told["private_channel_ids"]) == {hidden["id"], str(general_of(space).id)}


def test_without_view_for_everyone_every_channel_is_private(cast: Cast) -> None:
    space = make_space(cast.alice, cast.bob)
    set_override(general_of(space), everyone_of(space), deny=["view"])
    told = api_as(cast.alice).get(f"/spaces/{space.id}")
    assert told["private_channel_ids"] == [str(general_of(space).id)]
    assert api_as(cast.bob).get(f"/spaces/{space.id}")["channels"] == []


def test_who_sees_a_channel_comes_with_roles_and_nickname(cast: Cast) -> None:
    space = make_space(cast.alice, cast.bob)
    crew = give_role(space, cast.bob, allow=["view"])
    bob = api_as(cast.bob)
    bob.ok("PATCH", f"/spaces/{space.id}/members/{cast.bob.id}", {"nickname": "Bo"})
    rows = bob.get(f"/conversations/{general_of(space).id}/members")["results"]
    told = {row["user"]["id"]: (row["nickname"], row["role_ids"]) for row in rows}
    assert told == {
        str(cast.alice.id): (None, []),
        str(cast.bob.id): ("Bo", [str(crew.id)]),
    }


def placed(person: User, space: Space) -> list[tuple[str, int]]:
    """Titles and places of the channels that somebody is told of, the same wherever they ask."""
    api = api_as(person)
    whole = api.get(f"/spaces/{space.id}")["channels"]
    found = [(one["title"], one["position"]) for one in whole]
    listed = api.get(f"/spaces/{space.id}/channels")["results"]
    assert [(one["title"], one["position"]) for one in listed] == found
    for one in whole:
        assert api.get(f"/conversations/{one['id']}")["position"] == one["position"]
    synced = api.ok("POST", "/sync", {})["account"]["spaces"]
    (here,) = [one for one in synced if one["id"] == str(space.id)]
    assert [(one["title"], one["position"]) for one in here["channels"]] == found
    return found


def test_places_do_not_tell_how_many_channels_are_hidden(cast: Cast) -> None:
    space = make_space(cast.alice, cast.bob, cast.carol)
    keepers = give_role(space, cast.carol, allow=["manage_roles", "view"], name="Keepers")
    for title, is_private in (("one", True), ("two", False), ("three", True), ("four", False)):
        create_space_channel(
            actor=cast.alice, space_id=space.id, title=title, is_private=is_private
        )
    assert placed(cast.alice, space) == [
        ("general", 0), ("one", 1), ("two", 2), ("three", 3), ("four", 4),
    ]  # fmt: skip
    seen = [("general", 0), ("two", 1), ("four", 2)]
    assert placed(cast.bob, space) == placed(cast.carol, space) == seen
    view = api_as(cast.carol).get(f"/spaces/{space.id}/view-as?role_id={keepers.id}")
    assert [(one["title"], one["position"]) for one in view["channels"]] == seen
    # Nor does a page's end.
    bob, cursor = api_as(cast.bob), ""
    for place, (title, _) in enumerate(seen):
        page = bob.get(f"/spaces/{space.id}/channels?limit=1{cursor}")
        assert [one["title"] for one in page["results"]] == [title]
        if page["next"] is not None:
            assert read_cursor(page["next"], int, str)[0] == place
            cursor = f"&cursor={page['next']}"
    assert page["next"] is None


def test_a_change_that_is_told_to_all_says_nothing_of_places(
    cast: Cast, published: Published, committing: Committing
) -> None:
    space = make_space(cast.alice, cast.bob)
    create_space_channel(actor=cast.alice, space_id=space.id, title="h", is_private=True)
    told = create_space_channel(actor=cast.alice, space_id=space.id, title="told")
    with committing():
        api_as(cast.alice).ok(
            "PATCH", f"/spaces/{space.id}/channels/{told['id']}", {"topic": "All of it"}
        )
    (event,) = published.events("conversation.updated")
    assert event["d"]["topic"] == "All of it"
    assert "position" not in event["d"]
    bob = api_as(cast.bob)
    assert bob.get(f"/conversations/{told['id']}")["position"] == 1
    (row,) = bob.get(f"/conversations?space_id={space.id}&limit=1")["results"]
    assert (row["id"], row["position"]) == (told["id"], 1)


def test_headings_over_hidden_channels_leave_no_gap(cast: Cast) -> None:
    space = make_space(cast.alice, cast.bob)
    alice, start = api_as(cast.alice), f"/spaces/{space.id}"
    for title, is_private in (("Hidden", True), ("Shown", False)):
        heading = alice.ok("POST", f"{start}/categories", {"title": title})
        channel = {"title": title, "category_id": heading["id"], "private": is_private}
        alice.ok("POST", f"{start}/channels", channel)

    def headings(person: User) -> list[tuple[str, int]]:
        api = api_as(person)
        rows = api.get(f"{start}/categories")["results"]
        assert api.get(start)["categories"] == rows
        return [(one["title"], one["position"]) for one in rows]

    assert headings(cast.alice) == [("Text", 0), ("Hidden", 1), ("Shown", 2)]
    assert headings(cast.bob) == [("Text", 0), ("Shown", 1)]
    # Who manages one of them alone is told its place among what they see.
    shown = Category.objects.get(space=space, title="Shown")
    set_override(shown, cast.bob, allow=["manage_channels"])
    renamed = api_as(cast.bob).ok("PATCH", f"{start}/categories/{shown.id}", {"title": "Seen"})
    assert (renamed["title"], renamed["position"]) == ("Seen", 1)


def test_a_page_goes_on_where_its_last_channel_stood(cast: Cast) -> None:
    space = make_space(cast.alice)
    ids = [
        create_space_channel(actor=cast.alice, space_id=space.id, title=title)["id"]
        for title in "abc"
    ]
    alice, start = api_as(cast.alice), f"/spaces/{space.id}/channels"
    page = alice.get(f"{start}?limit=2")
    assert [one["title"] for one in page["results"]] == ["general", "a"]
    rest = f"{start}?limit=2&cursor={page['next']}"
    assert [one["title"] for one in alice.get(rest)["results"]] == ["b", "c"]
    alice.ok("DELETE", f"{start}/{ids[0]}")
    assert [one["title"] for one in alice.get(rest)["results"]] == ["b", "c"]
    alice.ok("DELETE", f"{start}/{general_of(space).id}")
    assert [one["title"] for one in alice.get(f"{start}?limit=2")["results"]] == ["b", "c"]
