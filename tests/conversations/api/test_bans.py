"""Bans: who may neither stay nor come back."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from accounts.models import User
from chatty.core.clock import now
from conversations.access import lock_conversation
from conversations.models import Ban, Conversation, Invite, Membership, Role
from conversations.operations.bans import ban_person
from conversations.operations.invites import create_invite
from tests.asking import api_as, at_once, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.make import make_channel, make_dm, make_message, make_user, set_role
from tests.waiting import closing, wait_for_a_lock


def bans_path(cast: Cast, user: User | None = None) -> str:
    path = f"/conversations/{cast.lounge.id}/bans"
    return path if user is None else f"{path}/{user.id}"


def ban(actor: User, user: User, cast: Cast, **more: Any) -> Any:
    return api_as(actor)("POST", bans_path(cast), {"user_id": str(user.id), **more})


def test_a_ban_removes_the_member_and_tells_everyone(
    cast: Cast, published: Published, committing: Committing
) -> None:
    bob = api_as(cast.bob)
    assert bob("GET", f"/conversations/{cast.lounge.id}").status_code == 200
    with committing():
        answer = ban(cast.alice, cast.bob, cast, reason="  Spam  ", expires_in=3_600)
    assert answer.status_code == 201
    made = answer.json()
    assert made["user"]["id"] == str(cast.bob.id)
    assert (made["reason"], made["by"]) == ("Spam", str(cast.alice.id))
    assert made["expires_at"] > made["created_at"]
    assert code_of(bob("GET", f"/conversations/{cast.lounge.id}")) == (404, "not_found")
    (shared,) = published.events("member.removed")
    assert shared["d"] == {"user_id": str(cast.bob.id), "reason": "banned", "members_count": 2}
    assert shared["control"] == {"revoke": [str(cast.bob.id)]}
    (own,) = published.events("conversation.removed")
    assert own["topic"] == f"user:{cast.bob.id}"
    assert own["d"] == {"conversation_id": str(cast.lounge.id), "reason": "banned"}
    assert api_as(cast.alice).get(bans_path(cast))["results"] == [made]


def test_the_reason_stays_among_those_who_may_ban(
    cast: Cast, published: Published, committing: Committing
) -> None:
    with committing():
        ban(cast.alice, cast.bob, cast, reason="A delicate matter")
    assert "delicate" not in str(published.messages)
    for member in (cast.carol,):
        assert code_of(api_as(member)("GET", bans_path(cast))) == (403, "forbidden")


def test_who_is_banned_comes_back_by_no_path(cast: Cast) -> None:
    code = create_invite(actor=cast.alice, conversation_id=cast.lounge.id, max_uses=5).code
    ban(cast.alice, cast.bob, cast)
    bob = api_as(cast.bob)
    assert code_of(bob("POST", f"/invites/{code}")) == (403, "forbidden")
    assert Invite.objects.get().uses == 0
    body = {"user_ids": [str(cast.bob.id), str(cast.dave.id)]}
    added = api_as(cast.carol).ok("POST", f"/conversations/{cast.lounge.id}/members", body)
    assert [row["user"]["username"] for row in added["results"]] == ["dave"]
    assert added["not_added"] == [{"user_id": str(cast.bob.id), "code": "forbidden"}]
    assert not Membership.objects.filter(user=cast.bob, left_at=None).exists()
    # Elsewhere they are who they were.
    group = {"type": "GROUP", "title": "Other", "user_ids": [str(cast.bob.id)]}
    assert api_as(cast.alice).ok("POST", "/conversations", group)["members_count"] == 2


def test_who_is_no_member_may_be_banned_ahead(
    cast: Cast, published: Published, committing: Committing
) -> None:
    with committing():
        assert ban(cast.alice, cast.dave, cast).status_code == 201
        assert ban(cast.alice, cast.mallory, cast).status_code == 201
    assert published.messages == []
    code = create_invite(actor=cast.bob, conversation_id=cast.lounge.id).code
    for outsider in (cast.dave, cast.mallory):
        refused = api_as(outsider)("POST", f"/invites/{code}")
        assert code_of(refused) == (403, "forbidden")


def test_a_ban_that_was_lifted_or_has_ended_lets_in_again(cast: Cast) -> None:
    code = create_invite(actor=cast.alice, conversation_id=cast.lounge.id).code
    ban(cast.alice, cast.bob, cast)
    alice = api_as(cast.alice)
    alice.ok("DELETE", bans_path(cast, cast.bob))
    alice.ok("DELETE", bans_path(cast, cast.bob))
    assert api_as(cast.bob)("POST", f"/invites/{code}").status_code == 201
    ban(cast.alice, cast.dave, cast, expires_in=60)
    assert code_of(api_as(cast.dave)("POST", f"/invites/{code}"))[0] == 403
    with time_machine.travel(now() + timedelta(seconds=61)):
        assert api_as(cast.alice).get(bans_path(cast))["results"] == []
        assert api_as(cast.dave)("POST", f"/invites/{code}").status_code == 201
        # And a new ban of whose old one has ended is a new one.
        assert ban(cast.alice, cast.dave, cast).status_code == 201


def test_banning_again_changes_reason_and_end(cast: Cast) -> None:
    first = ban(cast.alice, cast.bob, cast, reason="One", expires_in=60).json()
    again = ban(cast.alice, cast.bob, cast, reason="Two")
    assert again.status_code == 200
    assert again.json() == {**first, "reason": "Two", "expires_at": None}
    assert Ban.objects.count() == 1


def test_only_who_may_and_only_those_below(cast: Cast) -> None:
    for member in (cast.bob, cast.carol):
        assert code_of(ban(member, cast.dave, cast)) == (403, "forbidden")
        refused = api_as(member)("DELETE", bans_path(cast, cast.dave))
        assert code_of(refused) == (403, "forbidden")
    set_role(cast.bob, Role.ADMIN, in_=cast.lounge)
    for target in (cast.alice, cast.bob):
        assert code_of(ban(cast.bob, target, cast)) == (403, "forbidden")
    set_role(cast.carol, Role.ADMIN, in_=cast.lounge)
    assert code_of(ban(cast.bob, cast.carol, cast)) == (403, "forbidden")
    assert Membership.objects.filter(conversation=cast.lounge, left_at=None).count() == 3
    assert not Ban.objects.exists()
    set_role(cast.carol, Role.MODERATOR, in_=cast.lounge)
    assert ban(cast.bob, cast.carol, cast).status_code == 201


def test_a_direct_conversation_has_no_bans(cast: Cast) -> None:
    room = make_dm(cast.alice, cast.bob)
    body = {"user_id": str(cast.bob.id)}
    refused = api_as(cast.alice)("POST", f"/conversations/{room.id}/bans", body)
    assert code_of(refused) == (403, "forbidden")


def test_a_banned_reader_of_a_channel_is_gone(cast: Cast) -> None:
    room = make_channel(cast.alice, cast.bob)
    body = {"user_id": str(cast.bob.id)}
    api_as(cast.alice).ok("POST", f"/conversations/{room.id}/bans", body)
    assert api_as(cast.alice).get(f"/conversations/{room.id}")["members_count"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"user_id": "bob"},
        {"user_id": None},
        {"user_id": ["x"]},
        {"reason": "x" * 513},
        {"reason": "\u202eodd"},
        {"reason": "a\x00b"},
        {"reason": {"why": "x"}},
        {"reason": None},
        {"expires_in": 0},
        {"expires_in": -5},
        {"expires_in": "soon"},
        {"expires_in": 10**30},
    ],
)
def test_what_is_no_ban_is_refused(cast: Cast, body: dict[str, Any]) -> None:
    if "user_id" not in body and body:
        body = {"user_id": str(cast.bob.id), **body}
    refused = api_as(cast.alice)("POST", bans_path(cast), body)
    assert code_of(refused) == (400, "invalid")
    assert not Ban.objects.exists()


def test_nobody_is_found_under_ids_of_nobody(cast: Cast) -> None:
    alice = api_as(cast.alice)
    refused = alice("POST", bans_path(cast), {"user_id": str(uuid.uuid4())})
    assert code_of(refused) == (404, "not_found")
    assert code_of(alice("DELETE", f"{bans_path(cast)}/nobody")) == (404, "not_found")
    assert alice("DELETE", f"{bans_path(cast)}/{uuid.uuid4()}").status_code == 204


def test_bans_come_in_pages_newest_first(cast: Cast) -> None:
    people = [make_user(f"spam{number}") for number in range(3)]
    for person in people:
        ban_person(actor=cast.alice, conversation_id=cast.lounge.id, user_id=person.id)
    alice = api_as(cast.alice)
    first = alice.get(f"{bans_path(cast)}?limit=2")
    second = alice.get(f"{bans_path(cast)}?limit=2&cursor={first['next']}")
    found = [row["user"]["username"] for row in first["results"] + second["results"]]
    assert (found, second["next"]) == (["spam2", "spam1", "spam0"], None)


@pytest.mark.django_db(transaction=True)
def test_who_joins_while_they_are_banned_stays_out(cast: Cast) -> None:
    code = create_invite(actor=cast.alice, conversation_id=cast.lounge.id).code
    dave = api_as(cast.dave)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            ban_person(actor=cast.alice, conversation_id=cast.lounge.id, user_id=cast.dave.id)
            joining = pool.submit(closing(lambda: dave("POST", f"/invites/{code}")))
            wait_for_a_lock()
        assert code_of(joining.result(30)) == (403, "forbidden")
    assert not Membership.objects.filter(user=cast.dave).exists()


@pytest.mark.django_db(transaction=True)
def test_who_lifts_a_ban_waits_for_who_prolongs_it(cast: Cast) -> None:
    ban(cast.alice, cast.dave, cast, expires_in=60)
    alice = api_as(cast.alice)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            # As far as a second ban has come before it writes.
            lock_conversation(cast.lounge.id, viewer=cast.alice)
            lifting = pool.submit(closing(lambda: alice("DELETE", bans_path(cast, cast.dave))))
            wait_for_a_lock()
            assert (
                ban_person(actor=cast.alice, conversation_id=cast.lounge.id, user_id=cast.dave.id)[
                    0
                ].expires_at
                is None
            )
        assert lifting.result(30).status_code == 204
    assert not Ban.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_joining_and_banning_at_once_never_leave_a_banned_member(cast: Cast) -> None:
    code = create_invite(actor=cast.bob, conversation_id=cast.lounge.id).code
    alice, carol = api_as(cast.alice), api_as(cast.carol)
    joiners = {n: api_as(make_user(f"spam{n}")) for n in range(6)}
    ids = {n: api.get("/me")["id"] for n, api in joiners.items()}

    def work(number: int) -> Any:
        who, doing = divmod(number, 3)
        if doing == 0:
            return joiners[who]("POST", f"/invites/{code}").status_code
        if doing == 1:
            return alice("POST", bans_path(cast), {"user_id": ids[who]}).status_code
        body = {"user_ids": [ids[who]]}
        return carol("POST", f"/conversations/{cast.lounge.id}/members", body).status_code

    answers = at_once(18, work)
    assert set(answers) <= {200, 201, 403}
    assert [answers[n] for n in range(1, 18, 3)] == [201] * 6
    present = Membership.objects.filter(conversation=cast.lounge, left_at=None)
    assert set(present.values_list("user__username", flat=True)) == {"alice", "bob", "carol"}
    assert Conversation.objects.get().members_count == 3


def test_a_line_tells_of_a_member_who_was_banned_and_of_nobody_else(cast: Cast) -> None:
    ban(cast.alice, cast.dave, cast, reason="Never a member")
    ban(cast.alice, cast.bob, cast, reason="A delicate matter")
    ban(cast.alice, cast.bob, cast, reason="Another one")
    page = api_as(cast.carol).get(f"/conversations/{cast.lounge.id}/messages")
    lines = [row for row in page["results"] if row["type"] == "SYSTEM"]
    told = {"kind": "member_banned", "user_ids": [str(cast.bob.id)]}
    assert lines[-1]["metadata"] == {"system": told}
    assert [row["metadata"]["system"]["kind"] for row in lines].count("member_banned") == 1
    assert "delicate" not in str(page)


def test_what_the_banned_wrote_stays(cast: Cast) -> None:
    make_message(by=cast.bob, in_=cast.lounge, body="Here it is")
    ban(cast.alice, cast.bob, cast)
    page = api_as(cast.carol).get(f"/conversations/{cast.lounge.id}/messages")
    assert "Here it is" in {row["body"] for row in page["results"]}
