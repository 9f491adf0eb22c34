"""The audit log of spaces, and views of them through roles."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from conversations.models import Conversation, Space, SpaceRole
from conversations.operations.channels import create_space_channel
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.conversations.harbour import everyone_of, give_role, set_override
from tests.make import general_of, make_space


@pytest.fixture
def space(cast: Cast) -> Space:
    """Alice's. Bob reads the log and manages roles; carol is a member."""
    made = make_space(cast.alice, cast.bob, cast.carol)
    give_role(made, cast.bob, allow=["view_audit", "manage_roles"], name="Clerk")
    return made


def log(person: User, space: Space, query: str = "") -> Any:
    return api_as(person).get(f"/spaces/{space.id}/audit{query}")["results"]


def test_every_change_stands_in_the_log_newest_first(cast: Cast, space: Space) -> None:
    alice, start = api_as(cast.alice), f"/spaces/{space.id}"
    role = alice.ok("POST", f"{start}/roles", {"name": "Cook"})
    alice.ok("PATCH", f"{start}/roles/{role['id']}", {"colour": "p2"})
    member = f"{start}/members/{cast.carol.id}"
    alice.ok("PATCH", member, {"role_ids": [role["id"]]})
    place = f"{start}/channels/{general_of(space).id}/overrides/roles/{role['id']}"
    alice.ok("PUT", place, {"deny": ["send"]})
    code = alice.ok("POST", f"{start}/invites", {})["code"]
    alice.ok("DELETE", f"/invites/{code}")
    alice.ok("POST", f"{start}/bans", {"user_id": str(cast.dave.id)})
    alice.ok("DELETE", f"{start}/bans/{cast.dave.id}")
    clerk = SpaceRole.objects.get(space=space, name="Clerk")
    alice.ok("PUT", f"{start}/roles/order", {"role_ids": [role["id"], str(clerk.id)]})
    alice.ok("DELETE", f"{start}/roles/{role['id']}")
    alice.ok("DELETE", member)
    entries = log(cast.bob, space)
    assert [entry["action"].removeprefix("space.") for entry in entries] == [
        "member_remove", "role_delete", "role_order", "ban_lift", "ban", "invite_revoke",
        "invite_create", "override_change", "member_change", "role_change", "role_create", "create",
    ]  # fmt: skip
    assert {entry["actor"]["username"] for entry in entries} == {"alice"}
    assert code not in str(entries)
    (changed,) = log(cast.bob, space, "?action=space.role_change")
    assert changed["details"]["before"] == {"colour": ""}
    assert changed["details"]["after"] == {"colour": "p2"}


def test_the_log_comes_in_pages_and_without_other_spaces(cast: Cast, space: Space) -> None:
    other = make_space(cast.alice)
    for number in range(5):
        for of in (space, other):
            record_audit_entry(
                actor=cast.alice, action=f"space.n{number}", target_type="space", target_id=of.id
            )
    bob, found, cursor = api_as(cast.bob), [], ""
    for _ in range(3):
        page = bob.get(f"/spaces/{space.id}/audit?limit=2{cursor}")
        found += [entry["action"][-2:] for entry in page["results"]]
        cursor = f"&cursor={page['next']}"
    assert found == ["n4", "n3", "n2", "n1", "n0", "te"]
    assert page["next"] is None


def test_who_may_not_read_the_log_is_refused(cast: Cast, space: Space) -> None:
    answer = api_as(cast.carol)("GET", f"/spaces/{space.id}/audit")
    assert code_of(answer) == (403, "forbidden")
    for wrong in ("cursor=x", "action=%00", "action=" + "x" * 65):
        answer = api_as(cast.bob)("GET", f"/spaces/{space.id}/audit?{wrong}")
        assert answer.status_code == 400, wrong


def test_a_channel_that_one_does_not_see_is_not_in_the_log(cast: Cast, space: Space) -> None:
    hidden, alice = general_of(space), api_as(cast.alice)
    everyone = everyone_of(space)
    place = f"/spaces/{space.id}/channels/{hidden.id}/overrides/roles/{everyone.id}"
    before = log(cast.bob, space)
    alice.ok("PUT", place, {"deny": ["send"]})
    assert log(cast.bob, space)[0]["details"]["what"] == "override"
    alice.ok("PUT", place, {"deny": ["view"]})
    assert log(cast.bob, space) == before
    assert log(cast.alice, space)[0]["details"]["channel_id"] == str(hidden.id)
    # Nor can it be counted page by page, nor when it is gone.
    first = api_as(cast.bob).get(f"/spaces/{space.id}/audit?limit=1")
    assert (first["results"], first["next"]) == (before[:1], None)
    alice.ok("DELETE", f"/spaces/{space.id}/channels/{hidden.id}")
    assert log(cast.bob, space) == before
    assert log(cast.alice, space)[0]["action"] == "space.channel_delete"


def test_who_manages_channels_finds_that_something_was_done(cast: Cast, space: Space) -> None:
    hidden, alice = general_of(space), api_as(cast.alice)
    keepers = give_role(space, cast.carol, allow=["view_audit", "manage_channels"], name="Keepers")
    place = f"/spaces/{space.id}/channels/{hidden.id}/overrides/roles/{everyone_of(space).id}"
    alice.ok("PUT", place, {"deny": ["view"]})
    entry = log(cast.carol, space)[0]
    assert (entry["action"], entry["details"]) == ("space.override_change", {})
    assert str(hidden.id) not in str(log(cast.carol, space))
    # A right in one channel is none in the whole space.
    SpaceRole.objects.filter(id=keepers.id).update(allow=["view_audit"])
    news = create_space_channel(actor=cast.alice, space_id=space.id, title="news")
    set_override(
        Conversation.objects.get(id=news["id"]), keepers, allow=["view", "manage_channels"]
    )
    assert "space.override_change" not in [one["action"] for one in log(cast.carol, space)]


def test_a_category_over_nothing_that_one_sees_is_not_in_the_log(cast: Cast, space: Space) -> None:
    alice, start = api_as(cast.alice), f"/spaces/{space.id}"
    general = general_of(space)
    attic = alice.ok("POST", f"{start}/categories", {"title": "Attic"})["id"]
    at_first = log(cast.bob, space)
    alice.ok("PATCH", f"{start}/categories/{attic}", {"title": "Loft"})
    hidden = alice.ok(
        "POST", f"{start}/channels", {"title": "h", "category_id": attic, "private": True}
    )
    assert log(cast.bob, space) == at_first
    # What is seen was under it for a while: that it was moved is told, and not where it was.
    for heading in (attic, None):
        alice.ok("PATCH", f"{start}/channels/{general.id}", {"category_id": heading})
    back, away = log(cast.bob, space)[:2]
    assert (back["action"], back["details"]["before"], back["details"]["after"]) == (
        "space.channel_move", {}, {"category_id": None},
    )  # fmt: skip
    assert (away["details"]["channel_id"], away["details"]["after"]) == (str(general.id), {})
    text = str(log(cast.bob, space))
    assert attic not in text
    assert hidden["id"] not in text
    assert attic in str(log(cast.alice, space))


def test_an_order_does_not_tell_how_many_were_moved(cast: Cast, space: Space) -> None:
    alice, general = api_as(cast.alice), general_of(space)
    hidden = create_space_channel(actor=cast.alice, space_id=space.id, title="h", is_private=True)
    order = [
        {"id": None, "channels": [hidden["id"]]},
        {"id": str(general.category_id), "channels": [str(general.id)]},
    ]
    alice.ok("PUT", f"/spaces/{space.id}/order", {"categories": order})
    told, known = log(cast.bob, space)[0], log(cast.alice, space)[0]
    assert (told["action"], told["details"]) == ("space.order", {"what": "order"})
    assert known["details"] == {"what": "order", "moved": 2}


def view(person: User, space: Space, *roles: Any) -> Any:
    query = "&".join(f"role_id={getattr(role, 'id', role)}" for role in roles)
    return api_as(person)("GET", f"/spaces/{space.id}/view-as?{query}")


def test_a_space_is_seen_as_with_roles(cast: Cast, space: Space) -> None:
    crew = give_role(space, allow=["pin"], position=2, name="Crew")
    channel = general_of(space)
    set_override(channel, everyone_of(space), deny=["send"])
    set_override(channel, crew, allow=["send"])
    plain = view(cast.alice, space).json()
    (shown,) = plain["channels"]
    assert (shown["title"], "send" in shown["permissions"]) == ("general", False)
    assert "pin" not in plain["permissions"]
    mates = view(cast.alice, space, crew).json()
    assert {"pin", "send"} <= set(mates["channels"][0]["permissions"])
    assert mates["role_ids"] == [str(crew.id)]


def test_nobody_sees_more_through_a_role_than_with_their_own_eyes(cast: Cast, space: Space) -> None:
    crew = give_role(space, allow=[], position=2, name="Crew")
    channel = general_of(space)
    set_override(channel, everyone_of(space), deny=["view"])
    set_override(channel, crew, allow=["view"])
    assert [row["title"] for row in view(cast.alice, space, crew).json()["channels"]] == ["general"]
    assert view(cast.bob, space, crew).json()["channels"] == []
    assert view(cast.alice, space).json()["channels"] == []


def test_a_view_takes_manage_roles_and_roles_of_the_space(cast: Cast, space: Space) -> None:
    assert code_of(view(cast.carol, space)) == (403, "forbidden")
    foreign = give_role(make_space(cast.alice), allow=[])
    for wrong in ("x", uuid.uuid4(), foreign):
        assert code_of(view(cast.alice, space, wrong)) == (400, "invalid")
    assert code_of(view(cast.alice, space, *[uuid.uuid4() for _ in range(101)]))[0] == 400
