"""The lines that a conversation writes into its own timeline."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from chatty.core.limits import override_limits
from conversations.models import Conversation
from conversations.operations.bans import ban_person
from conversations.operations.invites import accept_invite, create_invite
from conversations.operations.members import add_members, leave_conversation, remove_member
from tests.asking import Api, api_as, at_once, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.make import make_channel, make_dm, make_group, make_message, make_user, membership_of


def lines_of(reader: User, room: Conversation) -> list[dict[str, Any]]:
    page = api_as(reader).get(f"/conversations/{room.id}/messages")
    return [row for row in page["results"] if row["type"] == "SYSTEM"]


def told(line: dict[str, Any]) -> tuple[str, str, list[str]]:
    system = line["metadata"]["system"]
    return system["kind"], line["sender_id"], system.get("user_ids", [])


def test_coming_and_going_is_told(cast: Cast) -> None:
    room, erin = cast.lounge.id, make_user("erin")
    code = create_invite(actor=cast.alice, conversation_id=room).code
    add_members(actor=cast.bob, conversation_id=room, user_ids=[cast.dave.id, cast.bob.id])
    accept_invite(actor=erin, code=code)
    leave_conversation(actor=erin, conversation_id=room)
    remove_member(actor=cast.alice, conversation_id=room, user_id=cast.dave.id)
    ban_person(actor=cast.alice, conversation_id=room, user_id=cast.carol.id)
    lines = lines_of(cast.bob, cast.lounge)
    alice, bob, carol, dave = (
        str(person.id) for person in (cast.alice, cast.bob, cast.carol, cast.dave)
    )
    assert [told(line) for line in lines] == [
        ("members_added", bob, [dave]),
        ("member_joined", str(erin.id), []),
        ("member_left", str(erin.id), []),
        ("member_removed", alice, [dave]),
        ("member_banned", alice, [carol]),
    ]
    assert [line["seq"] for line in lines] == [1, 2, 3, 4, 5]
    assert [line["body"] for line in lines][:3] == [
        "bob added dave", "erin joined with an invite link", "erin left",
    ]  # fmt: skip


def test_many_who_are_added_at_once_are_one_line(cast: Cast) -> None:
    people = [make_user(f"person{number:02}") for number in range(8)]
    ids = [person.id for person in people]
    add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=ids)
    (line,) = lines_of(cast.bob, cast.lounge)
    assert sorted(line["metadata"]["system"]["user_ids"]) == sorted(str(name) for name in ids)
    assert line["body"].endswith("and 3 more")
    add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=ids)
    assert len(lines_of(cast.bob, cast.lounge)) == 1


def test_a_line_comes_after_what_it_tells(
    cast: Cast, published: Published, committing: Committing
) -> None:
    before = Conversation.objects.get(id=cast.lounge.id)
    with committing():
        add_members(actor=cast.alice, conversation_id=before.id, user_ids=[cast.dave.id])
        remove_member(actor=cast.alice, conversation_id=before.id, user_id=cast.dave.id)
    frames = published.frames(f"conversation:{before.id}")
    assert [(frame["ev"], frame["rev"] - before.rev) for frame in frames] == [
        ("member.updated", 1), ("message.created", 2),
        ("member.removed", 3), ("message.created", 4),
    ]  # fmt: skip
    after = Conversation.objects.get(id=before.id)
    assert (after.rev, after.last_seq) == (before.rev + 4, before.last_seq + 2)
    assert after.last_activity_at > before.last_activity_at
    (arrived,) = published.events("conversation.created")
    assert arrived["d"]["rev"] == before.rev + 2
    assert arrived["d"]["last_message"]["type"] == "SYSTEM"


def test_who_caused_a_line_has_read_it_and_others_have_not(cast: Cast) -> None:
    code = create_invite(actor=cast.alice, conversation_id=cast.lounge.id).code
    alice, bob = api_as(cast.alice), api_as(cast.bob)
    path = f"/conversations/{cast.lounge.id}"
    add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=[make_user("erin").id])
    assert (alice.get(path)["unread_count"], alice.get(path)["last_read_seq"]) == (0, 1)
    assert bob.get(path)["unread_count"] == 1
    joined = accept_invite(actor=cast.dave, code=code).conversation
    assert joined is not None
    assert (joined["last_seq"], joined["last_read_seq"], joined["unread_count"]) == (2, 2, 0)
    assert joined["last_message"]["metadata"]["system"]["kind"] == "member_joined"


def test_whose_history_is_hidden_sees_the_line_of_their_coming_first(cast: Cast) -> None:
    make_message(by=cast.alice, in_=cast.lounge, body="Before")
    Conversation.objects.filter(id=cast.lounge.id).update(settings={"history_for_newcomers": False})
    leave_conversation(actor=cast.bob, conversation_id=cast.lounge.id)
    people = [cast.dave.id, cast.bob.id]
    add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=people)
    for person in (cast.dave, cast.bob):
        (line,) = api_as(person).get(f"/conversations/{cast.lounge.id}/messages")["results"]
        assert told(line)[0] == "members_added"
        mine = membership_of(person, cast.lounge)
        assert (mine.visible_from_seq, mine.read_seq) == (3, 2)
    Conversation.objects.filter(id=cast.lounge.id).update(settings={})
    leave_conversation(actor=cast.bob, conversation_id=cast.lounge.id)
    add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=[cast.bob.id])
    page = api_as(cast.bob).get(f"/conversations/{cast.lounge.id}/messages")
    assert page["results"][0]["body"] == "Before"


def test_above_the_counted_size_nothing_is_told(cast: Cast) -> None:
    with override_limits(counted_members=4):
        erin = make_user("erin")
        people = [cast.dave.id, erin.id]
        add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=people)
        remove_member(actor=cast.alice, conversation_id=cast.lounge.id, user_id=cast.bob.id)
        leave_conversation(actor=cast.carol, conversation_id=cast.lounge.id)
    kinds = [told(line) for line in lines_of(cast.alice, cast.lounge)]
    # Of the two only the one who still counted; the removal was above the size, the leaving not.
    assert kinds == [
        ("members_added", str(cast.alice.id), [str(min(cast.dave.id, erin.id))]),
        ("member_left", str(cast.carol.id), []),
    ]


def test_neither_a_beginning_nor_a_direct_conversation_has_lines(cast: Cast) -> None:
    rooms = [
        make_group(cast.alice, cast.bob),
        make_channel(cast.alice),
        make_dm(cast.alice, cast.bob),
    ]
    for room in rooms:
        assert lines_of(cast.alice, room) == []


def ask(api: Api, line: dict[str, Any], room: Conversation, doing: str) -> Any:
    path = f"/messages/{line['id']}"
    return {
        "edit": lambda: api("PATCH", path, {"body": "x"}),
        "delete": lambda: api("DELETE", path),
        "react": lambda: api("PUT", f"{path}/reactions/👍"),
        "unreact": lambda: api("DELETE", f"{path}/reactions/👍"),
    }[doing]()


@pytest.mark.parametrize("doing", ["edit", "delete", "react", "unreact"])
@pytest.mark.parametrize("who", ["alice", "bob", "carol"], ids=["owner", "maker", "moderator"])
def test_nobody_changes_a_line(cast: Cast, who: str, doing: str) -> None:
    add_members(actor=cast.bob, conversation_id=cast.lounge.id, user_ids=[cast.dave.id])
    (line,) = lines_of(cast.bob, cast.lounge)
    refused = ask(api_as(getattr(cast, who)), line, cast.lounge, doing)
    assert code_of(refused) == (403, "forbidden")
    assert lines_of(cast.bob, cast.lounge) == [line]


def test_nobody_answers_a_line_or_sends_one(cast: Cast) -> None:
    add_members(actor=cast.bob, conversation_id=cast.lounge.id, user_ids=[cast.dave.id])
    (line,) = lines_of(cast.bob, cast.lounge)
    path, api = f"/conversations/{cast.lounge.id}/messages", api_as(cast.bob)
    body = {"client_id": str(uuid.uuid4()), "body": "Me too"}
    assert code_of(api("POST", path, {**body, "reply_to": line["id"]})) == (400, "invalid")
    assert code_of(api("POST", path, {**body, "type": "SYSTEM"})) == (400, "invalid")
    api.ok("POST", path, body)


def test_adding_a_hundred_costs_as_many_queries_as_adding_two(cast: Cast) -> None:
    make_message(by=cast.alice, in_=cast.lounge)
    ids = [make_user(f"person{number:03}").id for number in range(102)]

    def add(some: list[uuid.UUID]) -> int:
        with CaptureQueriesContext(connection) as seen:
            add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=some)
        return len(seen)

    few = add(ids[:2])
    assert add(ids[2:]) == few <= 15
    for name in ids:
        leave_conversation(actor=User.objects.get(id=name), conversation_id=cast.lounge.id)
    back = add(ids[:2])
    assert add(ids[2:]) == back <= few + 1


@pytest.mark.django_db(transaction=True)
def test_lines_and_messages_at_once_have_places_of_their_own(cast: Cast) -> None:
    people = [make_user(f"person{number}") for number in range(3)]

    def work(number: int) -> None:
        if number % 2:
            make_message(by=cast.bob, in_=cast.lounge)
        else:
            add_members(
                actor=cast.alice, conversation_id=cast.lounge.id, user_ids=[people[number // 2].id]
            )

    assert at_once(6, work) == [None] * 6
    page = api_as(cast.bob).get(f"/conversations/{cast.lounge.id}/messages")["results"]
    assert [row["seq"] for row in page] == [1, 2, 3, 4, 5, 6]
    assert len({row["rev"] for row in page}) == 6
    assert sum(row["type"] == "SYSTEM" for row in page) == 3
