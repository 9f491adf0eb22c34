"""Handing a conversation over, and roles that change at the same instant."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from conversations.models import Conversation, Membership, Role
from conversations.rules.permissions import PERMISSIONS
from tests.asking import api_as, at_once, code_of, lines_of
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.api.test_roles import change, rights_of
from tests.conversations.conftest import Committing
from tests.make import set_role


def hand_over(actor: User, room: Conversation, target: object) -> Any:
    body = {"user_id": str(getattr(target, "id", target))}
    return api_as(actor)("POST", f"/conversations/{room.id}/transfer", body)


def test_an_owner_hands_over_and_stays_an_admin(
    cast: Cast, published: Published, committing: Committing
) -> None:
    change(cast.alice, cast.lounge, cast.bob, {"permissions": {"deny": ["send"]}})
    with committing():
        answer = hand_over(cast.alice, cast.lounge, cast.bob)
    assert answer.status_code == 200
    assert answer.json()["role"] == "ADMIN"
    assert rights_of(cast.bob, cast.lounge)[0] == "OWNER"
    assert [event["d"]["role"] for event in published.events("member.updated")] == [
        "OWNER", "ADMIN",
    ]  # fmt: skip
    told = {event["topic"]: event["d"] for event in published.events("conversation.updated")}
    assert told[f"user:{cast.bob.id}"]["role"] == "OWNER"
    assert told[f"user:{cast.bob.id}"]["permissions"] == sorted(PERMISSIONS)
    assert told[f"user:{cast.alice.id}"]["role"] == "ADMIN"
    assert lines_of(cast.carol, cast.lounge) == [
        {"kind": "owner_changed", "user_ids": [str(cast.bob.id)]}
    ]
    assert code_of(hand_over(cast.alice, cast.lounge, cast.alice)) == (403, "forbidden")
    api_as(cast.alice).ok("POST", f"/conversations/{cast.lounge.id}/leave")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MODERATOR, Role.ADMIN])
def test_only_an_owner_hands_over(cast: Cast, role: Role) -> None:
    set_role(cast.bob, role, in_=cast.lounge)
    for target in (cast.bob, cast.carol):
        assert code_of(hand_over(cast.bob, cast.lounge, target)) == (403, "forbidden")
    assert rights_of(cast.alice, cast.lounge)[0] == "OWNER"


def test_it_is_handed_to_members_alone(cast: Cast) -> None:
    strangers: list[object] = [cast.dave, cast.mallory, uuid.uuid4()]
    for target in strangers:
        assert code_of(hand_over(cast.alice, cast.lounge, target)) == (404, "not_found")
    wrong: list[object] = ["x", cast.alice]
    for other in wrong:
        assert code_of(hand_over(cast.alice, cast.lounge, other)) == (400, "invalid")
    assert rights_of(cast.alice, cast.lounge)[0] == "OWNER"


def owners(room: Conversation) -> int:
    return Membership.objects.filter(conversation_id=room.id, role=Role.OWNER, left_at=None).count()


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_step_down_at_once_leave_one(cast: Cast) -> None:
    set_role(cast.bob, Role.OWNER, in_=cast.lounge)
    people = [cast.alice, cast.bob]
    answers = at_once(2, lambda n: change(people[n], cast.lounge, people[n], {"role": "MEMBER"}))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert owners(cast.lounge) == 1


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_demote_each_other_at_once_both_stay(cast: Cast) -> None:
    set_role(cast.bob, Role.OWNER, in_=cast.lounge)
    people = [cast.alice, cast.bob]
    answers = at_once(
        2, lambda n: change(people[n], cast.lounge, people[1 - n], {"role": "MEMBER"})
    )
    assert [answer.status_code for answer in answers] == [403, 403]
    assert owners(cast.lounge) == 2


@pytest.mark.django_db(transaction=True)
def test_handed_to_two_at_once_it_goes_to_one(cast: Cast) -> None:
    people = [cast.bob, cast.carol]
    answers = at_once(2, lambda n: hand_over(cast.alice, cast.lounge, people[n]))
    assert sorted(answer.status_code for answer in answers) == [200, 403]
    assert owners(cast.lounge) == 1


@pytest.mark.django_db(transaction=True)
def test_one_owner_leaves_while_the_other_steps_down(cast: Cast) -> None:
    set_role(cast.bob, Role.OWNER, in_=cast.lounge)
    answers = at_once(
        2,
        lambda n: (
            change(cast.alice, cast.lounge, cast.alice, {"role": "MEMBER"})
            if n
            else api_as(cast.bob)("POST", f"/conversations/{cast.lounge.id}/leave")
        ),
    )
    assert sorted(answer.status_code for answer in answers)[1] == 409
    assert owners(cast.lounge) == 1


@pytest.mark.django_db(transaction=True)
def test_who_is_demoted_while_they_promote_does_one_or_the_other(cast: Cast) -> None:
    set_role(cast.carol, Role.ADMIN, in_=cast.lounge)
    at_once(
        2,
        lambda n: (
            change(cast.alice, cast.lounge, cast.carol, {"role": "MEMBER"})
            if n
            else change(cast.carol, cast.lounge, cast.bob, {"role": "MODERATOR"})
        ),
    )
    assert rights_of(cast.carol, cast.lounge)[0] == "MEMBER"
    # Whichever came first, the order of the timeline is that of what happened.
    kinds = [line["role"] for line in lines_of(cast.alice, cast.lounge)]
    assert kinds in (["MEMBER"], ["MODERATOR", "MEMBER"])
