"""Bans from spaces."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from chatty.core.clock import now
from conversations.models import Ban, JoinRequest, JoinRequestStatus, Space, SpaceMember
from conversations.operations.bans import ban_person
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.conversations.harbour import give_role
from tests.make import make_space


@pytest.fixture
def space(cast: Cast) -> Space:
    """Alice's. Bob (2) may ban, carol stands below him (1)."""
    made = make_space(cast.alice, cast.bob, cast.carol)
    give_role(made, cast.carol, allow=[], position=1, name="Crew")
    give_role(made, cast.bob, allow=["ban"], position=2, name="Officer")
    return made


def path(space: Space, of: User | None = None) -> str:
    return f"/spaces/{space.id}/bans" + (f"/{of.id}" if of else "")


def ban(person: User, space: Space, of: User, **body: Any) -> Any:
    return api_as(person)("POST", path(space), {"user_id": str(of.id), **body})


def code_into(space: Space, by: User) -> str:
    made = api_as(by).ok("POST", f"/spaces/{space.id}/invites", {})
    return f"/invites/{made['code']}"


def test_who_is_banned_is_out_at_once_and_stays_out(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    own, invite = code_into(space, cast.carol), code_into(space, cast.alice)
    with committing():
        answer = ban(cast.bob, space, cast.carol, reason=" Spam ", expires_in=3_600)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["user"]["username"], told["reason"], told["by"]) == (
        "carol", "Spam", str(cast.bob.id),
    )  # fmt: skip
    (removed,) = published.events("space.removed")
    assert removed["d"]["reason"] == "banned"
    carol = api_as(cast.carol)
    assert code_of(carol("GET", f"/spaces/{space.id}")) == (404, "not_found")
    assert code_of(carol("POST", invite)) == (403, "forbidden")
    assert code_of(carol("POST", own)) == (410, "invite_expired")
    Space.objects.filter(id=space.id).update(joining="open", is_discoverable=True)
    assert code_of(carol("POST", f"/spaces/{space.id}/join", {})) == (403, "forbidden")
    again = ban(cast.bob, space, cast.carol, reason="Still")
    assert (again.status_code, again.json()["expires_at"]) == (200, None)
    assert [row["reason"] for row in api_as(cast.bob).get(path(space))["results"]] == ["Still"]
    Ban.objects.update(expires_at=now() - timedelta(seconds=1))
    assert api_as(cast.bob).get(path(space))["results"] == []
    assert carol("POST", invite).status_code == 201
    assert SpaceMember.objects.get(space=space, user=cast.carol).role_ids == []


def test_a_ban_is_lifted_and_lifting_it_twice_is_fine(cast: Cast, space: Space) -> None:
    ban(cast.bob, space, cast.dave)
    for _ in range(2):
        assert api_as(cast.bob)("DELETE", path(space, cast.dave)).status_code == 204
    invite = code_into(space, cast.alice)
    assert api_as(cast.dave)("POST", invite).status_code == 201
    actions = AuditEntry.objects.filter(action__startswith="space.ban").order_by("id")
    assert [entry.action for entry in actions] == ["space.ban", "space.ban_lift"]


def test_nobody_bans_the_owner_an_equal_a_higher_one_or_themselves(
    cast: Cast, space: Space
) -> None:
    for of in (cast.alice, cast.bob):
        assert code_of(ban(cast.bob, space, of)) == (403, "forbidden")
    officer = SpaceMember.objects.get(space=space, user=cast.bob).role_ids
    SpaceMember.objects.filter(space=space, user=cast.carol).update(role_ids=officer)
    assert code_of(ban(cast.bob, space, cast.carol)) == (403, "forbidden")
    assert code_of(ban(cast.alice, space, cast.alice)) == (403, "forbidden")
    assert not Ban.objects.filter(space=space).exists()


def test_who_may_not_ban_neither_bans_nor_lifts_nor_looks(cast: Cast, space: Space) -> None:
    ban(cast.bob, space, cast.dave)
    assert code_of(ban(cast.carol, space, cast.mallory)) == (403, "forbidden")
    carol = api_as(cast.carol)
    assert code_of(carol("GET", path(space))) == (403, "forbidden")
    assert code_of(carol("DELETE", path(space, cast.dave))) == (403, "forbidden")
    assert Ban.objects.filter(space=space).count() == 1


def test_what_a_banned_person_asks_is_declined(cast: Cast, space: Space) -> None:
    JoinRequest.objects.create(space=space, user=cast.dave)
    ban(cast.bob, space, cast.dave)
    assert JoinRequest.objects.get().status == JoinRequestStatus.DECLINED


def test_bans_of_conversations_and_spaces_do_not_meet(cast: Cast, space: Space) -> None:
    ban(cast.alice, space, cast.bob)
    assert api_as(cast.bob).get(f"/conversations/{cast.lounge.id}")["title"] == "Lounge"
    ban_person(actor=cast.alice, conversation_id=cast.lounge.id, user_id=cast.carol.id)
    assert api_as(cast.carol).get(f"/spaces/{space.id}")["name"] == "Harbour"
    listed = api_as(cast.alice).get(path(space))["results"]
    assert [row["user"]["username"] for row in listed] == ["bob"]
    assert code_of(ban(cast.alice, space, cast.dave, reason="x" * 600)) == (400, "invalid")
