"""Overrides in channels and under categories: who sets them, and that nobody gains by it."""

import uuid
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from chatty.core.limits import override_limits
from conversations.access import find_space
from conversations.models import Category, Conversation, Override, Space, SpaceMember, SpaceRole
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.conversations.harbour import everyone_of, give_role, set_override
from tests.make import general_of, make_space


@pytest.fixture
def space(cast: Cast) -> Space:
    """Alice's. Bob is an officer (2) who manages roles; carol is of the crew (1)."""
    made = make_space(cast.alice, cast.bob, cast.carol)
    give_role(made, cast.carol, allow=[], position=1, name="Crew")
    give_role(made, cast.bob, allow=["manage_roles", "pin"], position=2, name="Officer")
    return made


def role(space: Space, name: str) -> SpaceRole:
    return SpaceRole.objects.get(space=space, name=name)


def in_channel(space: Space, subject: SpaceRole | User | None = None) -> str:
    return f"/spaces/{space.id}/channels/{general_of(space).id}/overrides{_of(subject)}"


def in_category(space: Space, subject: SpaceRole | User | None = None) -> str:
    category = Category.objects.get(space=space)
    return f"/spaces/{space.id}/categories/{category.id}/overrides{_of(subject)}"


def _of(subject: SpaceRole | User | None) -> str:
    if subject is None:
        return ""
    return f"/{'roles' if isinstance(subject, SpaceRole) else 'users'}/{subject.id}"


def put(person: User, path: str, **body: Any) -> Any:
    return api_as(person)("PUT", path, body)


def there(person: User, space: Space) -> frozenset[str]:
    return find_space(space.id, viewer=person).permissions_in(general_of(space).id)


@pytest.mark.parametrize("place", [in_channel, in_category])
def test_of_two_who_set_an_override_the_second_sees_what_the_first_set(
    cast: Cast, space: Space, place: Any
) -> None:
    path = place(space, role(space, "Crew"))
    assert put(cast.alice, path, allow=["pin"], version=0).json()["version"] == 1
    for version in (0, 2):
        refused = put(cast.bob, path, deny=["pin"], version=version)
        assert code_of(refused) == (409, "version_conflict")
        current = refused.json()["current"]
        assert (current["allow"], current["deny"], current["version"]) == (["pin"], [], 1)
    assert api_as(cast.bob)("PUT", path, {"deny": ["pin"]}, if_match='"0"').status_code == 409
    assert put(cast.bob, path, allow=["pin"], version=1).json()["version"] == 1
    assert put(cast.bob, path, deny=["pin"]).json()["version"] == 2
    (listed,) = api_as(cast.alice).get(place(space))["results"]
    assert (listed["deny"], listed["version"]) == (["pin"], 2)
    # Where it was taken back, nothing is said: that is version 0.
    assert api_as(cast.alice)("DELETE", path).status_code == 204
    refused = put(cast.bob, path, allow=["pin"], version=2)
    assert (refused.status_code, refused.json()["current"]["version"]) == (409, 0)


@pytest.mark.parametrize("place", [in_channel, in_category])
def test_an_override_holds_at_once_for_a_role_and_for_a_person(
    cast: Cast, space: Space, place: Any, published: Published, committing: Committing
) -> None:
    crew = role(space, "Crew")
    assert "send" in there(cast.carol, space)
    with committing():
        told = put(cast.bob, place(space, crew), allow=["pin"], deny=["send"]).json()
    assert (told["role_id"], told["allow"], told["deny"]) == (str(crew.id), ["pin"], ["send"])
    assert {"pin"} <= there(cast.carol, space)
    assert "send" not in there(cast.carol, space)
    (event,) = published.events("space.updated")
    assert event["control"] == {"look": True}
    assert put(cast.bob, place(space, cast.carol), allow=["send"]).status_code == 200
    assert {"pin", "send"} <= there(cast.carol, space)
    listed = api_as(cast.bob).get(place(space))["results"]
    assert [set(row) & {"role_id", "user_id"} for row in listed] == [{"role_id"}, {"user_id"}]
    for subject in (crew, cast.carol):
        assert api_as(cast.bob)("DELETE", place(space, subject)).status_code == 204
        assert api_as(cast.bob)("DELETE", place(space, subject)).status_code == 204
    assert "send" in there(cast.carol, space)
    assert "pin" not in there(cast.carol, space)
    assert AuditEntry.objects.filter(action="space.override_change").count() == 4


def test_the_same_again_changes_nothing(cast: Cast, space: Space) -> None:
    crew = role(space, "Crew")
    put(cast.bob, in_channel(space, crew), deny=["send"])
    stamp = Space.objects.get(id=space.id).structure
    assert put(cast.bob, in_channel(space, crew), deny=["send", "send"]).status_code == 200
    assert Space.objects.get(id=space.id).structure == stamp
    assert Override.objects.count() == 1


def test_who_does_not_manage_roles_there_neither_sees_nor_sets_any(
    cast: Cast, space: Space
) -> None:
    crew, officer = role(space, "Crew"), role(space, "Officer")
    for place in (in_channel, in_category):
        assert code_of(put(cast.carol, place(space, crew))) == (403, "forbidden")
        assert code_of(api_as(cast.carol)("GET", place(space))) == (403, "forbidden")
        assert code_of(api_as(cast.carol)("DELETE", place(space, crew))) == (403, "forbidden")
    # Nor who does elsewhere.
    set_override(general_of(space), officer, deny=["manage_roles"])
    assert code_of(put(cast.bob, in_channel(space, crew))) == (403, "forbidden")
    assert put(cast.bob, in_category(space, crew)).status_code == 200


def test_nobody_sets_one_for_their_own_role_or_a_higher_one_or_for_themselves(
    cast: Cast, space: Space
) -> None:
    give_role(space, cast.dave, allow=[], position=3, name="Captain")
    for subject in (role(space, "Officer"), role(space, "Captain"), cast.bob, cast.alice):
        for place in (in_channel, in_category):
            for body in ({"allow": ["pin"]}, {"deny": ["view"]}):
                answer = put(cast.bob, place(space, subject), **body)
                assert code_of(answer) == (403, "forbidden"), (subject, body)
    assert code_of(put(cast.alice, in_channel(space, cast.alice), deny=["view"]))[0] == 403
    assert not Override.objects.exists()


def test_nobody_decides_on_what_they_lack_there(cast: Cast, space: Space) -> None:
    crew = role(space, "Crew")
    for place in (in_channel, in_category):
        for body in ({"allow": ["ban"]}, {"deny": ["ban"]}, {"allow": ["pin", "view_audit"]}):
            assert code_of(put(cast.bob, place(space, crew), **body)) == (403, "forbidden")
            assert code_of(put(cast.bob, place(space, cast.carol), **body)) == (403, "forbidden")
    # What they hold in the space and are denied in the channel they lack there.
    set_override(general_of(space), role(space, "Officer"), deny=["pin"])
    assert code_of(put(cast.bob, in_channel(space, crew), allow=["pin"])) == (403, "forbidden")
    assert put(cast.bob, in_category(space, crew), allow=["pin"]).status_code == 200


def test_nobody_lifts_what_they_are_denied_themselves(cast: Cast, space: Space) -> None:
    everyone = everyone_of(space)
    set_override(general_of(space), everyone, deny=["send"])
    for body in ({}, {"deny": ["pin"]}, {"allow": ["send"]}):
        assert code_of(put(cast.bob, in_channel(space, everyone), **body)) == (403, "forbidden")
    answer = api_as(cast.bob)("DELETE", in_channel(space, everyone))
    assert code_of(answer) == (403, "forbidden")
    assert "send" not in there(cast.bob, space)
    # What one may not decide on can stay while the rest changes.
    kept = put(cast.bob, in_channel(space, everyone), deny=["send", "pin"])
    assert kept.status_code == 200


def test_a_channel_that_one_does_not_see_is_not_found(cast: Cast, space: Space) -> None:
    crew = role(space, "Crew")
    set_override(general_of(space), everyone_of(space), deny=["view"])
    assert code_of(put(cast.bob, in_channel(space, crew), allow=[])) == (404, "not_found")
    assert code_of(api_as(cast.bob)("GET", in_channel(space))) == (404, "not_found")
    assert code_of(api_as(cast.bob)("DELETE", in_channel(space, crew))) == (404, "not_found")
    assert put(cast.alice, in_channel(space, crew), allow=["view"]).status_code == 200


def test_ids_of_another_space_are_not_found(cast: Cast, space: Space) -> None:
    other = make_space(cast.alice, cast.bob, cast.dave)
    foreign_role = give_role(other, cast.bob, allow=["manage_roles"], position=1)
    crew, alice = role(space, "Crew"), cast.alice
    start = f"/spaces/{space.id}"
    for path in (
        f"{start}/channels/{general_of(other).id}/overrides/roles/{crew.id}",
        f"{start}/channels/{cast.lounge.id}/overrides/roles/{crew.id}",
        f"{start}/categories/{Category.objects.get(space=other).id}/overrides/roles/{crew.id}",
        f"{start}/channels/{uuid.uuid4()}/overrides/roles/{crew.id}",
        f"{start}/categories/x/overrides/roles/{crew.id}",
        in_channel(space, foreign_role),
        in_category(space, foreign_role),
        in_channel(space, cast.dave),
        f"{in_channel(space)}/users/x",
    ):
        assert code_of(put(alice, path, allow=["pin"])) == (404, "not_found"), path
    assert not Override.objects.exists()


def test_what_somebody_left_behind_can_be_cleared(cast: Cast, space: Space) -> None:
    put(cast.bob, in_channel(space, cast.carol), deny=["send"])
    SpaceMember.objects.filter(space=space, user=cast.carol).update(left_at="2026-01-01T00:00Z")
    assert code_of(put(cast.bob, in_channel(space, cast.carol))) == (404, "not_found")
    assert api_as(cast.bob)("DELETE", in_channel(space, cast.carol)).status_code == 204
    assert not Override.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {"allow": ["pin"], "deny": ["pin"]},
        {"allow": ["fly"]},
        {"allow": "pin"},
        {"allowed": ["pin"]},
        {"allow": None},
    ],
)
def test_an_override_that_is_not_right_is_refused(
    cast: Cast, space: Space, body: dict[str, Any]
) -> None:
    answer = put(cast.alice, in_channel(space, role(space, "Crew")), **body)
    assert code_of(answer) == (400, "invalid")
    assert answer.json()["errors"]


def test_one_place_has_so_many_and_no_more(cast: Cast, space: Space) -> None:
    with override_limits(overrides_per_place=1):
        assert put(cast.alice, in_channel(space, cast.bob), deny=["pin"]).status_code == 200
        answer = put(cast.alice, in_channel(space, cast.carol), deny=["pin"])
        assert code_of(answer) == (400, "invalid")
        assert put(cast.alice, in_channel(space, cast.bob), deny=["send"]).status_code == 200
        assert put(cast.alice, in_category(space, cast.carol), deny=["pin"]).status_code == 200
    assert Conversation.objects.filter(space=space).count() == 1


def close(space: Space, *, to: SpaceRole) -> None:
    """The channel is under a heading that the role sees, and hidden from it."""
    category = Category.objects.get(space=space)
    set_override(category, everyone_of(space), deny=["view"])
    set_override(category, to, allow=["view"])
    set_override(general_of(space), to, deny=["view"])


def test_nobody_opens_a_channel_that_they_cannot_see(cast: Cast, space: Space) -> None:
    everyone, officer = everyone_of(space), role(space, "Officer")
    SpaceRole.objects.filter(id=officer.id).update(
        allow=["manage_channels", "manage_roles", "pin", "view"]
    )
    close(space, to=officer)
    assert not there(cast.bob, space)
    # Under the heading he may look; the channel below it, which it would open, he cannot see.
    opened = put(cast.bob, in_category(space, everyone), allow=["view"])
    assert code_of(opened) == (403, "forbidden")
    taken = api_as(cast.bob)("DELETE", in_category(space, everyone))
    assert code_of(taken) == (403, "forbidden")
    # Neither to everyone nor to one of them.
    single = put(cast.bob, in_category(space, cast.carol), allow=["view"])
    assert code_of(single) == (403, "forbidden")
    assert not there(cast.carol, space)
    # What it does not open he may show.
    crew = role(space, "Crew")
    set_override(general_of(space), crew, deny=["view"])
    assert put(cast.bob, in_category(space, crew), allow=["view"]).status_code == 200
    assert put(cast.alice, in_category(space, everyone), allow=["view"]).status_code == 200


@pytest.mark.parametrize("hides", [False, True])
def test_a_refusal_does_not_tell_that_a_channel_is_hidden(
    cast: Cast, space: Space, hides: bool
) -> None:
    """Whoever manages roles, and no channels, is answered the same whether one is there or not."""
    everyone, officer = everyone_of(space), role(space, "Officer")
    category, carol = Category.objects.get(space=space), in_category(space, cast.carol)
    set_override(category, everyone, deny=["view"])
    set_override(category, officer, allow=["view"])
    if hides:
        set_override(general_of(space), officer, deny=["view"])
    SpaceRole.objects.filter(space=space, name="Crew").update(allow=[])
    bob = api_as(cast.bob)
    answers = [
        put(cast.bob, in_category(space, everyone), allow=["view"]),
        put(cast.bob, in_category(space, everyone), deny=["send"]),
        bob("DELETE", in_category(space, everyone)),
        put(cast.bob, carol, allow=["view"]),
        bob("PATCH", f"/spaces/{space.id}/roles/{role(space, 'Crew').id}", {"allow": ["view"]}),
    ]
    assert {code_of(answer) for answer in answers} == {(403, "forbidden")}
    assert {answer.json()["detail"] for answer in answers} == {
        "This may show channels that you do not see, for which you need manage_channels too."
    }
    # To show less, or to change the rest, is his as before.
    assert put(cast.bob, carol, deny=["view"], allow=["pin"]).status_code == 200
    assert put(cast.bob, carol, deny=["view"]).status_code == 200
