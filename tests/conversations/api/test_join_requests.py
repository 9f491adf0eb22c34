"""Questions to be let in: taken back, decided on, and who hears of it."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from chatty.core.clock import now
from chatty.core.limits import override_limits
from conversations.models import Ban, JoinRequest, Space, SpaceMember
from conversations.operations.space_bans import ban_from_space
from conversations.operations.space_invites import accept_space_invite, create_space_invite
from conversations.realtime import topics_of
from tests.asking import Api, api_as, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.conversations.harbour import everyone_of, give_role, renew
from tests.make import make_space, make_user


@pytest.fixture
def space(cast: Cast) -> Space:
    """Alice's, where one asks; bob may let people in, carol is a member."""
    made = make_space(cast.alice, cast.bob, cast.carol)
    give_role(made, cast.bob, allow=["add_members"])
    Space.objects.filter(id=made.id).update(joining="request", is_discoverable=True)
    return made


def ask(person: User, space: Space, message: str = "") -> dict[str, Any]:
    answer = api_as(person).ok("POST", f"/spaces/{space.id}/join", {"message": message})
    asked: dict[str, Any] = answer["join_request"]
    return asked


def take_back(api: Api, space: Space) -> Any:
    return api("DELETE", f"/spaces/{space.id}/join-requests/mine")


def topic(space: Space) -> str:
    return f"space_requests:{space.id}"


def test_who_asked_takes_it_back_and_may_ask_again(cast: Cast, space: Space) -> None:
    first, dave = ask(cast.dave, space), api_as(cast.dave)
    assert take_back(dave, space).status_code == 204
    assert not JoinRequest.objects.exists()
    assert api_as(cast.bob).get(f"/spaces/{space.id}/join-requests")["pending_count"] == 0
    (brief,) = dave.get("/spaces/discover")["results"]
    assert brief["has_asked"] is False
    for word in ("accept", "decline"):
        late = api_as(cast.bob)("POST", f"/spaces/{space.id}/join-requests/{first['id']}/{word}")
        assert code_of(late) == (404, "not_found")
    assert code_of(take_back(dave, space)) == (404, "not_found")
    assert ask(cast.dave, space)["id"] != first["id"]


def test_nobody_learns_of_a_space_by_taking_back_what_they_never_asked(
    cast: Cast, space: Space
) -> None:
    ask(cast.dave, space)
    hidden = make_space(cast.alice, name="Hidden")
    other = api_as(make_user("nosy"))
    answers = [take_back(other, space), take_back(other, hidden)]
    answers.append(other("DELETE", f"/spaces/{cast.lounge.id}/join-requests/mine"))
    answers.append(other("DELETE", "/spaces/x/join-requests/mine"))
    assert {code_of(answer) for answer in answers} == {(404, "not_found")}
    assert len({answer.json()["detail"] for answer in answers}) == 1
    assert JoinRequest.objects.get().user == cast.dave


def test_what_was_declined_is_not_taken_back(cast: Cast, space: Space) -> None:
    asked = ask(cast.dave, space)
    api_as(cast.bob).ok("POST", f"/spaces/{space.id}/join-requests/{asked['id']}/decline")
    assert code_of(take_back(api_as(cast.dave), space)) == (404, "not_found")
    again = api_as(cast.dave)("POST", f"/spaces/{space.id}/join", {})
    assert code_of(again) == (429, "rate_limited")


def test_asking_and_taking_back_has_a_rate(cast: Cast, space: Space) -> None:
    with override_limits(conversation_changes_per_minute=1):
        ask(cast.dave, space)
        assert code_of(take_back(api_as(cast.dave), space)) == (429, "rate_limited")
    assert JoinRequest.objects.count() == 1


def test_an_account_that_is_closed_or_suspended_is_not_let_in(cast: Cast, space: Space) -> None:
    asked = ask(cast.dave, space)
    path = f"/spaces/{space.id}/join-requests/{asked['id']}/accept"
    User.objects.filter(id=cast.dave.id).update(suspended_at=now())
    refused = api_as(cast.bob)("POST", path)
    assert code_of(refused) == (403, "forbidden")
    assert refused.json()["detail"] == "This account is closed or suspended."
    User.objects.filter(id=cast.dave.id).update(suspended_at=None, is_active=False)
    assert code_of(api_as(cast.bob)("POST", path)) == (404, "not_found")
    assert JoinRequest.objects.get().status == "PENDING"
    assert not SpaceMember.objects.filter(space=space, user=cast.dave).exists()
    User.objects.filter(id=cast.dave.id).update(is_active=True)
    assert api_as(cast.bob)("POST", path).status_code == 200


def test_who_decides_is_told_about_them_and_not_about_oneself(cast: Cast, space: Space) -> None:
    path = f"/spaces/{space.id}/join-requests/{ask(cast.dave, space)['id']}/accept"
    ban = Ban.objects.create(space=space, user=cast.dave, banned_by=cast.alice)
    banned = api_as(cast.bob)("POST", path)
    assert code_of(banned) == (403, "forbidden")
    ban.delete()
    make_space(cast.dave, name="Mine")
    with override_limits(spaces_per_person=1):
        full = api_as(cast.bob)("POST", path)
    assert code_of(full) == (400, "invalid")
    for answer in (banned, full):
        detail = answer.json()["detail"]
        assert detail.startswith("They ")
        assert "you" not in detail.lower()


def _decline(space: Space, cast: Cast, asked: dict[str, Any]) -> None:
    api_as(cast.bob).ok("POST", f"/spaces/{space.id}/join-requests/{asked['id']}/decline")


def _accept(space: Space, cast: Cast, asked: dict[str, Any]) -> None:
    api_as(cast.bob).ok("POST", f"/spaces/{space.id}/join-requests/{asked['id']}/accept")


def _withdraw(space: Space, cast: Cast, _asked: dict[str, Any]) -> None:
    take_back(api_as(cast.dave), space)


def _ban(space: Space, cast: Cast, _asked: dict[str, Any]) -> None:
    ban_from_space(actor=cast.alice, space_id=space.id, user_id=cast.dave.id)


def _come_by_invite(space: Space, cast: Cast, _asked: dict[str, Any]) -> None:
    invite = create_space_invite(actor=cast.alice, space_id=space.id)
    accept_space_invite(actor=cast.dave, code=invite.code)


@pytest.mark.parametrize(
    "end",
    [
        (_accept, "ACCEPTED"),
        (_decline, "DECLINED"),
        (_withdraw, "WITHDRAWN"),
        (_ban, "DECLINED"),
        (_come_by_invite, "ACCEPTED"),
    ],
)
def test_those_who_decide_hear_of_each_question_once_and_of_its_end(
    cast: Cast,
    space: Space,
    published: Published,
    committing: Committing,
    end: tuple[Callable[[Space, Cast, dict[str, Any]], None], str],
) -> None:
    settle, status = end
    ask(make_user("earlier"), space)
    published.messages.clear()
    with committing():
        asked = ask(cast.dave, space, "Ahoy")
        ask(cast.dave, space)
        settle(space, cast, asked)
    told = published.events("join_request.updated")
    assert {one["topic"] for one in told} == {topic(space)}
    assert [one["d"] for one in told] == [
        {**asked, "pending_count": 2},
        {**asked, "status": status, "pending_count": 1},
    ]


def test_another_message_is_told_and_so_many_are_counted_and_no_more(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    ask(cast.dave, space, "Ahoy")
    ask(make_user("second"), space)
    published.messages.clear()
    with committing(), override_limits(join_requests_counted=1):
        ask(cast.dave, space, "Please")
        page = api_as(cast.bob).get(f"/spaces/{space.id}/join-requests?limit=1")
    (told,) = published.events("join_request.updated")
    assert (told["d"]["message"], told["d"]["pending_count"]) == ("Please", 1)
    assert (page["pending_count"], len(page["results"])) == (1, 1)
    following = api_as(cast.bob).get(
        f"/spaces/{space.id}/join-requests?limit=1&cursor={page['next']}"
    )
    assert (len(following["results"]), following["next"]) == (1, None)
    assert "pending_count" not in following


def test_only_those_who_decide_hear_of_questions(cast: Cast, space: Space) -> None:
    people = (cast.alice, cast.bob, cast.carol, cast.dave, cast.mallory)
    hears = {person.username: topic(space) in topics_of(person.id) for person in people}
    assert hears == {"alice": True, "bob": True, "carol": False, "dave": False, "mallory": False}
    assert f"space:{space.id}" in topics_of(cast.carol.id)
    SpaceMember.objects.filter(space=space, user=cast.bob).update(role_ids=[])
    assert topic(space) not in topics_of(cast.bob.id)


def test_who_comes_hears_of_questions_only_where_everyone_decides(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    with committing():
        accept_space_invite(
            actor=cast.dave, code=create_space_invite(actor=cast.alice, space_id=space.id).code
        )
    (created,) = published.events("space.created")
    assert topic(space) not in created["control"]["subscribe"]
    everyone = everyone_of(space)
    everyone.allow = [*everyone.allow, "add_members"]
    everyone.save()
    renew(space)
    published.messages.clear()
    with committing():
        accept_space_invite(
            actor=cast.mallory, code=create_space_invite(actor=cast.alice, space_id=space.id).code
        )
    (created,) = published.events("space.created")
    assert topic(space) in created["control"]["subscribe"]
    published.messages.clear()
    with committing():
        api_as(cast.mallory).ok("POST", f"/spaces/{space.id}/leave")
    (gone,) = published.events("space.removed")
    assert topic(space) in gone["control"]["unsubscribe"]


def test_a_space_that_ends_ends_what_is_heard_of_questions(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    with committing():
        assert api_as(cast.alice)("DELETE", f"/spaces/{space.id}").status_code == 204
    ended = [one["topic"] for one in published.messages if one["control"] == {"end": True}]
    assert topic(space) in ended
