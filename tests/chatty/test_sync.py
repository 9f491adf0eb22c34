"""Catching up after an absence."""

import threading
import uuid
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import User
from accounts.operations.profile import update_me
from chatty.core.limits import override_limits
from chatty.core.pagination import write_cursor
from chatty.sync import sync as sync_round
from conversations.models import Conversation
from conversations.operations.members import add_members, leave_conversation, remove_member
from tests.asking import Api, api_as, code_of
from tests.cast import Cast
from tests.make import make_dm, make_group, make_message
from tests.syncing import settle

pytestmark = pytest.mark.django_db(transaction=True)


def sync(api: Api, cursor: str | None = None, **more: Any) -> Any:
    """A sync after which nothing written so far will be told again."""
    settle()
    return sync_now(api, cursor, **more)


def sync_now(api: Api, cursor: str | None = None, **more: Any) -> Any:
    body = {"account_cursor": cursor, **more} if cursor is not None else more
    return api.ok("POST", "/sync", body)


def ids(answer: Any) -> set[str]:
    return {row["id"] for row in answer["conversations"]}


def test_the_first_sync_tells_everything(cast: Cast) -> None:
    dm = make_dm(cast.bob, cast.alice)
    make_group(cast.dave)
    answer = sync(api_as(cast.bob))
    assert answer["account"]["me"]["username"] == "bob"
    assert ids(answer) == {str(cast.lounge.id), str(dm.id)}
    assert (answer["removed"], answer["changes"], answer["results"]) == ([], {}, [])
    assert answer["has_more"] is False
    assert answer["server_time"].endswith("Z")


def test_who_is_up_to_date_hears_nothing(cast: Cast) -> None:
    bob = api_as(cast.bob)
    first = sync(bob)
    revs = {row["id"]: row["rev"] for row in first["conversations"]}
    again = sync(bob, first["account_cursor"], cursors=revs)
    assert again["account"] == {}
    assert again["conversations"] == again["removed"] == []
    assert again["changes"] == {}
    # The cursor alone suffices, and so does a null one for everything.
    assert ids(sync(bob, again["account_cursor"])) == set()
    assert len(ids(bob.ok("POST", "/sync", {"account_cursor": None}))) == 1


def test_each_kind_of_change_is_told(cast: Cast) -> None:
    bob = api_as(cast.bob)
    quiet, dm = make_group(cast.bob, title="Quiet"), make_dm(cast.bob, cast.alice)
    leaving = make_group(cast.alice, cast.bob, title="Leaving")
    first = sync(bob)
    revs = {row["id"]: row["rev"] for row in first["conversations"]}
    said = make_message(by=cast.alice, in_=cast.lounge)
    bob.ok("POST", f"/conversations/{cast.lounge.id}/receipts", {"read_seq": 1})
    joined = make_group(cast.alice, title="Joined")
    add_members(actor=cast.alice, conversation_id=joined.id, user_ids=[cast.bob.id])
    leave_conversation(actor=cast.bob, conversation_id=leaving.id)
    update_me(actor=cast.bob, changes={"display_name": "Bobby"})
    answer = sync(bob, first["account_cursor"], cursors=revs)
    assert answer["account"]["me"]["display_name"] == "Bobby"
    assert ids(answer) == {str(cast.lounge.id), str(joined.id)}
    assert answer["removed"] == [str(leaving.id)]
    lounge = next(row for row in answer["conversations"] if row["id"] == str(cast.lounge.id))
    assert (lounge["unread_count"], lounge["last_message"]["id"]) == (0, said["id"])
    assert list(answer["changes"]) == [str(cast.lounge.id)]
    assert [row["id"] for row in answer["changes"][str(cast.lounge.id)]["messages"]] == [said["id"]]
    assert answer["changes"][str(cast.lounge.id)]["rev"] == said["rev"]
    again = sync(bob, answer["account_cursor"])
    assert (again["conversations"], again["removed"], again["account"]) == ([], [], {})
    assert {str(quiet.id), str(dm.id)} & ids(answer) == set()


def test_what_is_read_elsewhere_is_told_without_a_rev(cast: Cast) -> None:
    bob = api_as(cast.bob)
    make_message(by=cast.alice, in_=cast.lounge)
    first = sync(bob)
    bob.ok("POST", f"/conversations/{cast.lounge.id}/receipts", {"read_seq": 1})
    answer = sync(bob, first["account_cursor"], cursors={str(cast.lounge.id): 10_000})
    assert [row["unread_count"] for row in answer["conversations"]] == [0]
    assert answer["changes"][str(cast.lounge.id)]["reset"] is True


def test_receipts_of_others_are_told_though_no_rev_moved(cast: Cast) -> None:
    lounge = str(cast.lounge.id)
    bob, carol = api_as(cast.bob), api_as(cast.carol)
    make_message(by=cast.bob, in_=cast.lounge)
    rev = bob.get(f"/conversations/{lounge}")["rev"]
    cursor = sync(bob)["account_cursor"]
    for reader in (None, bob):
        # One's own reading comes with the conversation.
        if reader is not None:
            reader.ok("POST", f"/conversations/{lounge}/receipts", {"read_seq": 1})
        quiet = sync(bob, cursor, cursors={lounge: rev})
        assert quiet["changes"] == {}
        cursor = quiet["account_cursor"]
    carol.ok("POST", f"/conversations/{lounge}/receipts", {"read_seq": 1})
    with override_limits(receipts_in_changes=2):
        assert sync(bob, cursor, cursors={lounge: rev})["changes"] == {}
    told = sync(bob, cursor, cursors={lounge: rev})
    page = told["changes"][lounge]
    assert (page["rev"], page["messages"], page["members"]) == (rev, [], [])
    read = {row["user_id"]: row["read_seq"] for row in page["receipts"]}
    assert read[str(cast.carol.id)] == 1
    assert sync(bob, told["account_cursor"], cursors={lounge: rev})["changes"] == {}


def test_what_commits_late_is_told_all_the_same(cast: Cast) -> None:
    """Transactions commit in any order: a cursor taken while one runs must not skip it."""
    bob = api_as(cast.bob)
    first = sync(bob)
    written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                make_message(by=cast.alice, in_=cast.lounge)
                written.set()
                assert may_commit.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(30)
    # A younger transaction commits before the older one does.
    dm = make_dm(cast.bob, cast.dave)
    meanwhile = sync_now(bob, first["account_cursor"])
    may_commit.set()
    thread.join()
    assert ids(meanwhile) == {str(dm.id)}
    after = sync(bob, meanwhile["account_cursor"])
    assert str(cast.lounge.id) in ids(after)
    # Told again is allowed once; then there is rest.
    assert ids(sync(bob, after["account_cursor"])) == set()


def test_a_removal_reaches_who_was_away(cast: Cast) -> None:
    bob = api_as(cast.bob)
    first = sync(bob)
    revs = {row["id"]: row["rev"] for row in first["conversations"]}
    remove_member(actor=cast.alice, conversation_id=cast.lounge.id, user_id=cast.bob.id)
    make_message(by=cast.alice, in_=cast.lounge)
    answer = sync(bob, first["account_cursor"], cursors=revs)
    assert answer["removed"] == [str(cast.lounge.id)]
    assert (answer["conversations"], answer["changes"]) == ([], {})


def test_what_changed_while_the_caller_was_looked_up_is_told(cast: Cast) -> None:
    """The person is read before the cursor is: one who changed between must not be lost."""
    first = sync(api_as(cast.bob))
    looked_up = User.objects.get(id=cast.bob.id)
    update_me(actor=cast.bob, changes={"display_name": "Bobby"})
    settle()
    answer = sync_round(
        actor=looked_up,
        session_id=uuid.uuid4(),
        data={"account_cursor": first["account_cursor"]},
    )
    assert answer["account"]["me"]["display_name"] == "Bobby"


def test_cursors_of_foreign_and_unknown_conversations_are_answered_as_removed(cast: Cast) -> None:
    make_message(by=cast.alice, in_=cast.lounge)
    for outsider in (cast.dave, cast.mallory):
        api = api_as(outsider)
        ids_given = [str(cast.lounge.id), str(uuid.uuid4())]
        given = dict.fromkeys(ids_given, 0) | {"x": 0, "": 7}
        answer = sync(api, cursors=given)
        # Alike, so that nobody learns which of them is there.
        assert answer["removed"] == ids_given
        assert answer["account"]["me"]["id"] == str(outsider.id)
        assert (answer["changes"], answer["conversations"]) == ({}, [])


def test_who_lost_the_account_cursor_still_learns_of_a_removal(cast: Cast) -> None:
    bob = api_as(cast.bob)
    revs = {row["id"]: row["rev"] for row in sync(bob)["conversations"]}
    remove_member(actor=cast.alice, conversation_id=cast.lounge.id, user_id=cast.bob.id)
    for cursor in (None, write_cursor(["1", 1, 1, ""])):
        assert sync(bob, cursor, cursors=revs)["removed"] == [str(cast.lounge.id)]


def test_a_round_answers_for_few_conversations_however_little_each_tells(cast: Cast) -> None:
    bob = api_as(cast.bob)
    for number in range(3):
        make_group(cast.bob, title=f"{number}")
    revs = {row["id"]: 0 for row in sync(bob)["conversations"]}
    counts = []
    with override_limits(sync_changes_total=20):
        for _ in range(2):
            answer = sync(bob, cursors=revs)
            counts.append((len(answer["changes"]), answer["has_more"]))
            revs |= {name: page["rev"] for name, page in answer["changes"].items()}
    assert counts == [(2, True), (2, False)]


def test_more_conversations_than_a_page_come_in_rounds(cast: Cast) -> None:
    bob = api_as(cast.bob)
    groups = {str(make_group(cast.bob, title=f"{number}").id) for number in range(5)}
    told: list[str] = []
    cursor: str | None = None
    with override_limits(sync_conversations=2):
        for turn in range(5):
            answer = sync(bob, cursor)
            told += [row["id"] for row in answer["conversations"]]
            cursor = answer["account_cursor"]
            if turn == 0:
                # Told between two rounds or with the next cursor, and never lost.
                late = make_group(cast.bob, title="Late")
            if not answer["has_more"]:
                break
        told += [row["id"] for row in sync(bob, cursor)["conversations"]]
    assert set(told) == groups | {str(cast.lounge.id), str(late.id)}
    assert len(told) - len(set(told)) <= 1


def test_a_long_catch_up_comes_in_parts(cast: Cast) -> None:
    bob = api_as(cast.bob)
    rooms = [cast.lounge, make_group(cast.alice, cast.bob), make_group(cast.alice, cast.bob)]
    revs = {row["id"]: row["rev"] for row in sync(bob)["conversations"]}
    expected = {
        make_message(by=cast.alice, in_=room, body=f"{number}")["id"]
        for room in rooms
        for number in range(4)
    }
    told: list[str] = []
    with override_limits(sync_changes_per_conversation=3, sync_changes_total=5):
        for _ in range(10):
            answer = sync(bob, cursors=revs)
            found = [row["id"] for page in answer["changes"].values() for row in page["messages"]]
            assert len(found) <= 5
            assert all(len(page["messages"]) <= 3 for page in answer["changes"].values())
            told += found
            revs |= {name: page["rev"] for name, page in answer["changes"].items()}
            if not answer["has_more"]:
                break
    assert sorted(told) == sorted(expected)


def test_a_cursor_of_another_cluster_or_time_counts_as_none(cast: Cast) -> None:
    bob = api_as(cast.bob)
    own = sync(bob)["account_cursor"]
    assert ids(sync(bob, own)) == set()
    for odd in (write_cursor(["1", 1, 1, ""]), write_cursor(["", 1, 2**62, ""])):
        assert ids(sync(bob, odd)) == {str(cast.lounge.id)}


def test_garbage_is_refused(cast: Cast) -> None:
    bob = api_as(cast.bob)
    cursors: list[Any] = [
        "x", "%00", "😀", write_cursor([1]), write_cursor(["1", 2, 1, ""]),
        write_cursor(["1", -1, 1, ""]), write_cursor(["1", 1, 1, "x"]),
        write_cursor(["1", True, 1, ""]), write_cursor(["1", 1, 1, "\0"]),
    ]  # fmt: skip
    for cursor in cursors:
        refused = bob("POST", "/sync", {"account_cursor": cursor})
        assert code_of(refused) == (400, "invalid_cursor"), cursor
    bodies: list[Any] = [
        {"account_cursor": ["x"]},
        {"cursors": []},
        {"cursors": {"x": "y"}},
        {"cursors": {"x": -1}},
        {"cursors": {"x": 2**63}},
        {"operations": "x"},
    ]
    for body in bodies:
        assert code_of(bob("POST", "/sync", body)) == (400, "invalid"), body
    assert sync(bob, operations=[])["results"] == []


def test_more_than_five_thousand_cursors_are_too_many(cast: Cast) -> None:
    bob = api_as(cast.bob)
    given = {str(uuid.UUID(int=number)): 1 for number in range(5_001)}
    refused = bob("POST", "/sync", {"cursors": given})
    assert code_of(refused) == (400, "too_many_cursors")
    given.popitem()
    assert sync(bob, cursors=given)["changes"] == {}


def test_a_sync_counts_as_a_read(alice: User) -> None:
    api = api_as(alice)
    with override_limits(reads_per_minute=2):
        statuses = [api("POST", "/sync", {}).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert not Conversation.objects.exists()
