"""Members: who is in, who comes, who goes."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from chatty.core.clock import now
from chatty.core.limits import override_limits
from conversations.models import Conversation, Membership, Role
from conversations.operations.members import add_members, leave_conversation
from messaging.models import Message
from messaging.operations.reactions import add_reaction
from tests.asking import api_as, at_once, code_of
from tests.cast import Cast
from tests.make import make_channel, make_dm, make_group, make_message, make_user, set_role


def members_path(conversation: Conversation, user: User | None = None) -> str:
    path = f"/conversations/{conversation.id}/members"
    return path if user is None else f"{path}/{user.id}"


def test_members_list_those_present_in_pages(cast: Cast) -> None:
    api = api_as(cast.bob)
    first = api.get(f"{members_path(cast.lounge)}?limit=2")
    second = api.get(f"{members_path(cast.lounge)}?limit=2&cursor={first['next']}")
    found = [row["user"]["username"] for row in first["results"] + second["results"]]
    assert found == ["alice", "bob", "carol"]
    assert second["next"] is None
    roles = [row["role"] for row in first["results"] + second["results"]]
    assert roles == ["OWNER", "MEMBER", "MODERATOR"]
    assert {row["left"] for row in first["results"]} == {False}


def test_coming_and_going_has_a_rate(cast: Cast) -> None:
    """Each is a line that everyone has unread."""
    rooms = [make_group(cast.alice, cast.bob) for _ in range(3)]
    alice, body = api_as(cast.alice), {"user_ids": [str(cast.dave.id)]}
    with override_limits(conversation_changes_per_minute=2):
        alice.ok("POST", members_path(cast.lounge), body)
        assert alice("DELETE", members_path(cast.lounge, cast.dave)).status_code == 204
        refused = [
            alice("POST", members_path(cast.lounge), body),
            alice("DELETE", members_path(cast.lounge, cast.bob)),
        ]
        left = [
            api_as(cast.bob)("POST", f"/conversations/{room.id}/leave").status_code
            for room in rooms
        ]
    assert [code_of(answer) for answer in refused] == [(429, "rate_limited")] * 2
    assert left == [204, 204, 429]
    assert Conversation.objects.get(id=cast.lounge.id).members_count == 3


def test_a_member_adds_people_and_learns_who_is_unknown(cast: Cast) -> None:
    nobody = str(uuid.uuid4())
    body = {"user_ids": [str(cast.dave.id), str(cast.bob.id), nobody]}
    answer = api_as(cast.bob).ok("POST", members_path(cast.lounge), body)
    assert {row["user"]["username"] for row in answer["results"]} == {"bob", "dave"}
    assert answer["not_added"] == [{"user_id": nobody, "code": "not_found"}]
    assert api_as(cast.dave).get(f"/conversations/{cast.lounge.id}")["members_count"] == 4


@pytest.mark.parametrize("ids", [None, [], ["x"], [str(uuid.uuid4())] * 101, "x", {}])
def test_adding_needs_people(cast: Cast, ids: Any) -> None:
    refused = api_as(cast.alice)("POST", members_path(cast.lounge), {"user_ids": ids})
    assert code_of(refused) == (400, "invalid")


def test_who_comes_later_reads_what_was_said_and_has_none_of_it_unread(cast: Cast) -> None:
    make_message(by=cast.bob, in_=cast.lounge, body="Before")
    api_as(cast.alice).ok("POST", members_path(cast.lounge), {"user_ids": [str(cast.dave.id)]})
    make_message(by=cast.bob, in_=cast.lounge, body="After")
    api = api_as(cast.dave)
    seen = api.get(f"/conversations/{cast.lounge.id}")
    # The line that they were added is new to them, and so is what was said after it.
    assert (seen["unread_count"], seen["last_read_seq"], seen["visible_from_seq"]) == (2, 1, 1)
    assert len(api.get(f"/conversations/{cast.lounge.id}/messages")["results"]) == 3


@pytest.mark.parametrize(
    "actor, target, expected",
    [
        (Role.OWNER, Role.ADMIN, 204),
        (Role.ADMIN, Role.MODERATOR, 204),
        (Role.MODERATOR, Role.MEMBER, 204),
        (Role.MODERATOR, Role.MODERATOR, 403),
        (Role.MODERATOR, Role.ADMIN, 403),
        (Role.ADMIN, Role.OWNER, 403),
        (Role.OWNER, Role.OWNER, 403),
        (Role.MEMBER, Role.MEMBER, 403),
    ],
)
def test_only_a_higher_rank_removes(cast: Cast, actor: Role, target: Role, expected: int) -> None:
    set_role(cast.carol, actor, in_=cast.lounge)
    set_role(cast.bob, target, in_=cast.lounge)
    answer = api_as(cast.carol)("DELETE", members_path(cast.lounge, cast.bob))
    assert answer.status_code == expected
    still = Membership.objects.filter(user_id=cast.bob.id, left_at=None).exists()
    assert still is (expected == 403)


def test_a_removed_member_cannot_read_and_their_removal_is_once(cast: Cast) -> None:
    message = make_message(by=cast.bob, in_=cast.lounge)
    bob = api_as(cast.bob)
    assert bob.get(f"/conversations/{cast.lounge.id}/messages")["results"]
    api_as(cast.carol).ok("DELETE", members_path(cast.lounge, cast.bob))
    for path in ("", "/messages", "/members", "/changes?since=0"):
        refused = bob("GET", f"/conversations/{cast.lounge.id}{path}")
        assert code_of(refused) == (404, "not_found")
    assert code_of(bob("GET", f"/messages/{message['id']}/edits")) == (404, "not_found")
    again = api_as(cast.carol)("DELETE", members_path(cast.lounge, cast.bob))
    assert code_of(again) == (404, "not_found")
    assert bob.get("/conversations")["results"] == []


def test_who_is_no_member_cannot_be_removed(cast: Cast) -> None:
    api = api_as(cast.alice)
    for wrong in (cast.dave.id, cast.mallory.id, uuid.uuid4(), "x"):
        refused = api("DELETE", f"{members_path(cast.lounge)}/{wrong}")
        assert code_of(refused) == (404, "not_found")
    assert code_of(api("DELETE", members_path(cast.lounge, cast.alice))) == (403, "forbidden")


def test_leaving_twice_finds_nothing_and_coming_back_works(cast: Cast) -> None:
    bob, leave = api_as(cast.bob), f"/conversations/{cast.lounge.id}/leave"
    set_role(cast.bob, Role.ADMIN, in_=cast.lounge)
    bob.ok("POST", leave)
    assert code_of(bob("POST", leave)) == (404, "not_found")
    assert api_as(cast.alice).get(f"/conversations/{cast.lounge.id}")["members_count"] == 2
    body = {"user_ids": [str(cast.bob.id)]}
    api_as(cast.alice).ok("POST", members_path(cast.lounge), body)
    back = bob.get(f"/conversations/{cast.lounge.id}")
    assert (back["role"], back["members_count"]) == ("MEMBER", 3)
    assert Membership.objects.filter(user_id=cast.bob.id).count() == 1


def test_the_last_owner_cannot_leave_and_one_of_two_can(cast: Cast) -> None:
    api, leave = api_as(cast.alice), f"/conversations/{cast.lounge.id}/leave"
    assert code_of(api("POST", leave)) == (409, "last_owner")
    set_role(cast.bob, Role.OWNER, in_=cast.lounge)
    api.ok("POST", leave)
    assert code_of(api_as(cast.bob)("POST", leave)) == (409, "last_owner")


@pytest.mark.django_db(transaction=True)
def test_two_last_owners_who_leave_at_once_leave_one(cast: Cast) -> None:
    set_role(cast.bob, Role.OWNER, in_=cast.lounge)
    apis = [api_as(cast.alice), api_as(cast.bob)]
    answers = at_once(2, lambda n: apis[n]("POST", f"/conversations/{cast.lounge.id}/leave"))
    assert sorted(answer.status_code for answer in answers) == [204, 409]


def test_a_dm_has_two_people_for_good(alice: User, bob: User) -> None:
    dm, dave = make_dm(alice, bob), make_user("dave")
    api = api_as(alice)
    path = f"/conversations/{dm.id}"
    added = api("POST", f"{path}/members", {"user_ids": [str(dave.id)]})
    assert code_of(added) == (403, "forbidden")
    assert code_of(api("DELETE", f"{path}/members/{bob.id}")) == (403, "forbidden")
    assert code_of(api("POST", f"{path}/leave")) == (403, "forbidden")
    assert code_of(api("POST", f"{path}/invites", {})) == (403, "forbidden")
    assert [row["role"] for row in api.get(f"{path}/members")["results"]] == ["MEMBER"] * 2


def test_a_member_of_a_broadcast_adds_nobody(alice: User, bob: User) -> None:
    news, dave = make_channel(alice, bob), make_user("dave")
    body = {"user_ids": [str(dave.id)]}
    assert code_of(api_as(bob)("POST", members_path(news), body)) == (403, "forbidden")
    api_as(alice).ok("POST", members_path(news), body)
    assert api_as(dave).get(f"/conversations/{news.id}")["members_count"] == 3


@pytest.mark.django_db(transaction=True)
def test_the_count_is_right_after_many_come_and_go_at_once(alice: User) -> None:
    people = [make_user(f"person{number}") for number in range(6)]
    group = make_group(alice, *people[:3])

    def work(number: int) -> None:
        if number < 3:
            leave_conversation(actor=people[number], conversation_id=group.id)
        else:
            add_members(
                actor=alice, conversation_id=group.id, user_ids=[people[number].id, people[3].id]
            )

    assert at_once(6, work) == [None] * 6
    group.refresh_from_db()
    present = Membership.objects.filter(conversation_id=group.id, left_at=None)
    assert group.members_count == present.count() == 4
    lines = Message.objects.filter(conversation_id=group.id).order_by("seq")
    # Whoever adds the one person that another has added just now adds nobody.
    count = len(lines)
    assert count in (5, 6)
    assert [line.seq for line in lines] == list(range(1, count + 1))
    members = Membership.objects.exclude(rev=1).values_list("rev", flat=True)
    assert sorted([*members, *(line.rev or 0 for line in lines)]) == list(range(2, 8 + count))
    assert (group.rev, group.last_seq) == (7 + count, count)


def test_above_the_counted_size_only_the_count_changes(
    cast: Cast, published: Any, django_capture_on_commit_callbacks: Any
) -> None:
    before = Conversation.objects.get(id=cast.lounge.id)
    lounge_topic = f"conversation:{cast.lounge.id}"
    with (
        override_limits(counted_members=3),
        django_capture_on_commit_callbacks(execute=True),
    ):
        add_members(actor=cast.alice, conversation_id=before.id, user_ids=[cast.dave.id])
        leave_conversation(actor=cast.dave, conversation_id=before.id)
    after = Conversation.objects.get(id=cast.lounge.id)
    assert (after.rev, after.members_count) == (before.rev, before.members_count)
    assert published.frames(lounge_topic) == []
    # Their own sockets hear of it all the same, and the stream is cut.
    names = [frame["ev"] for frame in published.frames(f"user:{cast.dave.id}")]
    assert names == ["conversation.created", "conversation.removed"]
    cut = [m["control"] for m in published.messages if m["topic"] == lounge_topic]
    assert cut == [{"revoke": [str(cast.dave.id)]}]
    assert code_of(api_as(cast.dave)("GET", f"/conversations/{before.id}")) == (404, "not_found")


def test_adding_many_holds_the_conversation_for_few_queries(cast: Cast) -> None:
    make_message(by=cast.alice, in_=cast.lounge)
    people = [make_user(f"person{number:02}").id for number in range(20)]

    def add(ids: list[uuid.UUID]) -> int:
        with CaptureQueriesContext(connection) as seen:
            add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=ids)
        return len(seen)

    assert add(people[:1]) == add(people[1:])


def test_adding_who_is_there_already_changes_nothing(cast: Cast) -> None:
    before = Conversation.objects.get(id=cast.lounge.id)
    people = [cast.bob.id, cast.carol.id]
    added = add_members(actor=cast.alice, conversation_id=before.id, user_ids=people)
    assert sorted(member.user_id for member in added.members) == sorted(people)
    after = Conversation.objects.get(id=before.id)
    assert (after.rev, after.members_count) == (before.rev, before.members_count)
    with CaptureQueriesContext(connection) as seen:
        add_members(actor=cast.alice, conversation_id=before.id, user_ids=people)
    assert not any(query["sql"].startswith(("UPDATE", "INSERT")) for query in seen)


def test_newcomers_and_who_comes_back_each_have_a_rev_and_hear_of_it(
    cast: Cast, published: Any, django_capture_on_commit_callbacks: Any
) -> None:
    make_message(by=cast.alice, in_=cast.lounge)
    leave_conversation(actor=cast.bob, conversation_id=cast.lounge.id)
    before = Conversation.objects.get(id=cast.lounge.id)
    newcomers = [cast.dave, make_user("erin")]
    people = [cast.bob, *newcomers]
    with django_capture_on_commit_callbacks(execute=True):
        add_members(
            actor=cast.alice, conversation_id=before.id, user_ids=[one.id for one in people]
        )
    after = Conversation.objects.get(id=before.id)
    assert (after.rev, after.members_count) == (before.rev + 4, before.members_count + 3)
    updates = published.events("member.updated")
    assert [event["rev"] for event in updates] == [before.rev + n for n in (1, 2, 3)]
    assert [event["d"]["members_count"] for event in updates] == [
        before.members_count + n for n in (1, 2, 3)
    ]
    told = {event["topic"]: event["d"] for event in published.events("conversation.created")}
    for one in people:
        # They are told last, with all that was told since they were let in.
        mine = told[f"user:{one.id}"]
        assert (mine["rev"], mine["last_message"]["type"]) == (after.rev, "SYSTEM")
        row = Membership.objects.get(conversation_id=before.id, user_id=one.id)
        assert (row.left_at, row.read_seq, row.rev > before.rev) == (None, before.last_seq, True)


def test_who_comes_back_to_a_large_group_sees_their_reactions_and_others_do_not(
    cast: Cast, published: Any, django_capture_on_commit_callbacks: Any
) -> None:
    message = make_message(by=cast.alice, in_=cast.lounge)
    with override_limits(counted_members=1):
        leave_conversation(actor=cast.bob, conversation_id=cast.lounge.id)
        leave_conversation(actor=cast.carol, conversation_id=cast.lounge.id)
    Membership.objects.filter(user_id=cast.bob.id).update(left_at=None)
    add_reaction(actor=cast.bob, message_id=message["id"], emoji="👍")
    Membership.objects.filter(user_id=cast.bob.id).update(left_at=now())
    people = [cast.bob, cast.carol, cast.dave]
    with override_limits(counted_members=1), django_capture_on_commit_callbacks(execute=True):
        add_members(
            actor=cast.alice, conversation_id=cast.lounge.id, user_ids=[one.id for one in people]
        )
    told = {event["topic"]: event["d"] for event in published.events("conversation.created")}
    for one in people:
        mine = told[f"user:{one.id}"]["last_message"]["reactions"]
        assert mine == [{"emoji": "👍", "count": 1, "me": one == cast.bob}]
