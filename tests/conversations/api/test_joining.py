"""Coming into spaces at will or by asking, and finding them."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from chatty.core.clock import now
from chatty.core.limits import override_limits
from conversations.models import Ban, JoinRequest, Space, SpaceMember
from conversations.operations.space_members import enter_space
from tests.asking import api_as, at_once, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.conversations.harbour import give_role
from tests.make import general_of, make_message, make_space, make_user


@pytest.fixture
def space(cast: Cast) -> Space:
    """Alice's; bob may let people in, carol is a member."""
    made = make_space(cast.alice, cast.bob, cast.carol)
    give_role(made, cast.bob, allow=["add_members"])
    return made


def let(space: Space, joining: str, *, discoverable: bool = True) -> None:
    Space.objects.filter(id=space.id).update(joining=joining, is_discoverable=discoverable)


def join(person: User, space: Space, **body: Any) -> Any:
    return api_as(person)("POST", f"/spaces/{space.id}/join", body)


def requests(space: Space) -> str:
    return f"/spaces/{space.id}/join-requests"


def test_into_an_open_space_one_walks(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    let(space, "open")
    room = general_of(space)
    make_message(by=cast.alice, in_=room)
    published.messages.clear()
    with committing():
        answer = join(cast.dave, space)
    assert answer.status_code == 201
    mine = answer.json()["space"]
    assert mine == api_as(cast.dave).get(f"/spaces/{space.id}")
    assert (mine["members_count"], mine["channels"][0]["unread_count"]) == (4, 0)
    (told,) = published.events("space.created")
    assert told["topic"] == f"user:{cast.dave.id}"
    assert f"conversation:{room.id}" in told["control"]["subscribe"]
    again = join(cast.dave, space)
    assert (again.status_code, again.json()["space"]) == (200, mine)
    assert SpaceMember.objects.filter(space=space, left_at=None).count() == 4


def test_who_knows_its_id_walks_into_an_open_space_that_nobody_finds(
    cast: Cast, space: Space
) -> None:
    let(space, "open", discoverable=False)
    assert join(cast.dave, space).status_code == 201


def test_where_only_invites_lead_nobody_walks_in(cast: Cast, space: Space) -> None:
    let(space, "invite", discoverable=False)
    assert code_of(join(cast.dave, space)) == (404, "not_found")
    let(space, "invite")
    assert code_of(join(cast.dave, space)) == (403, "forbidden")
    assert join(cast.carol, space).status_code == 200
    assert Space.objects.get(id=space.id).members_count == 3


@pytest.mark.parametrize("joining", ["open", "request"])
def test_who_is_banned_stays_outside(cast: Cast, space: Space, joining: str) -> None:
    let(space, joining)
    ban = Ban.objects.create(space=space, user=cast.dave, banned_by=cast.alice)
    assert code_of(join(cast.dave, space)) == (403, "forbidden")
    ban.expires_at = now() - timedelta(seconds=1)
    ban.save()
    assert join(cast.dave, space).status_code in {201, 202}


def test_who_is_in_too_many_spaces_joins_no_more(cast: Cast, space: Space) -> None:
    let(space, "open")
    make_space(cast.dave, name="Mine")
    with override_limits(spaces_per_person=1):
        assert code_of(join(cast.dave, space)) == (400, "invalid")
    assert Space.objects.get(id=space.id).members_count == 3


@pytest.mark.django_db(transaction=True)
def test_who_joins_twice_at_once_is_in_it_once() -> None:
    alice, bob = make_user("alice"), make_user("bob")
    space = make_space(alice)
    let(space, "open")
    answers = at_once(4, lambda _: join(bob, space))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert Space.objects.get(id=space.id).members_count == 2


def test_who_asks_is_let_in_by_who_may(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    let(space, "request")
    asked = join(cast.dave, space, message=" Ahoy,\r\nlet me in ")
    assert asked.status_code == 202
    told = asked.json()["join_request"]
    assert (told["message"], told["status"]) == ("Ahoy,\nlet me in", "PENDING")
    assert code_of(api_as(cast.dave)("GET", f"/spaces/{space.id}")) == (404, "not_found")
    page = {"results": [told], "next": None, "pending_count": 1}
    assert api_as(cast.bob).get(requests(space)) == page
    published.messages.clear()
    with committing():
        accepted = api_as(cast.bob).ok("POST", f"{requests(space)}/{told['id']}/accept")
    assert accepted == {**told, "status": "ACCEPTED"}
    assert published.events("space.created")[0]["topic"] == f"user:{cast.dave.id}"
    assert api_as(cast.dave).get(f"/spaces/{space.id}")["members_count"] == 4
    assert api_as(cast.bob).get(requests(space))["results"] == []
    again = api_as(cast.alice).ok("POST", f"{requests(space)}/{told['id']}/accept")
    assert again["status"] == "ACCEPTED"
    late = api_as(cast.alice)("POST", f"{requests(space)}/{told['id']}/decline")
    assert code_of(late) == (404, "not_found")
    entry = AuditEntry.objects.get(action="space.join_request_accept")
    assert (entry.actor, entry.details["user_id"]) == (cast.bob, str(cast.dave.id))


def test_who_asks_twice_has_asked_once(cast: Cast, space: Space) -> None:
    let(space, "request")
    first = join(cast.dave, space, message="Ahoy").json()["join_request"]
    assert join(cast.dave, space).json()["join_request"] == first
    second = join(cast.dave, space, message="Please").json()["join_request"]
    assert second == {**first, "message": "Please"}


def test_who_was_declined_waits_until_they_ask_again(cast: Cast, space: Space) -> None:
    let(space, "request")
    first = join(cast.dave, space).json()["join_request"]
    path = f"{requests(space)}/{first['id']}"
    assert api_as(cast.bob).ok("POST", f"{path}/decline")["status"] == "DECLINED"
    assert api_as(cast.bob).ok("POST", f"{path}/decline")["status"] == "DECLINED"
    assert code_of(api_as(cast.bob)("POST", f"{path}/accept")) == (404, "not_found")
    refused = join(cast.dave, space)
    assert code_of(refused) == (429, "rate_limited")
    assert 86_000 < refused.json()["retry_after"] <= 86_400
    JoinRequest.objects.update(decided_at=now() - timedelta(hours=25))
    assert join(cast.dave, space).json()["join_request"]["id"] != first["id"]


def test_who_may_not_add_members_sees_and_decides_nothing(cast: Cast, space: Space) -> None:
    let(space, "request")
    asked = join(cast.dave, space).json()["join_request"]
    carol = api_as(cast.carol)
    assert code_of(carol("GET", requests(space))) == (403, "forbidden")
    for word in ("accept", "decline"):
        path = f"{requests(space)}/{asked['id']}/{word}"
        assert code_of(carol("POST", path)) == (403, "forbidden")
        # Least of all who asks.
        assert code_of(api_as(cast.dave)("POST", path)) == (404, "not_found")
    assert JoinRequest.objects.get().status == "PENDING"


def test_a_request_of_another_space_is_not_found(cast: Cast, space: Space) -> None:
    other = make_space(cast.alice, name="Other")
    let(other, "request")
    asked = join(cast.dave, other).json()["join_request"]
    for name in (asked["id"], str(space.id), "x"):
        for word in ("accept", "decline"):
            answer = api_as(cast.bob)("POST", f"{requests(space)}/{name}/{word}")
            assert code_of(answer) == (404, "not_found")
    assert JoinRequest.objects.get().status == "PENDING"


def test_who_was_banned_since_or_came_another_way_needs_no_letting_in(
    cast: Cast, space: Space
) -> None:
    let(space, "request")
    asked = join(cast.dave, space).json()["join_request"]
    ban = Ban.objects.create(space=space, user=cast.dave, banned_by=cast.alice)
    accept = f"{requests(space)}/{asked['id']}/accept"
    assert code_of(api_as(cast.bob)("POST", accept)) == (403, "forbidden")
    ban.delete()
    space.refresh_from_db()
    enter_space(space, cast.dave)
    assert JoinRequest.objects.get().status == "ACCEPTED"
    assert api_as(cast.bob).get(requests(space))["results"] == []


def test_who_closed_their_account_is_not_let_in(cast: Cast, space: Space) -> None:
    let(space, "request")
    asked = join(cast.dave, space).json()["join_request"]
    User.objects.filter(id=cast.dave.id).update(is_active=False)
    accept = f"{requests(space)}/{asked['id']}/accept"
    assert code_of(api_as(cast.bob)("POST", accept)) == (404, "not_found")


@pytest.mark.django_db(transaction=True)
def test_accepted_and_declined_at_once_it_is_one_of_both() -> None:
    alice, bob, dave = (make_user(name) for name in ("alice", "bob", "dave"))
    space = make_space(alice, bob)
    give_role(space, bob, allow=["add_members"])
    let(space, "request")
    path = f"{requests(space)}/{join(dave, space).json()['join_request']['id']}"
    answers = at_once(
        2, lambda n: api_as((alice, bob)[n])("POST", f"{path}/{('accept', 'decline')[n]}")
    )
    assert sorted(answer.status_code for answer in answers) == [200, 404]
    is_in = SpaceMember.objects.filter(space=space, user=dave, left_at=None).exists()
    assert is_in == (JoinRequest.objects.get().status == "ACCEPTED")


@pytest.mark.parametrize("message", ["x" * 513, "\u202e", 7, ["x"], None])
def test_what_is_wrong_with_a_message_is_said(cast: Cast, space: Space, message: object) -> None:
    let(space, "request")
    answer = join(cast.dave, space, message=message)
    assert code_of(answer) == (400, "invalid")
    assert list(answer.json()["errors"]) == ["message"]


def test_joining_has_a_rate(cast: Cast, space: Space) -> None:
    let(space, "open")
    with override_limits(conversation_changes_per_minute=1):
        assert join(cast.dave, space).status_code == 201
        other = make_space(cast.alice, name="Other")
        let(other, "open")
        assert code_of(join(cast.dave, other)) == (429, "rate_limited")


def test_spaces_that_may_be_found_are_found_the_largest_first(cast: Cast, space: Space) -> None:
    let(space, "request")
    names = ["Sailors", "Harbour club", "Hidden harbour", "100% harbour"]
    for name in names:
        let(make_space(cast.alice, name=name), "open", discoverable=name != "Hidden harbour")
    Space.objects.filter(name="Sailors").update(description="Of the Harbour")
    join(cast.dave, space)
    dave = api_as(cast.dave)

    def found(query: str = "") -> list[str]:
        rows = dave.get(f"/spaces/discover{query}")["results"]
        return [row["name"] for row in rows]

    assert found() == ["Harbour", "Sailors", "Harbour club", "100% harbour"]
    assert found("?q=hArBoUr") == ["Harbour", "Sailors", "Harbour club", "100% harbour"]
    assert found("?q=club") == ["Harbour club"]
    assert found("?q=%25") == ["100% harbour"]
    assert found("?q=_") == []
    (first, second, *_) = dave.get("/spaces/discover")["results"]
    assert (first["has_asked"], first["is_member"], first["members_count"]) == (True, False, 3)
    assert second["has_asked"] is False
    assert "channels" not in first
    assert api_as(cast.bob).get("/spaces/discover")["results"][0]["is_member"] is True
    page = dave.get("/spaces/discover?limit=3")
    rest = dave.get(f"/spaces/discover?limit=3&cursor={page['next']}")
    assert [row["name"] for row in rest["results"]] == ["100% harbour"]
    assert rest["next"] is None


def test_what_cannot_be_looked_for_is_refused(cast: Cast) -> None:
    api = api_as(cast.dave)
    for query in (f"q={'x' * 129}", "q=%00"):
        answer = api("GET", f"/spaces/discover?{query}")
        assert list(answer.json()["errors"]) == ["q"]
    assert code_of(api("GET", "/spaces/discover?cursor=e30"))[1] == "invalid_cursor"
