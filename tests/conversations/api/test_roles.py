"""Roles: who may give which to whom, and every way around it."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from chatty.core.limits import override_limits
from conversations.models import Conversation, Membership, Role
from conversations.operations.members import add_members, leave_conversation
from conversations.rules.permissions import PERMISSIONS
from tests.asking import api_as, code_of, lines_of
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.make import make_channel, make_dm, make_group, make_user, membership_of, set_role


def change(actor: User, room: Conversation, target: object, body: dict[str, Any]) -> Any:
    name = getattr(target, "id", target)
    return api_as(actor)("PATCH", f"/conversations/{room.id}/members/{name}", body)


def rights_of(user: User, room: Conversation) -> tuple[str, list[str], list[str]]:
    row = Membership.objects.get(conversation_id=room.id, user_id=user.id)
    return row.role, row.allow, row.deny


def test_an_owner_makes_an_admin_and_everyone_hears_of_it(
    cast: Cast, published: Published, committing: Committing
) -> None:
    before = Conversation.objects.get(id=cast.lounge.id)
    with committing():
        answer = change(cast.alice, cast.lounge, cast.bob, {"role": "ADMIN"})
    assert answer.status_code == 200
    member = answer.json()
    assert (member["role"], member["rev"]) == ("ADMIN", before.rev + 1)
    assert "manage_roles" in member["permissions"]
    (shared,) = published.events("member.updated")
    assert (shared["topic"], shared["rev"]) == (f"conversation:{before.id}", before.rev + 1)
    assert shared["d"] == {**member, "members_count": 3}
    (own,) = published.events("conversation.updated")
    assert (own["topic"], own["rev"]) == (f"user:{cast.bob.id}", None)
    assert own["d"] == {
        "id": str(before.id), "role": "ADMIN", "permissions": member["permissions"],
    }  # fmt: skip
    assert lines_of(cast.carol, cast.lounge) == [
        {"kind": "role_changed", "user_ids": [str(cast.bob.id)], "role": "ADMIN"}
    ]
    seen = api_as(cast.bob).get(f"/conversations/{before.id}")
    assert (seen["role"], seen["permissions"]) == ("ADMIN", member["permissions"])


RANKS = [Role.MEMBER, Role.MODERATOR, Role.ADMIN, Role.OWNER]


@pytest.mark.parametrize("given", RANKS)
@pytest.mark.parametrize("target", RANKS)
@pytest.mark.parametrize("actor", RANKS)
def test_roles_are_given_downwards_only(cast: Cast, actor: Role, target: Role, given: Role) -> None:
    """All 64 of them; a moderator and a member lack manage_roles altogether."""
    set_role(cast.bob, actor, in_=cast.lounge)
    set_role(cast.carol, target, in_=cast.lounge)
    answer = change(cast.bob, cast.lounge, cast.carol, {"role": given})
    rank = RANKS.index
    may = (
        rank(actor) >= rank(Role.ADMIN)
        and rank(actor) > rank(target)
        and (given == target or rank(given) < rank(actor) or actor == Role.OWNER)
    )
    assert answer.status_code == (200 if may else 403)
    assert rights_of(cast.carol, cast.lounge)[0] == (given if may else target)


def test_who_was_given_the_right_to_manage_roles_is_bound_by_their_rank(cast: Cast) -> None:
    change(cast.alice, cast.lounge, cast.carol, {"permissions": {"allow": ["manage_roles"]}})
    for target, body in (
        (cast.bob, {"role": "MODERATOR"}),
        (cast.bob, {"role": "ADMIN"}),
        (cast.bob, {"role": "OWNER"}),
        (cast.bob, {"permissions": {"allow": ["ban"]}}),
        (cast.alice, {"role": "MEMBER"}),
        (cast.carol, {"role": "ADMIN"}),
        (cast.carol, {"permissions": {"allow": ["ban"]}}),
    ):
        refused = change(cast.carol, cast.lounge, target, body)
        assert code_of(refused) == (403, "forbidden"), body
    assert rights_of(cast.bob, cast.lounge) == ("MEMBER", [], [])
    assert change(
        cast.carol, cast.lounge, cast.bob, {"permissions": {"allow": ["pin"]}}
    ).status_code == 200  # fmt: skip


def test_nobody_gives_what_they_lack_by_role_name_or_by_lifting_a_denial(cast: Cast) -> None:
    erin = make_user("erin")
    add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=[erin.id])
    set_role(cast.bob, Role.ADMIN, in_=cast.lounge)
    change(cast.alice, cast.lounge, cast.bob, {"permissions": {"deny": ["pin", "react"]}})
    change(cast.alice, cast.lounge, erin, {"permissions": {"deny": ["react"]}})
    bodies: list[dict[str, Any]] = [
        {"role": "MODERATOR"},
        {"permissions": {"allow": ["pin"]}},
        {"permissions": {"allow": ["manage_channels"]}},
        {"permissions": {"deny": []}},
    ]
    for body in bodies:
        assert code_of(change(cast.bob, cast.lounge, erin, body)) == (403, "forbidden"), body
    assert rights_of(erin, cast.lounge) == ("MEMBER", [], ["react"])
    # What they have already may be named while something else changes.
    body = {"permissions": {"deny": ["react", "send"]}}
    assert change(cast.bob, cast.lounge, erin, body).status_code == 200
    # A right that the role gives now, kept by name, would outlast the role.
    body = {"permissions": {"allow": ["pin"]}}
    assert code_of(change(cast.bob, cast.lounge, cast.carol, body)) == (403, "forbidden")


def test_exceptions_hold_beside_the_role(cast: Cast) -> None:
    body = {"permissions": {"allow": ["pin", "ban", "pin"], "deny": ["send"]}}
    member = change(cast.alice, cast.lounge, cast.bob, body).json()
    assert rights_of(cast.bob, cast.lounge) == ("MEMBER", ["ban", "pin"], ["send"])
    assert {"ban", "pin"} <= set(member["permissions"])
    assert "send" not in member["permissions"]
    bob = api_as(cast.bob)
    send = bob(
        "POST",
        f"/conversations/{cast.lounge.id}/messages",
        {"client_id": str(uuid.uuid4()), "body": "x"},
    )
    assert code_of(send) == (403, "forbidden")
    # Half of it stays as it is where only the other half is named.
    change(cast.alice, cast.lounge, cast.bob, {"permissions": {"deny": []}})
    assert rights_of(cast.bob, cast.lounge) == ("MEMBER", ["ban", "pin"], [])
    assert lines_of(cast.bob, cast.lounge) == []


def test_to_go_and_come_back_keeps_a_denial_and_nothing_else(cast: Cast) -> None:
    body = {"role": "MODERATOR", "permissions": {"allow": ["ban"], "deny": ["send"]}}
    change(cast.alice, cast.lounge, cast.bob, body)
    leave_conversation(actor=cast.bob, conversation_id=cast.lounge.id)
    add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=[cast.bob.id])
    assert rights_of(cast.bob, cast.lounge) == ("MEMBER", [], ["send"])


@pytest.mark.parametrize(
    "body",
    [
        {"role": "KING"},
        {"role": "owner"},
        {"role": None},
        {"role": 3},
        {"role": ["ADMIN"]},
        {"permissions": None},
        {"permissions": []},
        {"permissions": {"allow": "pin"}},
        {"permissions": {"allow": ["fly"]}},
        {"permissions": {"deny": [None]}},
        {"permissions": {"deny": ["view"]}},
        {"permissions": {"allow": ["pin"], "deny": ["pin"]}},
    ],
)
def test_what_is_no_role_or_permission_is_named(cast: Cast, body: dict[str, Any]) -> None:
    answer = change(cast.alice, cast.lounge, cast.bob, body)
    assert code_of(answer) == (400, "invalid")
    assert answer.json()["errors"]
    assert rights_of(cast.bob, cast.lounge) == ("MEMBER", [], [])


def test_who_is_no_member_has_no_role(cast: Cast) -> None:
    for target in (cast.dave, cast.mallory, uuid.uuid4(), "x"):
        answer = change(cast.alice, cast.lounge, target, {"role": "ADMIN"})
        assert code_of(answer) == (404, "not_found")
    assert code_of(change(cast.dave, cast.lounge, cast.bob, {"role": "ADMIN"})) == (
        404, "not_found",
    )  # fmt: skip
    # The own room is no key to another's.
    mine = make_group(cast.dave)
    assert code_of(change(cast.dave, mine, cast.bob, {"role": "ADMIN"})) == (404, "not_found")
    assert rights_of(cast.bob, cast.lounge) == ("MEMBER", [], [])


def test_nobody_raises_themselves_by_any_path(cast: Cast) -> None:
    for who in (cast.bob, cast.carol):
        before = rights_of(who, cast.lounge)
        for body in (
            {"role": "OWNER"},
            {"role": "ADMIN"},
            {"permissions": {"allow": ["ban"]}},
            {"role": "MEMBER", "permissions": {"allow": list(PERMISSIONS)}},
        ):
            assert code_of(change(who, cast.lounge, who, body)) == (403, "forbidden"), body
        # Names of columns are none of the call's fields, and a role beside the own row is refused.
        ignored = {"allow": ["ban"], "deny": [], "left_at": None, "user_id": str(cast.alice.id)}
        change(who, cast.lounge, who, ignored)
        mixed = change(who, cast.lounge, who, {"role": "OWNER", "pinned": True})
        assert code_of(mixed) == (400, "invalid")
        assert rights_of(who, cast.lounge) == before


def test_anothers_own_state_is_theirs(cast: Cast) -> None:
    for body in ({"pinned": True}, {"role": "ADMIN", "pinned": True}):
        refused = change(cast.alice, cast.lounge, cast.bob, body)
        assert code_of(refused) == (403, "forbidden")
    assert rights_of(cast.bob, cast.lounge)[0] == "MEMBER"
    assert not membership_of(cast.bob, cast.lounge).pinned


def test_one_steps_down_by_oneself(
    cast: Cast, published: Published, committing: Committing
) -> None:
    with committing():
        answer = change(cast.carol, cast.lounge, cast.carol, {"role": "MEMBER"})
    assert (answer.status_code, answer.json()["role"]) == (200, "MEMBER")
    assert answer.json()["user"]["id"] == str(cast.carol.id)
    assert len(published.events("member.updated")) == 1
    assert published.events("conversation.updated")[0]["d"]["role"] == "MEMBER"
    assert lines_of(cast.bob, cast.lounge) == [
        {"kind": "role_changed", "user_ids": [str(cast.carol.id)], "role": "MEMBER"}
    ]
    published.messages.clear()
    with committing():
        assert change(cast.carol, cast.lounge, cast.carol, {"role": "MEMBER"}).status_code == 200
        assert change(cast.alice, cast.lounge, cast.bob, {"role": "MEMBER"}).status_code == 200
        assert change(cast.alice, cast.lounge, cast.bob, {}).status_code == 200
    assert published.messages == []


def test_the_last_owner_stays_one(cast: Cast) -> None:
    assert code_of(change(cast.alice, cast.lounge, cast.alice, {"role": "ADMIN"})) == (
        409, "last_owner",
    )  # fmt: skip
    assert change(cast.alice, cast.lounge, cast.bob, {"role": "OWNER"}).status_code == 200
    assert change(cast.alice, cast.lounge, cast.alice, {"role": "ADMIN"}).status_code == 200
    assert code_of(change(cast.bob, cast.lounge, cast.bob, {"role": "MEMBER"})) == (
        409, "last_owner",
    )  # fmt: skip


def test_an_owner_who_cannot_sign_in_is_no_other_owner(cast: Cast) -> None:
    set_role(cast.bob, Role.OWNER, in_=cast.lounge)
    User.objects.filter(id=cast.bob.id).update(is_active=False)
    alice, last = api_as(cast.alice), (409, "last_owner")
    assert code_of(change(cast.alice, cast.lounge, cast.alice, {"role": "ADMIN"})) == last
    assert code_of(alice("POST", f"/conversations/{cast.lounge.id}/leave")) == last
    User.objects.filter(id=cast.bob.id).update(is_active=True)
    alice.ok("POST", f"/conversations/{cast.lounge.id}/leave")


def test_owners_cannot_touch_each_other(cast: Cast) -> None:
    set_role(cast.bob, Role.OWNER, in_=cast.lounge)
    for body in ({"role": "ADMIN"}, {"permissions": {"deny": ["send"]}}):
        assert code_of(change(cast.alice, cast.lounge, cast.bob, body)) == (403, "forbidden")
        assert code_of(change(cast.bob, cast.lounge, cast.alice, body)) == (403, "forbidden")
    gone = api_as(cast.bob)("DELETE", f"/conversations/{cast.lounge.id}/members/{cast.alice.id}")
    assert code_of(gone) == (403, "forbidden")


def test_both_of_a_direct_conversation_are_equal(cast: Cast) -> None:
    room = make_dm(cast.alice, cast.bob)
    for target in (cast.alice, cast.bob):
        assert code_of(change(cast.alice, room, target, {"role": "OWNER"})) == (403, "forbidden")
    handed = api_as(cast.alice)(
        "POST", f"/conversations/{room.id}/transfer", {"user_id": str(cast.bob.id)}
    )
    assert code_of(handed) == (403, "forbidden")


def test_a_channel_has_voices_by_role_and_by_name(cast: Cast) -> None:
    news = make_channel(cast.alice, cast.bob, cast.carol)
    body = {"client_id": str(uuid.uuid4()), "body": "News"}
    path = f"/conversations/{news.id}/messages"
    assert code_of(api_as(cast.bob)("POST", path, body)) == (403, "forbidden")
    change(cast.alice, news, cast.bob, {"role": "MODERATOR"})
    change(cast.alice, news, cast.carol, {"permissions": {"allow": ["send"]}})
    for person in (cast.bob, cast.carol):
        api_as(person).ok("POST", path, {**body, "client_id": str(uuid.uuid4())})


def test_nothing_of_this_in_what_is_archived(cast: Cast) -> None:
    api_as(cast.alice).ok(
        "PATCH", f"/conversations/{cast.lounge.id}", {"archived_at": "2030-01-01T00:00:00Z"}
    )
    answers = [
        change(cast.alice, cast.lounge, cast.bob, {"role": "ADMIN"}),
        change(cast.carol, cast.lounge, cast.carol, {"role": "MEMBER"}),
        api_as(cast.alice)(
            "POST", f"/conversations/{cast.lounge.id}/transfer", {"user_id": str(cast.bob.id)}
        ),
    ]
    assert [code_of(answer) for answer in answers] == [(403, "forbidden")] * 3


def test_changes_of_roles_have_a_rate(cast: Cast) -> None:
    with override_limits(conversation_changes_per_minute=2):
        for role in ("ADMIN", "MEMBER"):
            assert change(cast.alice, cast.lounge, cast.bob, {"role": role}).status_code == 200
        refused = change(cast.alice, cast.lounge, cast.bob, {"role": "ADMIN"})
    assert code_of(refused) == (429, "rate_limited")
