"""Invite links over REST."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from chatty.core.clock import now
from chatty.core.limits import override_limits
from conversations.models import Conversation, Invite, Role
from conversations.operations.bans import ban_person
from conversations.operations.invites import create_invite
from conversations.operations.members import add_members, remove_member
from tests.asking import Api, api_as, at_once, code_of
from tests.cast import Cast
from tests.make import make_user, set_role
from tests.waiting import closing, wait_for_a_lock


def invite(cast: Cast, **body: Any) -> dict[str, Any]:
    path = f"/conversations/{cast.lounge.id}/invites"
    found: dict[str, Any] = api_as(cast.bob).ok("POST", path, body)
    return found


def test_a_member_makes_an_invite_and_whoever_has_it_joins(cast: Cast, anonymous: Api) -> None:
    made = invite(cast, expires_in=3_600, max_uses=5)
    assert made["url"] == f"http://127.0.0.1:8000/i/{made['code']}"
    assert made["created_by"] == str(cast.bob.id)
    assert (made["max_uses"], made["uses"], made["revoked"]) == (5, 0, False)
    landing = anonymous.get(f"/invites/{made['code']}")
    assert landing.items() >= made.items()
    assert (landing["title"], landing["created_by_name"]) == ("Lounge", "bob")
    assert (landing["members_count"], landing["status"]) == (3, "open")
    dave = api_as(cast.dave)
    joined = dave("POST", f"/invites/{made['code']}")
    assert joined.status_code == 201
    assert joined.json()["conversation"]["id"] == str(cast.lounge.id)
    again = dave("POST", f"/invites/{made['code']}")
    assert (again.status_code, again.json()["conversation"]["members_count"]) == (200, 4)
    assert Invite.objects.get().uses == 1
    assert anonymous.get(f"/invites/{made['code']}")["members_count"] == 4


def test_looking_needs_no_account_and_joining_does(cast: Cast, anonymous: Api) -> None:
    made = invite(cast)
    assert (made["expires_at"], made["max_uses"]) == (None, None)
    assert anonymous.get(f"/invites/{made['code']}")["code"] == made["code"]
    for method in ("POST", "DELETE"):
        refused = anonymous(method, f"/invites/{made['code']}")
        assert code_of(refused) == (401, "not_authenticated")


def test_an_expired_invite_lets_nobody_in(cast: Cast, anonymous: Api) -> None:
    made = invite(cast, expires_in=60)
    with time_machine.travel(now() + timedelta(seconds=61)):
        for refused in (
            anonymous("GET", f"/invites/{made['code']}"),
            api_as(cast.dave)("POST", f"/invites/{made['code']}"),
        ):
            assert code_of(refused) == (410, "invite_expired")
        member = api_as(cast.alice)("POST", f"/invites/{made['code']}")
        assert member.status_code == 200
        listed = api_as(cast.bob).get(f"/conversations/{cast.lounge.id}/invites")
        assert listed["results"] == []


def test_a_used_up_invite_lets_nobody_in(cast: Cast, anonymous: Api) -> None:
    made = invite(cast, max_uses=1)
    api_as(cast.dave).ok("POST", f"/invites/{made['code']}")
    refused = api_as(cast.mallory)("POST", f"/invites/{made['code']}")
    assert code_of(refused) == (410, "invite_used_up")
    assert code_of(anonymous("GET", f"/invites/{made['code']}")) == (410, "invite_used_up")


def test_a_revoked_invite_lets_nobody_in(cast: Cast, anonymous: Api) -> None:
    made = invite(cast)
    bob = api_as(cast.bob)
    bob.ok("DELETE", f"/invites/{made['code']}")
    bob.ok("DELETE", f"/invites/{made['code']}")
    assert code_of(anonymous("GET", f"/invites/{made['code']}")) == (410, "invite_expired")
    refused = api_as(cast.dave)("POST", f"/invites/{made['code']}")
    assert code_of(refused) == (410, "invite_expired")


def test_an_invite_is_revoked_by_its_maker_or_who_manages(cast: Cast) -> None:
    first, second = invite(cast), invite(cast)
    for outsider in (cast.dave, cast.mallory):
        refused = api_as(outsider)("DELETE", f"/invites/{first['code']}")
        assert code_of(refused) == (404, "not_found")
    refused = api_as(cast.carol)("DELETE", f"/invites/{first['code']}")
    assert code_of(refused) == (403, "forbidden")
    api_as(cast.alice).ok("DELETE", f"/invites/{first['code']}")
    set_role(cast.carol, Role.ADMIN, in_=cast.lounge)
    api_as(cast.carol).ok("DELETE", f"/invites/{second['code']}")
    assert Invite.objects.exclude(revoked_at=None).count() == 2


def test_open_invites_are_listed_newest_first_in_pages(cast: Cast) -> None:
    codes = [invite(cast)["code"] for _ in range(3)]
    path = f"/conversations/{cast.lounge.id}/invites?limit=2"
    api = api_as(cast.alice)
    first = api.get(path)
    second = api.get(f"{path}&cursor={first['next']}")
    found = [row["code"] for row in first["results"] + second["results"]]
    assert found == codes[::-1]
    assert second["next"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"expires_in": 0},
        {"expires_in": 366 * 86_400},
        {"expires_in": "soon"},
        {"max_uses": 0},
        {"max_uses": 100_001},
        {"max_uses": True},
    ],
)
def test_an_invite_outside_its_bounds_is_refused(cast: Cast, body: dict[str, Any]) -> None:
    refused = api_as(cast.bob)("POST", f"/conversations/{cast.lounge.id}/invites", body)
    assert code_of(refused) == (400, "invalid")


@pytest.mark.parametrize("code", ["nothing", "a%00b", "%F0%9F%98%80", "x" * 500, "..", "%20"])
def test_a_code_that_nobody_made_is_not_found(cast: Cast, code: str) -> None:
    api = api_as(cast.dave)
    for method in ("GET", "POST", "DELETE"):
        assert code_of(api(method, f"/invites/{code}")) == (404, "not_found")


def test_codes_cannot_be_tried_one_after_another(cast: Cast) -> None:
    dave = api_as(cast.dave)
    with override_limits(lookups_per_minute=2):
        for _ in range(2):
            assert code_of(dave("POST", "/invites/a-guess")) == (404, "not_found")
        assert code_of(dave("POST", "/invites/a-guess")) == (429, "rate_limited")
        assert code_of(dave("GET", "/invites/a-guess")) == (429, "rate_limited")


def test_an_archived_conversation_takes_nobody_in(cast: Cast, anonymous: Api) -> None:
    made = invite(cast)
    Conversation.objects.update(archived_at=now())
    for refused in (
        anonymous("GET", f"/invites/{made['code']}"),
        api_as(cast.dave)("POST", f"/invites/{made['code']}"),
    ):
        assert code_of(refused) == (403, "forbidden")
    # Who is in it already is told so.
    assert api_as(cast.carol)("POST", f"/invites/{made['code']}").status_code == 200
    Conversation.objects.update(archived_at=None)
    assert api_as(cast.dave)("POST", f"/invites/{made['code']}").status_code == 201


def test_a_deleted_conversation_has_no_invites(cast: Cast, anonymous: Api) -> None:
    made = invite(cast)
    Conversation.objects.update(deleted_at=now())
    for refused in (
        anonymous("GET", f"/invites/{made['code']}"),
        api_as(cast.dave)("POST", f"/invites/{made['code']}"),
    ):
        assert code_of(refused) == (404, "not_found")


@pytest.mark.django_db(transaction=True)
def test_who_is_added_while_they_click_spends_no_use(cast: Cast) -> None:
    code = invite(cast, max_uses=1)["code"]
    dave = api_as(cast.dave)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=[cast.dave.id])
            joining = pool.submit(closing(lambda: dave("POST", f"/invites/{code}")))
            wait_for_a_lock()
        assert joining.result(30).status_code == 200
    assert Invite.objects.get().uses == 0


@pytest.mark.parametrize("is_banned", [False, True])
def test_who_is_thrown_out_leaves_no_invite_behind(cast: Cast, is_banned: bool) -> None:
    room = cast.lounge.id
    own = create_invite(actor=cast.bob, conversation_id=room).code
    others = create_invite(actor=cast.carol, conversation_id=room).code
    if is_banned:
        ban_person(actor=cast.alice, conversation_id=room, user_id=cast.bob.id)
    else:
        remove_member(actor=cast.alice, conversation_id=room, user_id=cast.bob.id)
        assert code_of(api_as(cast.bob)("POST", f"/invites/{own}")) == (410, "invite_expired")
    assert code_of(api_as(cast.dave)("POST", f"/invites/{own}")) == (410, "invite_expired")
    assert api_as(cast.dave)("POST", f"/invites/{others}").status_code == 201


def test_who_leaves_has_invited_all_the_same(cast: Cast) -> None:
    code = create_invite(actor=cast.bob, conversation_id=cast.lounge.id).code
    api_as(cast.bob).ok("POST", f"/conversations/{cast.lounge.id}/leave")
    assert api_as(cast.dave)("POST", f"/invites/{code}").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_who_is_removed_while_they_ask_gets_no_way_back(cast: Cast) -> None:
    bob, path = api_as(cast.bob), f"/conversations/{cast.lounge.id}/invites"
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            remove_member(actor=cast.alice, conversation_id=cast.lounge.id, user_id=cast.bob.id)
            asking = pool.submit(closing(lambda: bob("POST", path, {})))
            wait_for_a_lock()
        assert code_of(asking.result(30)) == (404, "not_found")
    assert not Invite.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_the_last_use_exactly_one_gets_in(cast: Cast) -> None:
    code = invite(cast, max_uses=2)["code"]
    api_as(cast.dave).ok("POST", f"/invites/{code}")
    apis = [api_as(make_user(f"late{number:02}")) for number in range(20)]
    answers = at_once(20, lambda number: apis[number]("POST", f"/invites/{code}"))
    assert sorted(answer.status_code for answer in answers) == [201] + [410] * 19
    refused = next(answer for answer in answers if answer.status_code == 410)
    assert code_of(refused) == (410, "invite_used_up")
    assert Invite.objects.get().uses == 2
    assert Conversation.objects.get().members_count == 5
