"""Channels of spaces, sorted for oneself like any conversation."""

from typing import Any

import pytest

from accounts.models import User
from chatty.core.limits import override_limits
from conversations.models import Conversation, Space
from conversations.operations.channels import create_space_channel
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.conversations.harbour import everyone_of, set_override
from tests.make import general_of, make_group, make_space


@pytest.fixture
def space(cast: Cast) -> Space:
    """Alice's and bob's, with two channels."""
    made = make_space(cast.alice, cast.bob)
    create_space_channel(actor=cast.alice, space_id=made.id, title="news")
    return made


def change(user: User, room: Conversation, body: dict[str, Any]) -> Any:
    return api_as(user)("PATCH", f"/conversations/{room.id}/members/{user.id}", body)


def news_of(space: Space) -> Conversation:
    return Conversation.objects.get(space=space, title="news")


def test_a_pinned_channel_takes_a_place_as_long_as_one_sees_it(cast: Cast, space: Space) -> None:
    group = make_group(cast.bob)
    general = general_of(space)
    with override_limits(pinned_conversations=1):
        assert change(cast.bob, general, {"pinned": True}).status_code == 200
        for other in (group, news_of(space)):
            refused = change(cast.bob, other, {"pinned": True})
            assert code_of(refused) == (400, "invalid")
            assert list(refused.json()["errors"]) == ["pinned"]
        # Everyone has places of their own.
        assert change(cast.alice, general, {"pinned": True}).status_code == 200
        # What one cannot see one cannot unpin.
        set_override(general, everyone_of(space), deny=["view"])
        assert change(cast.bob, group, {"pinned": True}).status_code == 200
        assert change(cast.bob, news_of(space), {"pinned": True}).status_code == 400


def test_a_pinned_group_leaves_no_place_for_a_channel(cast: Cast, space: Space) -> None:
    with override_limits(pinned_conversations=1):
        assert change(cast.bob, make_group(cast.bob), {"pinned": True}).status_code == 200
        assert code_of(change(cast.bob, general_of(space), {"pinned": True})) == (400, "invalid")


def test_folders_of_channels_count_and_are_listed(cast: Cast, space: Space) -> None:
    bob, group = api_as(cast.bob), make_group(cast.bob)
    with override_limits(folders=2):
        change(cast.bob, group, {"folder": "Work"})
        change(cast.bob, general_of(space), {"folder": "Work"})
        change(cast.bob, news_of(space), {"folder": "Away"})
        assert bob.get("/me/folders")["results"] == [
            {"name": "Away", "conversations": 0, "channels": 1},
            {"name": "Work", "conversations": 1, "channels": 1},
        ]
        refused = change(cast.bob, cast.lounge, {"folder": "Third"})
        assert code_of(refused) == (400, "invalid")
        # The only one in a folder may take the folder's place along.
        assert change(cast.bob, news_of(space), {"folder": "Third"}).status_code == 200
    assert api_as(cast.alice).get("/me/folders")["results"] == []


def test_a_folder_shows_nothing_of_what_is_hidden_left_or_deleted(cast: Cast, space: Space) -> None:
    bob, alice = api_as(cast.bob), api_as(cast.alice)
    general, news = general_of(space), news_of(space)
    for room in (general, news):
        change(cast.bob, room, {"folder": "Work"})
    set_override(general, everyone_of(space), deny=["view"])
    assert bob.get("/me/folders")["results"] == [
        {"name": "Work", "conversations": 0, "channels": 1}
    ]
    alice.ok("DELETE", f"/spaces/{space.id}/channels/{news.id}")
    assert bob.get("/me/folders")["results"] == []
    other = make_space(cast.alice, cast.bob)
    change(cast.bob, general_of(other), {"folder": "Work", "pinned": True})
    bob.ok("POST", f"/spaces/{other.id}/leave")
    assert bob.get("/me/folders")["results"] == []
    with override_limits(pinned_conversations=1):
        assert change(cast.bob, cast.lounge, {"pinned": True}).status_code == 200
