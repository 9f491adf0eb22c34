"""The space of the demo: built, entered and talked in through operations; and taken away again."""

import pytest
from pytest_django import DjangoDbBlocker

from accounts.operations.example_people import example_people
from chatty.core.clock import now
from chatty.ops.demo.clearing import clear
from chatty.ops.demo.director import play
from chatty.ops.demo.space_lab import LAB_SPACE
from conversations.models import Conversation, Space
from conversations.queries.spaces import shape_space
from tests.asking import api_as
from tests.make import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "bread at high water"


@pytest.fixture(scope="module")
def lab(lasting_rows: None, django_db_blocker: DjangoDbBlocker) -> Space:
    """The space, without the other conversations of the demo; each test finds it as it was."""
    with django_db_blocker.unblock():
        played = play(password=PASSWORD, present=now(), scenes=())
        assert played.conversations == len(LAB_SPACE.rooms)
        assert played.messages > 30
        return Space.objects.get()


def test_everybody_is_in_it_with_their_roles(lab: Space) -> None:
    people = example_people()
    members = api_as(people["mika"]).get(f"/spaces/{lab.id}/members?limit=100")["results"]
    roles = {
        role["id"]: role["name"] for role in shape_space(lab.id, viewer=people["mika"])["roles"]
    }
    held = {row["user"]["username"]: {roles[one] for one in row["role_ids"]} for row in members}
    assert set(held) == set(LAB_SPACE.cast)
    assert (held["ilse"], held["yuqing"], held["jun"]) == ({"Stewards"}, {"Maintainers"}, set())
    assert [row["user"]["username"] for row in members if row["is_owner"]] == ["rosa"]


def test_mika_finds_what_is_unread_for_her_and_felix_no_room_of_the_stewards(lab: Space) -> None:
    people = example_people()
    mika = shape_space(lab.id, viewer=people["mika"])
    rooms = {channel["title"]: channel for channel in mika["channels"]}
    unread = {title: (one["unread_count"], one["mention_count"]) for title, one in rooms.items()}
    assert unread["tide-sensors"] == (2, 1)
    assert unread["firmware"] == (1, 1)
    assert unread["announcements"] == (1, 0)
    assert unread["welcome"] == (0, 0)
    assert rooms["parts-and-orders"]["notification_level"] == "all"
    assert rooms["field-notes"]["muted_until"] is not None
    assert mika["private_channel_ids"] == [rooms["stewards"]["id"]]
    felix = shape_space(lab.id, viewer=people["felix"])
    assert "stewards" not in {channel["title"] for channel in felix["channels"]}
    assert (
        "send"
        not in next(one for one in felix["channels"] if one["title"] == "announcements")[
            "permissions"
        ]
    )


def test_played_again_nothing_is_made_twice(lab: Space) -> None:
    assert play(password=PASSWORD, present=now(), scenes=()).messages == 0
    assert list(Space.objects.all()) == [lab]


def test_it_goes_with_the_demo_unless_others_are_in_it(lab: Space) -> None:
    cleared = clear()
    assert (cleared.spaces, cleared.kept) == (1, 0)
    assert not Space.objects.filter(deleted_at=None).exists()
    assert not Conversation.objects.filter(space=lab, deleted_at=None).exists()


def test_it_stays_where_others_are_in_it(lab: Space) -> None:
    alice = make_user("alice")
    rosa = api_as(example_people()["rosa"])
    invite = rosa.ok("POST", f"/spaces/{lab.id}/invites", {})
    api_as(alice).ok("POST", f"/invites/{invite['code']}")
    cleared = clear()
    assert (cleared.spaces, cleared.kept) == (0, 1)
    assert Space.objects.filter(deleted_at=None).exists()
