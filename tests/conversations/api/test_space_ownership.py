"""Leaving a space, handing it over, and deleting it."""

import uuid
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from chatty.core.clock import now
from chatty.core.jobs.models import Job
from conversations.models import (
    Ban,
    Category,
    Conversation,
    Invite,
    JoinRequest,
    Membership,
    Override,
    Space,
    SpaceMark,
    SpaceMember,
    SpaceRole,
)
from conversations.operations.deletion import WIPE
from conversations.operations.space_deletion import WIPE_SPACE, wipe_space
from conversations.tasks import wipe_deleted_space
from tests.asking import api_as, at_once, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.conversations.harbour import everyone_of, give_role, set_override
from tests.make import general_of, make_message, make_space, make_user


@pytest.fixture
def space(cast: Cast) -> Space:
    """Alice's; bob may do everything but own it, carol is a member."""
    made = make_space(cast.alice, cast.bob, cast.carol)
    give_role(
        made,
        cast.bob,
        allow=["manage_channels", "manage_conversation", "manage_roles", "ban", "remove_members"],
    )
    return made


def path(space: Space) -> str:
    return f"/spaces/{space.id}"


def hand_over(actor: User, space: Space, target: object) -> Any:
    body = {"user_id": str(getattr(target, "id", target))}
    return api_as(actor)("POST", f"{path(space)}/transfer", body)


def leave(actor: User, space: Space) -> Any:
    return api_as(actor)("POST", f"{path(space)}/leave")


def test_who_leaves_loses_the_space_and_its_channels(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    room = general_of(space)
    with committing():
        assert leave(cast.bob, space).status_code == 204
    assert code_of(leave(cast.bob, space)) == (404, "not_found")
    bob = api_as(cast.bob)
    for gone in (path(space), f"/conversations/{room.id}"):
        assert code_of(bob("GET", gone)) == (404, "not_found")
    assert bob.get("/spaces")["results"] == []
    assert api_as(cast.alice).get(path(space))["members_count"] == 2
    (removed,) = published.events("space.removed")
    assert (removed["topic"], removed["d"]["reason"]) == (f"user:{cast.bob.id}", "left")
    assert set(removed["control"]["unsubscribe"]) == {
        f"space:{space.id}",
        f"space_requests:{space.id}",
        f"conversation:{room.id}",
    }
    assert SpaceMember.objects.get(space=space, user=cast.bob).role_ids == []


def test_the_owner_hands_over_before_they_leave(cast: Cast, space: Space) -> None:
    assert code_of(leave(cast.alice, space)) == (409, "last_owner")
    assert hand_over(cast.alice, space, cast.bob).status_code == 200
    assert leave(cast.alice, space).status_code == 204
    assert api_as(cast.bob).get(path(space))["owner_id"] == str(cast.bob.id)


def test_a_space_is_handed_over_with_all_that_goes_with_it(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    room = general_of(space)
    set_override(room, cast.carol, deny=["view"])
    with committing():
        answer = hand_over(cast.alice, space, cast.carol)
    assert answer.json()["owner_id"] == str(cast.carol.id)
    # Nothing is denied to an owner; who was one has the roles that they had.
    assert "manage_roles" in api_as(cast.carol).get(path(space))["my_permissions"]
    assert api_as(cast.carol).get(f"/conversations/{room.id}")["role"] == "OWNER"
    assert "manage_roles" not in answer.json()["my_permissions"]
    (event,) = published.events("space.updated")
    assert event["control"] == {"look": True}
    assert event["d"]["owner_id"] == str(cast.carol.id)
    told = [event["d"] for event in published.events("space_member.updated")]
    assert {(one["user"]["username"], one["is_owner"]) for one in told} == {
        ("carol", True),
        ("alice", False),
    }
    entry = AuditEntry.objects.get(action="space.transfer")
    assert entry.details["after"] == {"owner_id": str(cast.carol.id)}


def test_only_the_owner_hands_over_or_deletes(cast: Cast, space: Space) -> None:
    for person in (cast.bob, cast.carol):
        for target in (cast.bob, cast.carol):
            assert code_of(hand_over(person, space, target)) == (403, "forbidden")
        assert code_of(api_as(person)("DELETE", path(space))) == (403, "forbidden")
    assert Space.objects.get(id=space.id).owner_id == cast.alice.id


def test_a_space_is_handed_to_members_alone(cast: Cast, space: Space) -> None:
    leave(cast.carol, space)
    for target in (cast.dave, cast.carol, uuid.uuid4()):
        assert code_of(hand_over(cast.alice, space, target)) == (404, "not_found")
    wrong: list[object] = ["x", cast.alice, None]
    for other in wrong:
        assert code_of(hand_over(cast.alice, space, other)) == (400, "invalid")
    User.objects.filter(id=cast.bob.id).update(suspended_at=now())
    assert code_of(hand_over(cast.alice, space, cast.bob)) == (400, "invalid")
    assert Space.objects.get(id=space.id).owner_id == cast.alice.id


@pytest.mark.django_db(transaction=True)
def test_handed_to_two_at_once_it_goes_to_one() -> None:
    alice, bob, carol = (make_user(name) for name in ("alice", "bob", "carol"))
    space = make_space(alice, bob, carol)
    answers = at_once(2, lambda n: hand_over(alice, space, (bob, carol)[n]))
    assert sorted(answer.status_code for answer in answers) == [200, 403]


@pytest.mark.django_db(transaction=True)
def test_who_leaves_while_it_is_handed_to_them_does_one_or_the_other() -> None:
    alice, bob = make_user("alice"), make_user("bob")
    space = make_space(alice, bob)
    answers = at_once(2, lambda n: leave(bob, space) if n else hand_over(alice, space, bob))
    assert [answer.status_code for answer in answers] in ([200, 409], [404, 204])
    owner = Space.objects.get(id=space.id).owner_id
    assert SpaceMember.objects.filter(space=space, user_id=owner, left_at=None).exists()


def test_a_deleted_space_is_gone_for_everyone_at_once(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    api = api_as(cast.alice)
    api.ok("POST", f"{path(space)}/channels", {"title": "boats", "private": True})
    rooms = list(Conversation.objects.filter(space=space))
    with committing():
        assert api("DELETE", path(space)).status_code == 204
    assert code_of(api("DELETE", path(space))) == (404, "not_found")
    for person in (cast.alice, cast.bob, cast.carol):
        assert api_as(person).get("/spaces")["results"] == []
        for gone in (path(space), *(f"/conversations/{room.id}" for room in rooms)):
            assert code_of(api_as(person)("GET", gone)) == (404, "not_found")
    (removed,) = published.events("space.removed")
    assert removed["topic"] == f"space:{space.id}"
    assert removed["d"] == {"space_id": str(space.id), "reason": "deleted"}
    assert removed["control"] == {"end": True}
    ended = {m["topic"] for m in published.messages if m["control"] == {"end": True}}
    of_space = {f"space:{space.id}", f"space_requests:{space.id}"}
    assert ended == of_space | {f"conversation:{room.id}" for room in rooms}
    assert published.events("space.updated") == []
    assert Job.objects.get(name=WIPE_SPACE).arguments == {"space_id": str(space.id)}


def test_its_name_and_its_members_are_nobodys(cast: Cast, space: Space) -> None:
    leave(cast.carol, space)
    Space.objects.filter(id=space.id).update(is_discoverable=True, joining="open")
    api_as(cast.alice)("DELETE", path(space))
    left = Space.objects.get(id=space.id)
    assert (left.name, left.members_count, left.is_discoverable) == ("", 0, False)
    assert not SpaceMember.objects.filter(space=space, left_at=None).exists()
    assert SpaceMember.objects.get(space=space, user=cast.carol).left_reason == "left"
    assert set(Conversation.objects.filter(space=space).values_list("title", flat=True)) == {""}
    assert api_as(cast.dave).get("/spaces/discover")["results"] == []
    assert code_of(api_as(cast.dave)("POST", f"{path(space)}/join")) == (404, "not_found")
    assert AuditEntry.objects.get(action="space.delete").details["before"] == {"name": "Harbour"}


def test_what_is_left_of_it_is_wiped(cast: Cast, space: Space) -> None:
    room = general_of(space)
    make_message(by=cast.bob, in_=room)
    set_override(room, everyone_of(space), deny=["send"])
    Invite.objects.create(code="x", space=space, created_by=cast.alice)
    Ban.objects.create(space=space, user=cast.dave, banned_by=cast.alice)
    JoinRequest.objects.create(space=space, user=cast.mallory)
    mark = SpaceMark.objects.create(space=space, seqs={})
    SpaceMember.objects.filter(user=cast.bob).update(mark=mark, nickname="Bo")
    # What lives is left alone.
    wipe_space(space_id=space.id)
    wipe_space(space_id=uuid.uuid4())
    assert Override.objects.exists()
    api_as(cast.alice)("DELETE", path(space))
    wipe_deleted_space(**Job.objects.get(name=WIPE_SPACE).arguments)
    # As after a worker that died: what is wiped is wiped.
    wipe_space(space_id=space.id)
    for rows in (Ban, Invite, JoinRequest, Override, Category, SpaceMark):
        assert not rows.objects.filter(space=space).exists(), rows
    assert set(SpaceRole.objects.values_list("name", flat=True)) == {""}
    assert not SpaceMember.objects.exclude(nickname="", mark=None).exists()
    row = Membership.with_channels.get(conversation=room, user=cast.bob)
    assert row.left_reason == "deleted"
    asked = {job.arguments["conversation_id"] for job in Job.objects.filter(name=WIPE)}
    assert asked == {str(room.id)}


@pytest.mark.django_db(transaction=True)
def test_nothing_is_said_there_after_it_was_deleted() -> None:
    alice, bob = make_user("alice"), make_user("bob")
    space = make_space(alice, bob)
    room = general_of(space)

    def act(number: int) -> int:
        if number == 4:
            return int(api_as(alice)("DELETE", path(space)).status_code)
        body = {"client_id": str(uuid.UUID(int=number)), "body": "x"}
        answer = api_as(bob)("POST", f"/conversations/{room.id}/messages", body)
        return int(answer.status_code)

    answers = at_once(8, act)
    assert answers[4] == 204
    assert set(answers) <= {201, 204, 404}
    said = Conversation.objects.get(id=room.id).last_seq
    assert said == answers.count(201)


@pytest.mark.django_db(transaction=True)
def test_who_joins_while_it_is_deleted_is_in_nothing() -> None:
    alice, bob = make_user("alice"), make_user("bob")
    space = make_space(alice)
    Space.objects.filter(id=space.id).update(joining="open")
    deleted, joined = at_once(
        2,
        lambda n: (
            api_as(bob)("POST", f"{path(space)}/join")
            if n
            else api_as(alice)("DELETE", path(space))
        ),
    )
    assert deleted.status_code == 204
    assert joined.status_code in {201, 404}
    assert api_as(bob).get("/spaces")["results"] == []
    assert not SpaceMember.objects.filter(left_at=None).exists()
