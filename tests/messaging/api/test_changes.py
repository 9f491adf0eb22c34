"""What a client missed in one conversation."""

import uuid
from typing import Any

import pytest

from conversations.models import Conversation, Membership
from conversations.operations.members import add_members, leave_conversation, remove_member
from messaging.operations.deletions import delete_message
from messaging.operations.edits import edit_message
from messaging.operations.reactions import add_reaction
from tests.asking import Api, api_as, code_of
from tests.cast import Cast
from tests.make import make_group, make_message, make_user


@pytest.fixture
def bob(cast: Cast) -> Api:
    return api_as(cast.bob)


def changes(api: Api, conversation: Conversation, since: int, limit: int = 100) -> Any:
    return api.get(f"/conversations/{conversation.id}/changes?since={since}&limit={limit}")


def test_who_has_everything_gets_nothing_new(cast: Cast, bob: Api) -> None:
    rev = Conversation.objects.get(id=cast.lounge.id).rev
    answer = changes(bob, cast.lounge, rev)
    assert (answer["rev"], answer["has_more"]) == (rev, False)
    assert (answer["messages"], answer["members"], answer["purged"]) == ([], [], [])
    assert {row["user_id"] for row in answer["receipts"]} == {
        str(person.id) for person in (cast.alice, cast.bob, cast.carol)
    }
    assert answer["conversation"]["rev"] == rev
    assert "reset" not in answer


def test_changes_tell_each_message_and_member_as_it_is_now(cast: Cast, bob: Api) -> None:
    since = Conversation.objects.get(id=cast.lounge.id).rev
    kept, gone, edited = (make_message(by=cast.alice, in_=cast.lounge) for _ in range(3))
    edit_message(actor=cast.alice, session_id=uuid.uuid4(), message_id=edited["id"], body="Edited")
    delete_message(actor=cast.alice, message_id=gone["id"])
    add_reaction(actor=cast.bob, message_id=kept["id"], emoji="👍")
    add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=[cast.dave.id])
    leave_conversation(actor=cast.carol, conversation_id=cast.lounge.id)
    answer = changes(bob, cast.lounge, since)
    assert answer["rev"] == since + 10
    first, tombstone, reacted, *lines = answer["messages"]
    said = [first, tombstone, reacted]
    assert [row["id"] for row in said] == [edited["id"], gone["id"], kept["id"]]
    assert [row["rev"] for row in said] == [since + 4, since + 5, since + 6]
    kinds = [(row["rev"], row["metadata"]["system"]["kind"]) for row in lines]
    assert kinds == [(since + 8, "members_added"), (since + 10, "member_left")]
    assert first["body"] == "Edited"
    assert (tombstone["deleted"], tombstone["body"]) == (True, "")
    assert reacted["reactions"] == [{"emoji": "👍", "count": 1, "me": True}]
    joined, left = answer["members"]
    assert (joined["user"]["username"], joined["rev"], joined["left"]) == ("dave", since + 7, False)
    assert left == {"user_id": str(cast.carol.id), "left": True, "rev": since + 9}
    assert str(cast.carol.id) not in {row["user_id"] for row in answer["receipts"]}
    assert answer["conversation"]["members_count"] == 3


@pytest.mark.parametrize("limit", [1, 2, 3, 200])
def test_pages_of_changes_hold_everything_once_in_order(cast: Cast, bob: Api, limit: int) -> None:
    since = Conversation.objects.get(id=cast.lounge.id).rev
    for number in range(3):
        make_message(by=cast.alice, in_=cast.lounge, body=f"{number}")
        add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=[cast.dave.id])
        remove_member(actor=cast.alice, conversation_id=cast.lounge.id, user_id=cast.dave.id)
    last = Conversation.objects.get(id=cast.lounge.id).rev
    cursor, revs = since, []
    while True:
        page = changes(bob, cast.lounge, cursor, limit)
        found = sorted(row["rev"] for row in page["messages"] + page["members"])
        assert len(found) <= limit
        assert all(cursor < rev <= page["rev"] for rev in found)
        revs += found
        if not page["has_more"]:
            break
        assert page["rev"] > cursor
        assert "conversation" not in page
        assert page["receipts"] == []
        cursor = page["rev"]
    # Message, coming, line, going, line; of Dave only the last going is left to tell.
    assert revs == [since + n for n in (1, 3, 5, 6, 8, 10, 11, 13, 14, 15)]
    assert page["rev"] == last


@pytest.mark.parametrize("limit", [1, 3, 8])
def test_members_who_share_a_rev_come_in_one_page(cast: Cast, limit: int) -> None:
    people = [make_user(f"person{number}") for number in range(8)]
    group = make_group(*people)
    make_message(by=people[0], in_=group)
    api = api_as(people[1])
    page = changes(api, group, 0, limit)
    assert len(page["members"]) == 8
    assert (page["rev"], page["has_more"], page["messages"]) == (1, True, [])
    rest = changes(api, group, page["rev"], limit)
    assert (rest["rev"], rest["has_more"], len(rest["messages"])) == (2, False, 1)


def test_a_since_above_the_present_asks_for_a_reset(cast: Cast, bob: Api) -> None:
    rev = Conversation.objects.get(id=cast.lounge.id).rev
    for since in (rev + 1, 10**17):
        answer = changes(bob, cast.lounge, since)
        assert (answer["rev"], answer["reset"], answer["has_more"]) == (rev, True, False)
        assert answer["messages"] == answer["members"] == []


def test_changes_end_where_a_member_may_see_from(cast: Cast, bob: Api) -> None:
    since = Conversation.objects.get(id=cast.lounge.id).rev
    for _ in range(3):
        make_message(by=cast.alice, in_=cast.lounge)
    Membership.objects.filter(user_id=cast.bob.id).update(visible_from_seq=3)
    answer = changes(bob, cast.lounge, since)
    assert [row["seq"] for row in answer["messages"]] == [3]
    assert answer["rev"] == since + 3


@pytest.mark.parametrize(
    "query", ["", "since=x", "since=-1", "since=", "since=1.5", "since=0&limit=0"]
)
def test_garbage_is_refused(cast: Cast, bob: Api, query: str) -> None:
    path = f"/conversations/{cast.lounge.id}/changes"
    assert code_of(bob("GET", f"{path}?{query}")) == (400, "invalid")
    assert code_of(bob("GET", f"{path}?since=0&limit=201")) == (400, "invalid")


def test_outsiders_learn_of_no_changes(cast: Cast) -> None:
    for outsider in (cast.dave, cast.mallory):
        assert api_as(outsider).get("/me")["id"] == str(outsider.id)
        path = f"/conversations/{cast.lounge.id}/changes?since=0"
        assert code_of(api_as(outsider)("GET", path)) == (404, "not_found")
