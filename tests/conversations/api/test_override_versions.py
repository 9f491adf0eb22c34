"""Versions of overrides: nobody writes over what they have not seen."""

from collections.abc import Callable

import pytest

from chatty.core.limits import override_limits
from conversations.models import Space
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.conversations.api.test_overrides import in_category, in_channel, put, role
from tests.conversations.harbour import give_role
from tests.make import make_space


@pytest.fixture
def harbour(cast: Cast) -> Space:
    """Alice's. Carol is of the crew; Bob has no role."""
    made = make_space(cast.alice, cast.bob, cast.carol)
    give_role(made, cast.carol, allow=[], position=1, name="Crew")
    return made


def test_who_saw_another_version_learns_that_before_there_are_too_many(
    cast: Cast, harbour: Space
) -> None:
    with override_limits(overrides_per_place=1):
        assert put(cast.alice, in_channel(harbour, cast.bob), deny=["pin"]).status_code == 200
        path = in_channel(harbour, cast.carol)
        refused = put(cast.alice, path, deny=["pin"], version=1)
        assert code_of(refused) == (409, "version_conflict")
        assert refused.json()["current"]["version"] == 0
        for seen in ({"version": 0}, {}):
            assert code_of(put(cast.alice, path, deny=["pin"], **seen)) == (400, "invalid")


@pytest.mark.parametrize("place", [in_channel, in_category])
def test_what_is_begun_again_has_no_version_that_there_was(
    cast: Cast, harbour: Space, place: Callable[..., str]
) -> None:
    path = place(harbour, role(harbour, "Crew"))
    put(cast.alice, path, allow=["pin"])
    assert put(cast.alice, path, deny=["pin"]).json()["version"] == 2
    assert api_as(cast.alice)("DELETE", path).status_code == 204
    assert put(cast.alice, path, allow=["pin"], version=0).json()["version"] == 3
    for seen in (1, 2):
        refused = put(cast.alice, path, deny=["pin"], version=seen)
        assert code_of(refused) == (409, "version_conflict")
        assert refused.json()["current"]["version"] == 3


def test_what_falls_away_with_a_member_who_leaves_counts_too(cast: Cast, harbour: Space) -> None:
    alice = api_as(cast.alice)
    channel, category = in_channel(harbour, cast.bob), in_category(harbour, cast.bob)
    assert put(cast.alice, channel, allow=["pin"]).json()["version"] == 1
    assert put(cast.alice, category, allow=["pin"], deny=["send"]).json()["version"] == 1
    code = alice.ok("POST", f"/spaces/{harbour.id}/invites", {})["code"]
    assert alice("DELETE", f"/spaces/{harbour.id}/members/{cast.bob.id}").status_code == 204
    api_as(cast.bob).ok("POST", f"/invites/{code}")
    assert put(cast.alice, channel, allow=["pin"], version=0).json()["version"] == 2
    # What is left of it is another than the one that was seen.
    refused = put(cast.alice, category, allow=["pin"], version=1)
    assert code_of(refused) == (409, "version_conflict")
    current = refused.json()["current"]
    assert (current["allow"], current["deny"], current["version"]) == ([], ["send"], 2)
