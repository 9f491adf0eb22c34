"""Bans by moderators of the whole server."""

from typing import Any

import pytest

from accounts.models import AuditEntry, User
from chatty.core.errors import Forbidden, Invalid, LastOwner, NotFound
from conversations.models import Ban, Membership, Role, SpaceMember
from moderation.operations.bans import bar_person, readmit_person
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.make import general_of, make_dm, make_message, make_space, make_user, set_role
from tests.moderation.staff import make_moderator, make_owner


@pytest.fixture
def rosa(cast: Cast) -> User:
    return make_moderator("rosa")


def ban(actor: User, cast: Cast, person: User, **more: Any) -> Ban:
    given = {"conversation_id": cast.lounge.id, "reason": "Spam", **more}
    return bar_person(actor=actor, user_id=person.id, **given)


def test_a_member_is_out_at_once_and_stays_out(
    cast: Cast, rosa: User, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    code = api_as(cast.alice).ok("POST", f"/conversations/{cast.lounge.id}/invites", {})["code"]
    bob = api_as(cast.bob)
    with django_capture_on_commit_callbacks(execute=True):
        ban(rosa, cast, cast.bob, expires_in=86_400, case="report:1")
    (removed,) = published.events("member.removed")
    assert removed["d"]["reason"] == "banned"
    assert removed["control"] == {"revoke": [str(cast.bob.id)]}
    assert published.events("conversation.removed")[0]["topic"] == f"user:{cast.bob.id}"
    assert bob("GET", f"/conversations/{cast.lounge.id}").status_code == 404
    assert code_of(bob("POST", f"/invites/{code}"))[0] in (403, 404, 410)
    entry = AuditEntry.objects.get(action="user.banned")
    assert (entry.actor, entry.target_id) == (rosa, str(cast.bob.id))
    assert entry.details["conversation_id"] == str(cast.lounge.id)
    assert entry.details["case"] == "report:1"
    assert entry.details["expires_at"].endswith("Z")


def test_it_counts_for_nothing_what_they_are_there(cast: Cast, rosa: User) -> None:
    set_role(cast.bob, Role.ADMIN, in_=cast.lounge)
    ban(rosa, cast, cast.bob)
    set_role(cast.carol, Role.OWNER, in_=cast.lounge)
    ban(rosa, cast, cast.carol)
    left = Membership.objects.filter(conversation=cast.lounge, left_at=None)
    assert list(left.values_list("user__username", flat=True)) == ["alice"]


def test_a_conversation_keeps_an_owner(cast: Cast, rosa: User) -> None:
    with pytest.raises(LastOwner):
        ban(rosa, cast, cast.alice)
    assert not Ban.objects.exists()


def test_who_was_never_there_can_be_banned_and_let_in_again(cast: Cast, rosa: User) -> None:
    alice = api_as(cast.alice)
    path = f"/conversations/{cast.lounge.id}/members"
    ban(rosa, cast, cast.dave)
    added = alice.ok("POST", path, {"user_ids": [str(cast.dave.id)]})
    assert added["not_added"] == [{"user_id": str(cast.dave.id), "code": "forbidden"}]
    for _ in range(2):
        readmit_person(
            actor=rosa, conversation_id=cast.lounge.id, user_id=cast.dave.id, reason="Enough"
        )
    assert AuditEntry.objects.filter(action="user.ban_lifted").count() == 1
    assert alice.ok("POST", path, {"user_ids": [str(cast.dave.id)]})["not_added"] == []


def test_a_ban_again_changes_its_reason_and_end(cast: Cast, rosa: User) -> None:
    first = ban(rosa, cast, cast.bob)
    again = ban(rosa, cast, cast.bob, reason="Worse", expires_in=60)
    assert first.id == again.id
    assert (again.reason, again.expires_at is None) == ("Worse", False)


def test_who_may_not_is_refused(cast: Cast, rosa: User) -> None:
    owner = make_owner("olga")
    for actor, person in (
        (cast.alice, cast.bob),
        (cast.dave, cast.bob),
        (rosa, rosa),
        (rosa, owner),
    ):
        with pytest.raises(Forbidden):
            ban(actor, cast, person)
        with pytest.raises(Forbidden):
            readmit_person(
                actor=actor, conversation_id=cast.lounge.id, user_id=person.id, reason="No"
            )
    assert not Ban.objects.exists()


def test_what_is_not_there_is_not_found(cast: Cast, rosa: User) -> None:
    with pytest.raises(NotFound):
        ban(rosa, cast, cast.bob, conversation_id="lounge")
    nobody = make_user("nobody")
    nobody.id = rosa.id.__class__(int=0)
    with pytest.raises(NotFound):
        ban(rosa, cast, nobody)
    with pytest.raises(Invalid):
        ban(rosa, cast, cast.bob, reason="")
    with pytest.raises(Forbidden):
        ban(rosa, cast, cast.bob, conversation_id=make_dm(cast.alice, cast.bob).id)


def test_from_a_channel_of_a_space_means_from_the_space(
    cast: Cast, rosa: User, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    space = make_space(cast.alice, cast.bob)
    general = general_of(space)
    make_message(by=cast.bob, in_=general)
    with django_capture_on_commit_callbacks(execute=True):
        ban(rosa, cast, cast.bob, conversation_id=general.id, case="report:1")
    row = Ban.objects.get()
    assert (row.space_id, row.conversation_id, row.user_id) == (space.id, None, cast.bob.id)
    assert not SpaceMember.objects.filter(user=cast.bob, left_at=None).exists()
    bob = api_as(cast.bob)
    for path in (f"/spaces/{space.id}", f"/conversations/{general.id}"):
        assert bob("GET", path).status_code == 404
    assert [row["topic"] for row in published.events("space.removed")] == [f"user:{cast.bob.id}"]
    entry = AuditEntry.objects.get(action="user.banned")
    assert entry.details["space_id"] == str(space.id)
    readmit_person(
        actor=rosa, conversation_id=general.id, user_id=cast.bob.id, reason="He is sorry"
    )
    assert not Ban.objects.exists()
    entries = api_as(cast.alice).get(f"/spaces/{space.id}/audit?limit=2")["results"]
    assert [(row["action"], row["actor"]["id"]) for row in entries] == [
        ("space.ban_lift", str(rosa.id)), ("space.ban", str(rosa.id)),
    ]  # fmt: skip
    assert "report:1" not in str(entries)
    # Why one is let in again is between those who run the server.
    assert entries[0]["details"]["after"] == {}
    assert "sorry" not in str(entries)


def test_who_owns_a_space_keeps_it(cast: Cast, rosa: User) -> None:
    space = make_space(cast.alice, cast.bob)
    with pytest.raises(LastOwner):
        bar_person(actor=rosa, space_id=space.id, user_id=cast.alice.id, reason="Spam")
    assert bar_person(actor=rosa, space_id=space.id, user_id=cast.dave.id, reason="Spam").space_id
    for actor in (cast.alice, cast.bob):
        with pytest.raises(Forbidden):
            bar_person(actor=actor, space_id=space.id, user_id=cast.bob.id, reason="Spam")
    with pytest.raises(NotFound):
        bar_person(actor=rosa, space_id="harbour", user_id=cast.bob.id, reason="Spam")
    with pytest.raises(NotFound):
        bar_person(actor=rosa, space_id=rosa.id, user_id=cast.bob.id, reason="Spam")
