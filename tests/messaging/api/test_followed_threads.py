"""The threads that somebody follows, over REST."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from chatty.core.limits import override_limits
from conversations.models import Conversation, Membership
from conversations.operations.members import leave_conversation
from messaging.models import ThreadFollow
from messaging.operations.deletions import delete_message
from messaging.operations.threads import follow_thread, read_thread, unfollow_thread
from messaging.wire import MessageJSON
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.make import general_of, make_dm, make_group, make_message, make_space


def begin(by: User, *others: User, in_: Conversation, body: str = "Well?") -> MessageJSON:
    """A message, and an answer of each of the others."""
    root = make_message(by=by, in_=in_, body=body)
    for other in others:
        make_message(by=other, in_=in_, thread_id=root["id"])
    return root


def followed(who: User, query: str = "") -> Any:
    return api_as(who).get(f"/me/threads{query}")["results"]


def told(rows: Any) -> list[tuple[str, int]]:
    return [(row["message"]["body"], row["unread_count"]) for row in rows]


def test_followed_threads_stand_by_their_last_answer(cast: Cast) -> None:
    dm = make_dm(cast.alice, cast.bob)
    first = begin(cast.alice, cast.bob, in_=cast.lounge, body="First")
    begin(cast.alice, cast.bob, cast.bob, in_=dm, body="Second")
    make_message(by=cast.alice, in_=cast.lounge, body="Without answers")
    assert told(followed(cast.alice)) == [("Second", 2), ("First", 1)]
    make_message(by=cast.carol, in_=cast.lounge, thread_id=first["id"])
    rows = followed(cast.alice)
    assert told(rows) == [("First", 2), ("Second", 2)]
    assert rows[0]["message"] == api_as(cast.alice).get(f"/messages/{first['id']}")
    assert rows[0]["conversation"] == {
        "id": str(cast.lounge.id), "type": "GROUP", "title": "Lounge", "space_id": None,
        "peer": None,
    }  # fmt: skip
    assert rows[1]["conversation"]["peer"]["id"] == str(cast.bob.id)
    # Who answered has read up to there.
    assert told(followed(cast.bob)) == [("First", 1), ("Second", 0)]
    assert followed(cast.dave) == []


def test_they_come_page_by_page(cast: Cast) -> None:
    for number in range(5):
        begin(cast.alice, cast.bob, in_=cast.lounge, body=f"{number}")
    api, found, cursor = api_as(cast.alice), [], ""
    while True:
        page = api.get(f"/me/threads?limit=2{cursor}")
        found += told(page["results"])
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == [(f"{number}", 1) for number in (4, 3, 2, 1, 0)]
    for query, code in (("cursor=x", "invalid_cursor"), ("unread=x", "invalid")):
        assert code_of(api("GET", f"/me/threads?{query}")) == (400, code)


def test_what_was_read_can_be_left_out(cast: Cast) -> None:
    roots = [begin(cast.alice, cast.bob, in_=cast.lounge, body=f"{n}") for n in range(3)]
    read_thread(actor=cast.alice, message_id=roots[1]["id"], seq=1_000)
    assert told(followed(cast.alice)) == [("2", 1), ("1", 0), ("0", 1)]
    assert told(followed(cast.alice, "?unread=true")) == [("2", 1), ("0", 1)]
    unfollow_thread(actor=cast.alice, message_id=roots[2]["id"])
    assert told(followed(cast.alice, "?unread=true")) == [("0", 1)]


def test_so_many_answers_are_counted_and_none_that_was_deleted(cast: Cast) -> None:
    root = begin(cast.alice, *[cast.bob] * 4, in_=cast.lounge)
    gone = make_message(by=cast.carol, in_=cast.lounge, thread_id=root["id"])
    delete_message(actor=cast.carol, message_id=gone["id"])
    assert told(followed(cast.alice)) == [("Well?", 4)]
    with override_limits(thread_answers_counted=3):
        assert told(followed(cast.alice)) == [("Well?", 3)]


def test_what_may_not_be_seen_is_left_out(cast: Cast) -> None:
    space = make_space(cast.alice, cast.bob)
    begin(cast.bob, cast.alice, in_=general_of(space), body="In the space")
    begin(cast.bob, cast.alice, in_=cast.lounge, body="In the lounge")
    other = make_group(cast.alice, cast.bob)
    begin(cast.bob, cast.alice, in_=other, body="In the group")
    bodies = [body for body, _ in told(followed(cast.bob))]
    assert bodies == ["In the group", "In the lounge", "In the space"]
    Membership.objects.filter(user=cast.bob, conversation=cast.lounge).update(visible_from_seq=9)
    leave_conversation(actor=cast.bob, conversation_id=other.id)
    assert [body for body, _ in told(followed(cast.bob))] == ["In the space"]
    api_as(cast.bob).ok("POST", f"/spaces/{space.id}/leave")
    assert followed(cast.bob) == []


def test_of_too_many_the_oldest_make_room(cast: Cast) -> None:
    older = make_message(by=cast.bob, in_=cast.lounge, body="Older")
    refused = begin(cast.bob, cast.carol, in_=cast.lounge, body="Refused")
    unfollow_thread(actor=cast.alice, message_id=refused["id"])
    with override_limits(thread_follows_per_person=2):
        for number in range(3):
            root = begin(cast.carol, in_=cast.lounge, body=f"{number}")
            make_message(by=cast.bob, in_=cast.lounge, body="@alice", thread_id=root["id"])
        assert told(followed(cast.alice)) == [("2", 1), ("1", 1)]
        # More of the same makes nobody follow anything anew.
        make_message(by=cast.bob, in_=cast.lounge, body="@alice", thread_id=root["id"])
        assert told(followed(cast.alice)) == [("2", 2), ("1", 1)]
        # Others keep what they follow, up to as many.
        assert [body for body, _ in told(followed(cast.bob))] == ["2", "1"]
        assert told(followed(cast.carol)) == [("2", 2), ("1", 1)]
        # What one has just begun to follow stays, however old it is.
        make_message(by=cast.alice, in_=cast.lounge, thread_id=older["id"])
        assert [body for body, _ in told(followed(cast.alice))] == ["Older", "2"]
        follow_thread(actor=cast.alice, message_id=refused["id"])
        assert [body for body, _ in told(followed(cast.alice))] == ["2", "Refused"]
    own = ThreadFollow.objects.filter(user=cast.alice)
    assert own.filter(is_following=True).count() == 2


def queries(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as seen:
        work()
    return len(seen.captured_queries)


def test_many_threads_cost_what_one_does(cast: Cast) -> None:
    begin(cast.alice, cast.bob, in_=cast.lounge)
    api = api_as(cast.alice)
    path = f"/messages/{followed(cast.alice)[0]['message']['id']}/thread"
    few = [queries(lambda: api.get("/me/threads")), queries(lambda: api.get(path))]
    for _ in range(4):
        begin(cast.alice, *[cast.bob, cast.carol] * 3, in_=cast.lounge)
    long = followed(cast.alice)[0]["message"]["id"]
    many = [
        queries(lambda: api.get("/me/threads")),
        queries(lambda: api.get(f"/messages/{long}/thread")),
    ]
    assert few == many
    assert max(many) <= 9
