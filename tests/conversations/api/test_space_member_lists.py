"""Windows into the members of spaces and their channels."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from accounts.operations.profile import update_me
from accounts.queries.presence import forget_people_seen
from chatty.core.jobs.models import Job
from chatty.core.limits import override_limits
from chatty.realtime.presence import beat_sockets, choose_status
from conversations.access.channel_counts import forget_counts
from conversations.models import Space, SpaceMember, SpaceRole
from conversations.operations.member_rows import sort_by_new_name
from messaging.operations.receipts import advance_receipts
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.conversations.harbour import everyone_of, give_role, set_override
from tests.make import general_of, make_message, make_space, make_user


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


def test_members_of_a_channel_do_not_tell_how_far_others_have_read(
    cast: Cast, space: Space
) -> None:
    channel = general_of(space)
    make_message(by=cast.alice, in_=channel)
    advance_receipts(actor=cast.bob, conversation_id=channel.id, read_seq=1)
    window = api_as(cast.dave).get(f"/conversations/{channel.id}/members")
    assert len(window["results"]) == 4
    assert {(row["read_seq"], row["delivered_seq"]) for row in window["results"]} == {(None, None)}


def test_a_new_name_moves_its_bearer_in_every_list(cast: Cast, space: Space) -> None:
    update_me(actor=cast.alice, changes={"display_name": "Zara"})
    (job,) = Job.objects.filter(name="conversations.renamed")
    sort_by_new_name(**job.arguments)
    assert names(api_as(cast.bob).get(path(space)))[-1] == "alice"
    patch(cast.alice, space, cast.alice, nickname="Anna")
    sort_by_new_name(**job.arguments)
    assert names(api_as(cast.bob).get(path(space)))[0] == "alice"


def test_the_count_of_a_channel_is_of_those_who_see_it_wherever_it_is_told(
    cast: Cast, space: Space
) -> None:
    channel, alice = general_of(space), api_as(cast.alice)

    def told() -> list[int]:
        (listed,) = alice.get(f"/spaces/{space.id}")["channels"]
        (in_list,) = alice.get(f"/spaces/{space.id}/channels")["results"]
        one = alice.get(f"/conversations/{channel.id}")
        return [row["members_count"] for row in (listed, in_list, one)]

    assert told() == [4] * 3
    set_override(channel, everyone_of(space), deny=["view"])
    assert told() == [1] * 3
    set_override(channel, role(space, "Crew"), allow=["view"])
    set_override(channel, cast.dave, allow=["view"])
    assert told() == [3] * 3
