"""Members of spaces: windows into them, their roles and nicknames, and removing them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from accounts.operations.profile import update_me
from accounts.queries.presence import forget_people_seen
from chatty.core.clock import now
from chatty.core.jobs.models import Job
from chatty.core.limits import override_limits
from chatty.realtime.presence import beat_sockets, choose_status
from chatty.realtime.topics import user_topic
from conversations.access import find_space
from conversations.models import Invite, Space, SpaceMember, SpaceRole
from conversations.operations.member_rows import sort_by_new_name
from conversations.operations.space_ownership import transfer_space
from conversations.operations.space_standing import change_space_member
from conversations.queries.channel_counts import forget_counts
from tests.asking import api_as, at_once, code_of
from tests.cast import Cast, gather_cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.conversations.harbour import everyone_of, give_role, set_override
from tests.make import general_of, make_space, make_user


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    forget_people_seen()
    forget_counts()
    with override_limits(space_online_seconds=0, space_counts_seconds=0):
        yield


@pytest.fixture
def space(cast: Cast) -> Space:
    """Alice's. Bob is an officer (2) who manages roles and removes members; carol is of the crew
    (1); dave is a plain member.
    """
    made = make_space(cast.alice, cast.bob, cast.carol, cast.dave)
    give_role(made, cast.carol, allow=["pin"], position=1, name="Crew")
    allow = ["manage_roles", "remove_members", "pin"]
    give_role(made, cast.bob, allow=allow, position=2, name="Officer")
    return made


def role(space: Space, name: str) -> SpaceRole:
    return SpaceRole.objects.get(space=space, name=name)


def path(space: Space, of: User | None = None) -> str:
    return f"/spaces/{space.id}/members" + (f"/{of.id}" if of else "")


def patch(person: User, space: Space, of: User, **body: Any) -> Any:
    return api_as(person)("PATCH", path(space, of), body)


def give(person: User, space: Space, of: User, *roles: SpaceRole) -> Any:
    return patch(person, space, of, role_ids=[str(one.id) for one in roles])


def come(*people: User) -> None:
    beat_sockets([(str(person.id), "socket") for person in people])


def names(window: Any) -> list[str]:
    return [row["user"]["username"] for row in window["results"]]


def test_who_is_there_stands_first_then_by_name(cast: Cast, space: Space) -> None:
    come(cast.dave, cast.carol)
    window = api_as(cast.bob).get(path(space))
    assert names(window) == ["carol", "dave", "alice", "bob"]
    assert (window["total"], window["online"], window["next"]) == (4, 2, None)
    shown = [row["user"]["presence"] for row in window["results"]]
    assert shown == ["online", "online", "offline", "offline"]
    assert [row["is_owner"] for row in window["results"]] == [False, False, True, False]


def test_windows_go_on_where_the_last_one_ended(cast: Cast, space: Space) -> None:
    come(cast.dave, cast.carol)
    bob, found, cursor = api_as(cast.bob), [], ""
    for number in range(4):
        window = bob.get(f"{path(space)}?limit=1{cursor}")
        found += names(window)
        assert ("total" in window) == (number == 0)
        cursor = f"&cursor={window['next']}"
    assert found == ["carol", "dave", "alice", "bob"]
    assert window["next"] is None
    for wrong in ("cursor=x", "limit=0", "limit=101", "role_id=x", "q=" + "x" * 101, "q=%00"):
        status, _ = code_of(bob("GET", f"{path(space)}?{wrong}"))
        assert status == 400, wrong


def test_who_hides_their_presence_stands_among_those_who_are_away(cast: Cast, space: Space) -> None:
    come(cast.alice, cast.carol, cast.dave)
    update_me(actor=cast.carol, changes={"privacy_settings": {"last_seen": "nobody"}})
    choose_status(cast.dave.id, "offline")
    window = api_as(cast.bob).get(path(space))
    assert names(window) == ["alice", "bob", "carol", "dave"]
    assert window["online"] == 1
    assert [row["user"]["presence"] for row in window["results"][1:]] == ["offline"] * 3
    assert window["results"][2]["user"]["last_seen_at"] is None


def test_members_are_found_by_name_nickname_username_and_role(cast: Cast, space: Space) -> None:
    come(cast.dave)
    bob = api_as(cast.bob)
    assert patch(cast.bob, space, cast.carol, nickname="Old Müller_%").status_code == 200
    update_me(actor=cast.alice, changes={"display_name": "Zoë Captain"})
    sort_by_new_name(user_id=cast.alice.id)
    for q, found in {
        "MÜLL": ["carol"],
        "_%25": ["carol"],
        "%25": ["carol"],
        "captain": ["alice"],
        "ali": ["alice"],
        "lice": [],
        "d": ["dave", "carol"],
        "%5C": [],
    }.items():
        window = bob.get(f"{path(space)}?q={q}")
        assert names(window) == found, q
        assert "total" not in window
    crew = bob.get(f"{path(space)}?role_id={role(space, 'Crew').id}")
    assert (names(crew), crew["total"], crew["online"]) == (["carol"], 1, 0)
    whole = bob.get(f"{path(space)}?role_id={everyone_of(space).id}")
    assert (whole["total"], whole["online"]) == (4, 1)
    assert names(bob.get(f"{path(space)}?limit=1&q=d")) == ["dave"]


def test_a_channel_shows_those_who_see_it_and_counts_no_others(cast: Cast, space: Space) -> None:
    channel = general_of(space)
    members = f"/conversations/{channel.id}/members"
    come(cast.carol, cast.dave)
    window = api_as(cast.dave).get(members)
    assert (names(window), window["total"]) == (["carol", "dave", "alice", "bob"], 4)
    assert [row["role"] for row in window["results"]] == ["MEMBER", "MEMBER", "OWNER", "ADMIN"]
    assert {row["conversation_id"] for row in window["results"]} == {str(channel.id)}
    assert "pin" in window["results"][0]["permissions"]
    set_override(channel, everyone_of(space), deny=["view"])
    set_override(channel, role(space, "Crew"), allow=["view"])
    window = api_as(cast.carol).get(members)
    assert (names(window), window["total"], window["online"]) == (["carol", "alice"], 2, 1)
    assert code_of(api_as(cast.dave)("GET", members)) == (404, "not_found")
    assert code_of(api_as(cast.bob)("GET", members)) == (404, "not_found")
    set_override(channel, cast.dave, allow=["view"])
    window = api_as(cast.dave).get(f"{members}?limit=2")
    assert (names(window), window["total"]) == (["carol", "dave"], 3)
    assert names(api_as(cast.dave).get(f"{members}?cursor={window['next']}")) == ["alice"]
    assert names(api_as(cast.dave).get(f"{members}?q=bo")) == []


def test_a_window_looks_at_so_many_and_goes_on_by_its_cursor(cast: Cast, space: Space) -> None:
    channel, crew = general_of(space), role(space, "Crew")
    # Everyone may look, but for nearly all of them.
    set_override(channel, crew, deny=["view"])
    for number in range(220):
        person = make_user(f"person{number:03}")
        SpaceMember.objects.create(
            space=space, user=person, role_ids=[crew.id], sort_name=person.username
        )
    SpaceMember.objects.filter(space=space, user=cast.dave).update(sort_name="zzz")
    alice, cursor, found = api_as(cast.alice), "", []
    with override_limits(space_members_looked_at=100):
        for _ in range(4):
            window = alice.get(f"/conversations/{channel.id}/members?limit=2{cursor}")
            found += names(window)
            cursor = f"&cursor={window['next']}"
            if window["next"] is None:
                break
    assert found == ["alice", "bob", "dave"]


def test_roles_are_given_and_taken_and_open_sockets_look_anew(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    crew = role(space, "Crew")
    with committing():
        told = give(cast.bob, space, cast.dave, crew)
    assert told.json()["role_ids"] == [str(crew.id)]
    assert "pin" in find_space(space.id, viewer=cast.dave).permissions
    (personal,) = published.events("space.updated")
    assert (personal["topic"], personal["control"]) == (user_topic(cast.dave.id), {"look": True})
    assert personal["d"]["my_role_ids"] == [str(crew.id)]
    assert "pin" in personal["d"]["my_permissions"]
    (shared,) = published.events("space_member.updated")
    assert shared["d"]["user"]["presence"] is None
    assert give(cast.bob, space, cast.dave).json()["role_ids"] == []
    changes = AuditEntry.objects.filter(action="space.member_change").order_by("id")
    assert [entry.details["after"]["role_ids"] for entry in changes] == [[str(crew.id)], []]


def test_nobody_gives_themselves_a_role_above_or_beside_their_own(cast: Cast, space: Space) -> None:
    captain = give_role(space, allow=["ban"], position=3, name="Captain")
    twin = give_role(space, allow=[], position=2, name="Twin")
    officer = role(space, "Officer")
    for of in (cast.bob, cast.dave):
        for wanted in (captain, twin):
            own = [officer] if of == cast.bob else []
            assert code_of(give(cast.bob, space, of, *own, wanted)) == (403, "forbidden")
    assert code_of(give(cast.bob, space, cast.dave, officer)) == (403, "forbidden")
    assert code_of(give(cast.carol, space, cast.carol, role(space, "Crew"), officer))[0] == 403


def test_nobody_gives_a_role_with_more_than_they_have_not_even_below_their_own(
    cast: Cast, space: Space
) -> None:
    SpaceRole.objects.filter(space=space, position__gte=1).update(position=5)
    strong = give_role(space, allow=["ban"], position=1, name="Strong")
    officer = role(space, "Officer")
    assert code_of(give(cast.bob, space, cast.dave, strong)) == (403, "forbidden")
    assert code_of(give(cast.bob, space, cast.bob, officer, strong)) == (403, "forbidden")


@pytest.mark.parametrize("where", ["channel", "category"])
def test_nobody_gives_a_role_that_sees_what_they_do_not(
    cast: Cast, space: Space, where: str
) -> None:
    channel = general_of(space)
    keyholder = give_role(space, allow=[], position=1, name="Keyholder")
    place = channel if where == "channel" else channel.category
    assert place is not None
    set_override(place, everyone_of(space), deny=["view"])
    set_override(place, keyholder, allow=["view"])
    officer = role(space, "Officer")
    for of, roles in ((cast.dave, [keyholder]), (cast.bob, [officer, keyholder])):
        assert code_of(give(cast.bob, space, of, *roles)) == (403, "forbidden")
    assert find_space(space.id, viewer=cast.bob).permissions_in(channel.id) == frozenset()
    assert give(cast.alice, space, cast.dave, keyholder).status_code == 200


def test_nobody_acts_on_an_equal_or_a_higher_member_or_on_the_owner(
    cast: Cast, space: Space
) -> None:
    give(cast.alice, space, cast.dave, role(space, "Officer"))
    for of in (cast.dave, cast.alice):
        assert code_of(give(cast.bob, space, of)) == (403, "forbidden")
        assert code_of(patch(cast.bob, space, of, nickname="x")) == (403, "forbidden")
        assert code_of(api_as(cast.bob)("DELETE", path(space, of))) == (403, "forbidden")
    assert SpaceMember.objects.filter(space=space, left_at=None).count() == 4
    # Who had it is its owner no longer, and stands as high as their roles.
    transfer_space(actor=cast.alice, space_id=space.id, user_id=cast.carol.id)
    assert code_of(give(cast.alice, space, cast.carol)) == (403, "forbidden")
    assert code_of(give(cast.alice, space, cast.alice, role(space, "Crew")))[0] == 403


def test_one_lays_down_ones_own_role_and_does_not_take_it_up_again(
    cast: Cast, space: Space
) -> None:
    officer = role(space, "Officer")
    assert give(cast.bob, space, cast.bob).status_code == 200
    assert code_of(give(cast.bob, space, cast.bob, officer)) == (403, "forbidden")


def test_everyone_names_themselves_and_nobody_else(cast: Cast, space: Space) -> None:
    told = patch(cast.dave, space, cast.dave, nickname="  Dave the Diver ").json()
    assert told["nickname"] == "Dave the Diver"
    assert SpaceMember.objects.get(space=space, user=cast.dave).sort_name == "dave the diver"
    assert patch(cast.dave, space, cast.dave, nickname=None).json()["nickname"] is None
    assert SpaceMember.objects.get(space=space, user=cast.dave).sort_name == "dave"
    assert code_of(patch(cast.dave, space, cast.carol, nickname="x")) == (403, "forbidden")
    assert code_of(give(cast.dave, space, cast.dave)) == (403, "forbidden")
    for wrong in ("x" * 65, "a\u202eb", "Chatty Staff", 7):
        assert code_of(patch(cast.dave, space, cast.dave, nickname=wrong)) == (400, "invalid")
    assert code_of(patch(cast.dave, space, cast.dave, role="ADMIN")) == (400, "invalid")


def test_a_new_name_moves_its_bearer_in_every_list(cast: Cast, space: Space) -> None:
    update_me(actor=cast.alice, changes={"display_name": "Zara"})
    (job,) = Job.objects.filter(name="conversations.renamed")
    sort_by_new_name(**job.arguments)
    assert names(api_as(cast.bob).get(path(space)))[-1] == "alice"
    patch(cast.alice, space, cast.alice, nickname="Anna")
    sort_by_new_name(**job.arguments)
    assert names(api_as(cast.bob).get(path(space)))[0] == "alice"


def test_who_is_removed_loses_the_space_and_their_invites(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    made = api_as(cast.carol).ok("POST", f"/spaces/{space.id}/invites", {})
    with committing():
        assert api_as(cast.bob)("DELETE", path(space, cast.carol)).status_code == 204
    (removed,) = published.events("space.removed")
    assert removed["d"] == {"space_id": str(space.id), "reason": "removed"}
    assert code_of(api_as(cast.carol)("GET", path(space))) == (404, "not_found")
    assert code_of(api_as(cast.carol)("POST", f"/invites/{made['code']}"))[0] == 410
    assert Invite.objects.get(code=made["code"]).revoked_at is not None
    assert code_of(api_as(cast.bob)("DELETE", path(space, cast.carol))) == (404, "not_found")
    assert AuditEntry.objects.filter(action="space.member_remove").count() == 1
    assert code_of(api_as(cast.bob)("DELETE", path(space, cast.bob))) == (403, "forbidden")
    assert code_of(api_as(cast.dave)("DELETE", path(space, cast.bob))) == (403, "forbidden")


def test_one_member_is_shown_to_members_alone(cast: Cast, space: Space) -> None:
    bob = api_as(cast.bob)
    assert bob.get(path(space, cast.carol))["user"]["username"] == "carol"
    assert code_of(bob("GET", path(space, cast.mallory))) == (404, "not_found")
    SpaceMember.objects.filter(space=space, user=cast.carol).update(
        left_at=now() - timedelta(days=1)
    )
    assert code_of(bob("GET", path(space, cast.carol))) == (404, "not_found")


@pytest.mark.django_db(transaction=True)
def test_two_who_unseat_each_other_at_once_both_fail() -> None:
    cast = gather_cast()
    space = make_space(cast.alice, cast.bob, cast.carol)
    officer = give_role(space, cast.bob, cast.carol, allow=["manage_roles"], position=1)
    pairs = [(cast.bob, cast.carol), (cast.carol, cast.bob)]
    answers = at_once(2, lambda number: _unseat(space, *pairs[number]))
    assert [type(answer).__name__ for answer in answers] == ["Forbidden", "Forbidden"]
    assert SpaceMember.objects.filter(space=space, role_ids=[officer.id]).count() == 2


@pytest.mark.django_db(transaction=True)
def test_who_is_unseated_in_the_same_instant_unseats_nobody_afterwards() -> None:
    cast = gather_cast()
    space = make_space(cast.alice, cast.bob, cast.carol)
    give_role(space, cast.carol, allow=[], position=1, name="Crew")
    give_role(space, cast.bob, allow=["manage_roles"], position=2, name="Officer")
    pairs = [(cast.alice, cast.bob), (cast.bob, cast.carol)]
    answers = at_once(2, lambda number: _unseat(space, *pairs[number]))
    assert SpaceMember.objects.get(space=space, user=cast.bob).role_ids == []
    was_first = not isinstance(answers[1], Exception)
    entries = AuditEntry.objects.filter(action="space.member_change").order_by("id")
    assert [entry.actor for entry in entries] == [cast.bob, cast.alice][not was_first :]
    assert (SpaceMember.objects.get(space=space, user=cast.carol).role_ids == []) == was_first


def _unseat(space: Space, actor: User, of: User) -> SpaceMember:
    return change_space_member(
        actor=actor, space_id=space.id, user_id=of.id, changes={"role_ids": []}
    )
