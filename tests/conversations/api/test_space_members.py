"""Members of spaces: their roles and nicknames, and removing them."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from chatty.core.clock import now
from chatty.realtime.topics import user_topic
from conversations.access import find_space
from conversations.models import Invite, Space, SpaceMember, SpaceRole
from conversations.operations.space_ownership import transfer_space
from conversations.operations.space_standing import change_space_member
from tests.asking import api_as, at_once, code_of
from tests.cast import Cast, gather_cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.conversations.harbour import everyone_of, give_role, set_override
from tests.make import general_of, make_space


@pytest.fixture
def space(cast: Cast) -> Space:
    """Alice's. Bob is an officer (2) who manages roles and removes members; carol is of the crew
    (1); dave is a plain member.
    """
    made = make_space(cast.alice, cast.bob, cast.carol, cast.dave)
    give_role(made, cast.carol, allow=["pin"], position=1, name="Crew")
    allow = ["manage_roles", "remove_members", "pin"]
    give_role(made, cast.bob, allow=allow, position=2, name="Officer")
    return made


def role(space: Space, name: str) -> SpaceRole:
    return SpaceRole.objects.get(space=space, name=name)


def path(space: Space, of: User | None = None) -> str:
    return f"/spaces/{space.id}/members" + (f"/{of.id}" if of else "")


def patch(person: User, space: Space, of: User, **body: Any) -> Any:
    return api_as(person)("PATCH", path(space, of), body)


def give(person: User, space: Space, of: User, *roles: SpaceRole) -> Any:
    return patch(person, space, of, role_ids=[str(one.id) for one in roles])


def test_roles_are_given_and_taken_and_open_sockets_look_anew(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    crew = role(space, "Crew")
    with committing():
        told = give(cast.bob, space, cast.dave, crew)
    assert told.json()["role_ids"] == [str(crew.id)]
    assert "pin" in find_space(space.id, viewer=cast.dave).permissions
    (personal,) = published.events("space.updated")
    assert (personal["topic"], personal["control"]) == (user_topic(cast.dave.id), {"look": True})
    assert personal["d"]["my_role_ids"] == [str(crew.id)]
    assert "pin" in personal["d"]["my_permissions"]
    (shared,) = published.events("space_member.updated")
    assert shared["d"]["user"]["presence"] is None
    assert give(cast.bob, space, cast.dave).json()["role_ids"] == []
    changes = AuditEntry.objects.filter(action="space.member_change").order_by("id")
    assert [entry.details["after"]["role_ids"] for entry in changes] == [[str(crew.id)], []]


def test_nobody_gives_themselves_a_role_above_or_beside_their_own(cast: Cast, space: Space) -> None:
    captain = give_role(space, allow=["ban"], position=3, name="Captain")
    twin = give_role(space, allow=[], position=2, name="Twin")
    officer = role(space, "Officer")
    for of in (cast.bob, cast.dave):
        for wanted in (captain, twin):
            own = [officer] if of == cast.bob else []
            assert code_of(give(cast.bob, space, of, *own, wanted)) == (403, "forbidden")
    assert code_of(give(cast.bob, space, cast.dave, officer)) == (403, "forbidden")
    assert code_of(give(cast.carol, space, cast.carol, role(space, "Crew"), officer))[0] == 403


def test_nobody_gives_a_role_with_more_than_they_have_not_even_below_their_own(
    cast: Cast, space: Space
) -> None:
    SpaceRole.objects.filter(space=space, position__gte=1).update(position=5)
    strong = give_role(space, allow=["ban"], position=1, name="Strong")
    officer = role(space, "Officer")
    assert code_of(give(cast.bob, space, cast.dave, strong)) == (403, "forbidden")
    assert code_of(give(cast.bob, space, cast.bob, officer, strong)) == (403, "forbidden")


@pytest.mark.parametrize("where", ["channel", "category"])
def test_nobody_gives_a_role_that_sees_what_they_do_not(
    cast: Cast, space: Space, where: str
) -> None:
    channel = general_of(space)
    keyholder = give_role(space, allow=[], position=1, name="Keyholder")
    place = channel if where == "channel" else channel.category
    assert place is not None
    set_override(place, everyone_of(space), deny=["view"])
    set_override(place, keyholder, allow=["view"])
    officer = role(space, "Officer")
    for of, roles in ((cast.dave, [keyholder]), (cast.bob, [officer, keyholder])):
        assert code_of(give(cast.bob, space, of, *roles)) == (403, "forbidden")
    assert find_space(space.id, viewer=cast.bob).permissions_in(channel.id) == frozenset()
    assert give(cast.alice, space, cast.dave, keyholder).status_code == 200


def test_nobody_acts_on_an_equal_or_a_higher_member_or_on_the_owner(
    cast: Cast, space: Space
) -> None:
    give(cast.alice, space, cast.dave, role(space, "Officer"))
    for of in (cast.dave, cast.alice):
        assert code_of(give(cast.bob, space, of)) == (403, "forbidden")
        assert code_of(patch(cast.bob, space, of, nickname="x")) == (403, "forbidden")
        assert code_of(api_as(cast.bob)("DELETE", path(space, of))) == (403, "forbidden")
    assert SpaceMember.objects.filter(space=space, left_at=None).count() == 4
    # Who had it is its owner no longer, and stands as high as their roles.
    transfer_space(actor=cast.alice, space_id=space.id, user_id=cast.carol.id)
    assert code_of(give(cast.alice, space, cast.carol)) == (403, "forbidden")
    assert code_of(give(cast.alice, space, cast.alice, role(space, "Crew")))[0] == 403


def test_one_lays_down_ones_own_role_and_does_not_take_it_up_again(
    cast: Cast, space: Space
) -> None:
    officer = role(space, "Officer")
    assert give(cast.bob, space, cast.bob).status_code == 200
    assert code_of(give(cast.bob, space, cast.bob, officer)) == (403, "forbidden")


def test_everyone_names_themselves_and_nobody_else(cast: Cast, space: Space) -> None:
    told = patch(cast.dave, space, cast.dave, nickname="  Dave the Diver ").json()
    assert told["nickname"] == "Dave the Diver"
    assert SpaceMember.objects.get(space=space, user=cast.dave).sort_name == "dave the diver"
    assert patch(cast.dave, space, cast.dave, nickname=None).json()["nickname"] is None
    assert SpaceMember.objects.get(space=space, user=cast.dave).sort_name == "dave"
    assert code_of(patch(cast.dave, space, cast.carol, nickname="x")) == (403, "forbidden")
    assert code_of(give(cast.dave, space, cast.dave)) == (403, "forbidden")
    for wrong in ("x" * 65, "a\u202eb", "Chatty Staff", 7):
        assert code_of(patch(cast.dave, space, cast.dave, nickname=wrong)) == (400, "invalid")
    assert code_of(patch(cast.dave, space, cast.dave, role="ADMIN")) == (400, "invalid")


def test_who_is_removed_loses_the_space_and_their_invites(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    made = api_as(cast.carol).ok("POST", f"/spaces/{space.id}/invites", {})
    with committing():
        assert api_as(cast.bob)("DELETE", path(space, cast.carol)).status_code == 204
    (removed,) = published.events("space.removed")
    assert removed["d"] == {"space_id": str(space.id), "reason": "removed"}
    assert code_of(api_as(cast.carol)("GET", path(space))) == (404, "not_found")
    assert code_of(api_as(cast.carol)("POST", f"/invites/{made['code']}"))[0] == 410
    assert Invite.objects.get(code=made["code"]).revoked_at is not None
    assert code_of(api_as(cast.bob)("DELETE", path(space, cast.carol))) == (404, "not_found")
    assert AuditEntry.objects.filter(action="space.member_remove").count() == 1
    assert code_of(api_as(cast.bob)("DELETE", path(space, cast.bob))) == (403, "forbidden")
    assert code_of(api_as(cast.dave)("DELETE", path(space, cast.bob))) == (403, "forbidden")


def test_one_member_is_shown_to_members_alone(cast: Cast, space: Space) -> None:
    bob = api_as(cast.bob)
    assert bob.get(path(space, cast.carol))["user"]["username"] == "carol"
    assert code_of(bob("GET", path(space, cast.mallory))) == (404, "not_found")
    SpaceMember.objects.filter(space=space, user=cast.carol).update(
        left_at=now() - timedelta(days=1)
    )
    assert code_of(bob("GET", path(space, cast.carol))) == (404, "not_found")


@pytest.mark.django_db(transaction=True)
def test_two_who_unseat_each_other_at_once_both_fail() -> None:
    cast = gather_cast()
    space = make_space(cast.alice, cast.bob, cast.carol)
    officer = give_role(space, cast.bob, cast.carol, allow=["manage_roles"], position=1)
    pairs = [(cast.bob, cast.carol), (cast.carol, cast.bob)]
    answers = at_once(2, lambda number: _unseat(space, *pairs[number]))
    assert [type(answer).__name__ for answer in answers] == ["Forbidden", "Forbidden"]
    assert SpaceMember.objects.filter(space=space, role_ids=[officer.id]).count() == 2


@pytest.mark.django_db(transaction=True)
def test_who_is_unseated_in_the_same_instant_unseats_nobody_afterwards() -> None:
    cast = gather_cast()
    space = make_space(cast.alice, cast.bob, cast.carol)
    give_role(space, cast.carol, allow=[], position=1, name="Crew")
    give_role(space, cast.bob, allow=["manage_roles"], position=2, name="Officer")
    pairs = [(cast.alice, cast.bob), (cast.bob, cast.carol)]
    answers = at_once(2, lambda number: _unseat(space, *pairs[number]))
    assert SpaceMember.objects.get(space=space, user=cast.bob).role_ids == []
    was_first = not isinstance(answers[1], Exception)
    entries = AuditEntry.objects.filter(action="space.member_change").order_by("id")
    assert [entry.actor for entry in entries] == [cast.bob, cast.alice][not was_first :]
    assert (SpaceMember.objects.get(space=space, user=cast.carol).role_ids == []) == was_first


def _unseat(space: Space, actor: User, of: User) -> SpaceMember:
    return change_space_member(
        actor=actor, space_id=space.id, user_id=of.id, changes={"role_ids": []}
    )
