"""Invites into spaces: made, looked at, used, and ended."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from chatty.core.clock import now
from chatty.core.limits import override_limits
from conversations.models import Invite, JoinRequest, Space, SpaceMember
from conversations.operations.invites import accept_invite
from conversations.operations.space_invites import create_space_invite
from conversations.queries.invites import is_open_invite
from tests.asking import Api, api_as, at_once, code_of
from tests.cast import Cast, gather_cast
from tests.conversations.harbour import everyone_of, give_role, set_override
from tests.make import general_of, make_space, make_user


@pytest.fixture
def space(cast: Cast) -> Space:
    """Alice's; bob is a member."""
    return make_space(cast.alice, cast.bob)


def make(person: User, space: Space, **body: Any) -> Any:
    return api_as(person)("POST", f"/spaces/{space.id}/invites", body)


def test_whoever_has_the_code_comes_in_and_coming_twice_is_fine(
    cast: Cast, space: Space, anonymous: Api
) -> None:
    made = make(cast.bob, space, max_uses=2).json()
    assert (made["space_id"], made["conversation_id"]) == (str(space.id), None)
    assert is_open_invite(made["code"])
    landing = anonymous.get(f"/invites/{made['code']}")
    assert (landing["type"], landing["title"], landing["members_count"]) == ("SPACE", "Harbour", 2)
    dave = api_as(cast.dave)
    answer = dave("POST", f"/invites/{made['code']}")
    assert answer.status_code == 201
    assert answer.json()["space"]["id"] == str(space.id)
    assert [row["title"] for row in answer.json()["space"]["channels"]] == ["general"]
    assert dave("POST", f"/invites/{made['code']}").status_code == 200
    (listed,) = api_as(cast.bob).get(f"/spaces/{space.id}/invites")["results"]
    assert listed["uses"] == 1
    assert dave.get(f"/spaces/{space.id}")["members_count"] == 3


def test_an_invite_shows_no_channel_that_is_not_open_to_all(
    cast: Cast, space: Space, anonymous: Api
) -> None:
    hidden = general_of(space)
    set_override(hidden, everyone_of(space), deny=["view"])
    made = make(cast.bob, space).json()
    joined = api_as(cast.dave).ok("POST", f"/invites/{made['code']}")["space"]
    assert joined["channels"] == []
    assert joined["categories"] == []
    assert str(hidden.id) not in anonymous("GET", f"/invites/{made['code']}").content.decode()
    answer = api_as(cast.alice)("POST", f"/conversations/{hidden.id}/invites", {})
    assert code_of(answer) == (409, "managed_by_space")
    assert code_of(api_as(cast.bob)("POST", f"/conversations/{hidden.id}/invites", {}))[0] == 404


def test_who_may_not_invite_neither_makes_nor_sees_any(cast: Cast, space: Space) -> None:
    everyone = everyone_of(space)
    everyone.allow.remove("invite")
    everyone.save()
    set_override(general_of(space), everyone, allow=["invite"])
    assert code_of(make(cast.bob, space)) == (403, "forbidden")
    assert code_of(api_as(cast.bob)("GET", f"/spaces/{space.id}/invites")) == (403, "forbidden")
    assert make(cast.alice, space).status_code == 201


def test_its_maker_ends_it_and_who_manages_the_space_and_nobody_else(
    cast: Cast, space: Space
) -> None:
    api_as(cast.dave).ok("POST", f"/invites/{make(cast.alice, space).json()['code']}")
    for ends in (cast.bob, cast.alice):
        code = make(cast.bob, space).json()["code"]
        assert code_of(api_as(cast.dave)("DELETE", f"/invites/{code}")) == (403, "forbidden")
        assert code_of(api_as(cast.carol)("DELETE", f"/invites/{code}")) == (404, "not_found")
        for _ in range(2):
            assert api_as(ends)("DELETE", f"/invites/{code}").status_code == 204
        assert code_of(api_as(cast.carol)("POST", f"/invites/{code}")) == (410, "invite_expired")
        assert not is_open_invite(code)


def test_what_is_over_lets_nobody_in(cast: Cast, space: Space, anonymous: Api) -> None:
    code = make(cast.alice, space, expires_in=60).json()["code"]
    Invite.objects.filter(code=code).update(expires_at=now() - timedelta(seconds=1))
    assert code_of(api_as(cast.dave)("POST", f"/invites/{code}")) == (410, "invite_expired")
    assert code_of(anonymous("GET", f"/invites/{code}")) == (410, "invite_expired")
    code = make(cast.alice, space).json()["code"]
    Space.objects.filter(id=space.id).update(deleted_at=now())
    assert code_of(api_as(cast.dave)("POST", f"/invites/{code}")) == (404, "not_found")
    assert code_of(anonymous("GET", f"/invites/{code}")) == (404, "not_found")
    assert not is_open_invite(code)


def test_who_is_in_too_many_spaces_comes_into_no_other(cast: Cast, space: Space) -> None:
    make_space(cast.dave)
    code = make(cast.alice, space, max_uses=1).json()["code"]
    with override_limits(spaces_per_person=1):
        assert code_of(api_as(cast.dave)("POST", f"/invites/{code}")) == (400, "invalid")
    assert Invite.objects.get(code=code).uses == 0
    JoinRequest.objects.create(space=space, user=cast.dave)
    assert api_as(cast.dave)("POST", f"/invites/{code}").status_code == 201
    assert JoinRequest.objects.get().status == "ACCEPTED"


def test_who_comes_back_by_an_invite_has_no_role(cast: Cast, space: Space) -> None:
    give_role(space, cast.bob, allow=["manage_roles"])
    api_as(cast.bob).ok("POST", f"/spaces/{space.id}/leave")
    code = make(cast.alice, space).json()["code"]
    joined = api_as(cast.bob).ok("POST", f"/invites/{code}")["space"]
    assert joined["my_role_ids"] == []
    assert "manage_roles" not in joined["my_permissions"]


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_last_use_exactly_one_gets_in() -> None:
    cast = gather_cast()
    space = make_space(cast.alice)
    invite = create_space_invite(actor=cast.alice, space_id=space.id, max_uses=1)
    people = [make_user(f"person{number}") for number in range(4)]
    answers = at_once(4, lambda number: accept_invite(actor=people[number], code=invite.code))
    refused = [type(answer).__name__ for answer in answers if isinstance(answer, Exception)]
    assert refused == ["InviteUsedUp"] * 3
    assert Space.objects.get(id=space.id).members_count == 2
    assert SpaceMember.objects.filter(space=space, left_at=None).count() == 2
    assert Invite.objects.get(code=invite.code).uses == 1
