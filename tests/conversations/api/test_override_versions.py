"""Versions of overrides: nobody writes over what they have not seen."""

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
