"""Spaces say which channels not everyone sees; lists of who does say what they are there."""

from conversations.operations.channels import create_space_channel
from tests.asking import api_as
from tests.cast import Cast
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
