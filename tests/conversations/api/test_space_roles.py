"""Roles of spaces: who makes, changes, orders and deletes them; and nobody raises themselves."""

import uuid
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from chatty.core.jobs.models import Job
from chatty.core.limits import override_limits
from conversations.access import find_space
from conversations.models import Override, Space, SpaceMember, SpaceRole
from conversations.operations.member_rows import forget_role
from conversations.operations.space_roles import change_role
from conversations.operations.space_standing import change_space_member
from tests.asking import api_as, at_once, code_of
from tests.cast import Cast, gather_cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.conversations.harbour import everyone_of, give_role, set_override
from tests.make import general_of, make_space


@pytest.fixture
def space(cast: Cast) -> Space:
    """Alice's. Bob is an officer (2) who manages roles and messages; carol is of the crew (1)."""
    made = make_space(cast.alice, cast.bob, cast.carol)
    give_role(made, cast.carol, allow=["pin"], position=1, name="Crew")
    give_role(made, cast.bob, allow=["manage_roles", "pin"], position=2, name="Officer")
    return made


def role(space: Space, name: str) -> SpaceRole:
    return SpaceRole.objects.get(space=space, name=name)


def path(space: Space, of: SpaceRole | None = None) -> str:
    return f"/spaces/{space.id}/roles" + (f"/{of.id}" if of else "")


def patch(person: User, space: Space, of: SpaceRole, **body: Any) -> Any:
    return api_as(person)("PATCH", path(space, of), body)


def held(person: User, space: Space) -> set[str]:
    return set(find_space(space.id, viewer=person).permissions)


def test_a_new_role_stands_just_above_everyone_and_all_are_told(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    before = space.structure
    body = {"name": " Cook ", "colour": "p3", "allow": ["send", "pin", "pin"], "shown_apart": True}
    with committing():
        answer = api_as(cast.bob)("POST", path(space), body)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["name"], made["colour"], made["position"]) == ("Cook", "p3", 1)
    assert (made["allow"], made["shown_apart"], made["version"]) == (["pin", "send"], True, 1)
    names = [row["name"] for row in api_as(cast.carol).get(path(space))["results"]]
    assert names == ["Officer", "Crew", "Cook", "@everyone"]
    (event,) = published.events("space.updated")
    assert event["control"] == {"look": True}
    assert event["d"]["structure"] != str(before)
    entry = AuditEntry.objects.get(action="space.role_create")
    assert entry.details["after"]["allow"] == ["pin", "send"]


def test_roles_come_in_pages(cast: Cast, space: Space) -> None:
    alice, found, cursor = api_as(cast.alice), [], ""
    for _ in range(3):
        page = alice.get(f"{path(space)}?limit=1{cursor}")
        found += [row["name"] for row in page["results"]]
        cursor = f"&cursor={page['next']}"
    assert found == ["Officer", "Crew", "@everyone"]
    assert page["next"] is None


def test_a_change_counts_a_version_and_the_same_again_does_not(cast: Cast, space: Space) -> None:
    crew, alice = role(space, "Crew"), api_as(cast.alice)
    body = {"name": "Sailors", "colour": None, "allow": ["ban"], "version": 1}
    changed = alice.ok("PATCH", path(space, crew), body)
    assert (changed["name"], changed["allow"], changed["version"]) == ("Sailors", ["ban"], 2)
    assert alice.ok("PATCH", path(space, crew), {"name": "Sailors"})["version"] == 2
    stale = alice("PATCH", path(space, crew), {"name": "x"}, if_match='"1"')
    assert code_of(stale) == (409, "version_conflict")
    assert stale.json()["current"]["name"] == "Sailors"
    assert "ban" in held(cast.carol, space)
    entry = AuditEntry.objects.get(action="space.role_change")
    assert entry.details["before"] == {"name": "Crew", "allow": ["pin"]}


def test_who_does_not_manage_roles_changes_none(cast: Cast, space: Space) -> None:
    carol, crew = api_as(cast.carol), role(space, "Crew")
    for method, where, body in (
        ("POST", path(space), {"name": "x"}),
        ("PATCH", path(space, crew), {"name": "x"}),
        ("DELETE", path(space, crew), None),
        ("PUT", f"{path(space)}/order", {"role_ids": []}),
    ):
        assert code_of(carol(method, where, body)) == (403, "forbidden"), (method, where)
    assert SpaceRole.objects.filter(space=space).count() == 3


def test_nobody_changes_their_own_role_or_one_above_it(cast: Cast, space: Space) -> None:
    give_role(space, allow=[], position=3, name="Captain")
    for name in ("Officer", "Captain"):
        of = role(space, name)
        assert code_of(patch(cast.bob, space, of, allow=["pin"])) == (403, "forbidden")
        assert code_of(patch(cast.bob, space, of, name="Mine")) == (403, "forbidden")
        assert code_of(api_as(cast.bob)("DELETE", path(space, of))) == (403, "forbidden")
        assert role(space, name).version == 1


def test_nobody_gives_a_role_or_takes_from_it_what_they_lack(cast: Cast, space: Space) -> None:
    crew = role(space, "Crew")
    assert code_of(patch(cast.bob, space, crew, allow=["pin", "ban"])) == (403, "forbidden")
    answer = api_as(cast.bob)("POST", path(space), {"name": "New", "allow": ["view_audit"]})
    assert code_of(answer) == (403, "forbidden")
    SpaceRole.objects.filter(id=crew.id).update(allow=["ban"])
    assert code_of(patch(cast.bob, space, crew, allow=[])) == (403, "forbidden")
    assert patch(cast.bob, space, crew, allow=["ban", "pin"]).status_code == 200


def test_who_stands_on_everyones_level_makes_and_changes_no_role(cast: Cast, space: Space) -> None:
    everyone = everyone_of(space)
    allow = [*everyone.allow, "manage_roles"]
    assert patch(cast.alice, space, everyone, allow=allow).status_code == 200
    give_role(space, cast.dave, allow=[], position=3, name="Guest")
    carol = api_as(cast.carol)
    # Of the crew at 1, carol stands above @everyone and above nothing else.
    assert code_of(carol("PATCH", path(space, role(space, "Crew")), {"allow": []}))[0] == 403
    SpaceMember.objects.filter(space=space, user=cast.carol).update(role_ids=[])
    assert code_of(carol("POST", path(space), {"name": "Mine"})) == (403, "forbidden")
    assert code_of(patch(cast.carol, space, everyone, allow=["view"])) == (403, "forbidden")


def test_everyone_has_its_name_for_good_and_gets_only_what_its_giver_has(
    cast: Cast, space: Space
) -> None:
    everyone = everyone_of(space)
    for body in ({"name": "All"}, {"colour": "p1"}, {"shown_apart": True}):
        assert code_of(patch(cast.alice, space, everyone, **body)) == (400, "invalid")
    assert code_of(api_as(cast.alice)("DELETE", path(space, everyone))) == (403, "forbidden")
    wider = [*everyone.allow, "manage_roles"]
    assert patch(cast.bob, space, everyone, allow=wider).status_code == 200
    widest = [*wider, "ban"]
    assert code_of(patch(cast.bob, space, everyone, allow=widest)) == (403, "forbidden")


def test_an_order_names_every_role_once(cast: Cast, space: Space) -> None:
    crew, officer = role(space, "Crew").id, role(space, "Officer").id
    put = f"{path(space)}/order"
    alice = api_as(cast.alice)
    everyone, foreign = everyone_of(space).id, uuid.uuid4()
    for wrong in (
        [],
        [crew],
        [crew, crew],
        [crew, officer, crew],
        [crew, officer, everyone],
        [crew, foreign],
        [uuid.uuid4() for _ in range(10_000)],
    ):
        body = {"role_ids": [str(name) for name in wrong]}
        assert code_of(alice("PUT", put, body)) == (400, "invalid"), len(wrong)
    told = alice.ok("PUT", put, {"role_ids": [str(crew), str(officer)]})
    assert [row["name"] for row in told["results"]] == ["Crew", "Officer", "@everyone"]
    assert find_space(space.id, viewer=cast.carol).rank == 2


def test_no_order_lifts_ones_own_role_or_another_above_it(cast: Cast, space: Space) -> None:
    give_role(space, allow=[], position=3, name="Captain")
    give_role(space, allow=[], position=4, name="Owner's friends")
    by_name = {of.name: str(of.id) for of in SpaceRole.objects.filter(space=space)}
    top, captain = by_name["Owner's friends"], by_name["Captain"]
    officer, crew = by_name["Officer"], by_name["Crew"]
    bob, put = api_as(cast.bob), f"{path(space)}/order"
    for wrong in (
        [officer, top, captain, crew],
        [top, officer, captain, crew],
        [top, captain, crew, officer],
        [captain, top, officer, crew],
    ):
        assert code_of(bob("PUT", put, {"role_ids": wrong})) == (403, "forbidden")
    assert find_space(space.id, viewer=cast.bob).rank == 2
    made = api_as(cast.bob).ok("POST", path(space), {"name": "Cook"})
    lower = [top, captain, officer, made["id"], crew]
    assert bob("PUT", put, {"role_ids": lower}).status_code == 200
    assert role(space, "Cook").position > role(space, "Crew").position


def test_a_deleted_role_counts_for_nothing_at_once_and_is_swept_up_later(
    cast: Cast, space: Space
) -> None:
    crew = role(space, "Crew")
    set_override(general_of(space), crew, allow=["ban"])
    assert "pin" in held(cast.carol, space)
    assert api_as(cast.bob)("DELETE", path(space, crew)).status_code == 204
    assert "pin" not in held(cast.carol, space)
    assert role(space, "Officer").position == 1
    assert not Override.objects.filter(space=space).exists()
    (job,) = Job.objects.filter(name="conversations.forget_role")
    assert job.arguments == {"space_id": str(space.id), "role_id": str(crew.id)}
    assert crew.id in SpaceMember.objects.get(space=space, user=cast.carol).role_ids
    forget_role(space_id=space.id, role_id=crew.id)
    assert SpaceMember.objects.get(space=space, user=cast.carol).role_ids == []
    assert code_of(patch(cast.alice, space, crew, name="x")) == (404, "not_found")


def test_nobody_deletes_a_role_to_be_rid_of_what_it_denies_them(cast: Cast, space: Space) -> None:
    muted = give_role(space, cast.bob, allow=[], position=1, name="Muted")
    SpaceRole.objects.filter(space=space, name="Crew").update(position=1)
    set_override(general_of(space), muted, deny=["send"])
    bob = api_as(cast.bob)
    assert code_of(bob("DELETE", path(space, muted))) == (403, "forbidden")
    # Nor by laying it down.
    mine = {"role_ids": [str(role(space, "Officer").id)]}
    assert code_of(bob("PATCH", f"/spaces/{space.id}/members/{cast.bob.id}", mine))[0] == 403
    assert "send" not in find_space(space.id, viewer=cast.bob).permissions_in(general_of(space).id)


def test_ids_of_another_space_are_not_found(cast: Cast, space: Space) -> None:
    other = make_space(cast.alice, cast.bob)
    foreign = give_role(other, cast.bob, allow=["pin"], position=1)
    for person in (cast.alice, cast.bob):
        assert code_of(patch(person, space, foreign, name="x")) == (404, "not_found")
        assert code_of(api_as(person)("DELETE", path(space, foreign))) == (404, "not_found")
    members = f"/spaces/{space.id}/members/{cast.carol.id}"
    answer = api_as(cast.alice)("PATCH", members, {"role_ids": [str(foreign.id)]})
    assert code_of(answer) == (400, "invalid")
    for name in ("x", str(uuid.uuid4())):
        assert code_of(api_as(cast.alice)("DELETE", f"{path(space)}/{name}")) == (404, "not_found")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "  "},
        {"name": "x" * 65},
        {"name": "a\u202eb"},
        {"name": "cREW"},
        {"name": "@everyone"},
        {"name": "Chatty Staff"},
        {"name": 7},
        {"name": "x", "colour": "p9"},
        {"name": "x", "allow": ["everything"]},
        {"name": "x", "allow": "pin"},
        {"name": "x", "allow": ["pin"] * 100},
        {"name": "x", "shown_apart": "yes"},
        {"name": "x", "permissions": ["ban"]},
    ],
)
def test_a_role_that_is_not_right_is_refused_by_field(
    cast: Cast, space: Space, body: dict[str, Any]
) -> None:
    answer = api_as(cast.alice)("POST", path(space), body)
    assert code_of(answer) == (400, "invalid")
    assert answer.json()["errors"]


def test_a_space_has_so_many_roles_and_no_more(cast: Cast, space: Space) -> None:
    with override_limits(roles_per_space=3):
        assert code_of(api_as(cast.alice)("POST", path(space), {"name": "x"})) == (400, "invalid")


@pytest.mark.django_db(transaction=True)
def test_who_loses_their_role_in_the_same_instant_changes_none_afterwards() -> None:
    cast = gather_cast()
    space = make_space(cast.alice, cast.bob, cast.carol)
    low = give_role(space, cast.bob, allow=["pin"], position=1, name="Low")
    give_role(space, cast.carol, allow=["manage_roles", "pin"], position=2, name="High")

    def work(number: int) -> object:
        if number:
            return change_role(
                actor=cast.carol, space_id=space.id, role_id=low.id, changes={"allow": []}
            )
        return change_space_member(
            actor=cast.alice, space_id=space.id, user_id=cast.carol.id, changes={"role_ids": []}
        )

    answers = at_once(2, work)
    # Whoever was second found what the first had left.
    refused = isinstance(answers[1], Exception)
    assert not refused or type(answers[1]).__name__ == "Forbidden"
    assert SpaceRole.objects.get(id=low.id).allow == (["pin"] if refused else [])
    assert SpaceMember.objects.get(space=space, user=cast.carol).role_ids == []
