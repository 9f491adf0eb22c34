"""Which indexes the hot queries use when there is much to search."""

import json
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from chatty.core.clock import now
from chatty.core.pagination import PageRequest
from conversations.changes import conversation_changes
from conversations.models import Conversation, Membership
from conversations.operations.conversations import create_group
from conversations.queries.members import member_changes
from messaging.access import find_message
from messaging.changes import changes_since
from messaging.queries.bookmarks import bookmarked_ids, list_bookmarks
from messaging.queries.followed_threads import list_threads
from messaging.queries.gone import gone_since
from messaging.queries.hidden import hidden_since
from messaging.queries.many_viewers import shape_for_each
from messaging.queries.mentioned import list_mentions
from messaging.queries.mentions import members_named
from messaging.queries.message_rows import newest_rows, own_marks, rows_named
from messaging.queries.messages import (
    messages_after,
    messages_around,
    messages_before,
    newest_messages,
)
from messaging.queries.pins import count_pins, list_pins
from messaging.queries.poll_votes import list_voters
from messaging.queries.previews import read_previews
from messaging.queries.scheduled import count_waiting, due_messages, list_scheduled
from messaging.queries.thread_roots import newest_answers
from messaging.queries.threads import newest_of_thread, thread_after, thread_before
from messaging.queries.watermarks import lock_marks, read_unread
from tests.bulk import Bulk, analyze, make_messages
from tests.cast import Cast
from tests.make import membership_of

pytestmark = [pytest.mark.long, pytest.mark.django_db]

MESSAGES = 100_000

# Some are pinned, some call all, some mention alice, and half the conversations have her drafts.
_SPRINKLE = """
UPDATE messages SET pinned_at = created_at WHERE seq % 2000 = 0;
UPDATE messages SET mentions_all = true WHERE seq % 5000 = 1;
INSERT INTO mentions (conversation_id, user_id, seq)
  SELECT conversation_id, %(alice)s, seq FROM messages WHERE seq % 5000 = 2;
INSERT INTO drafts (conversation_id, user_id, body, version, updated_at)
  SELECT id, %(alice)s, '', 1, now() FROM conversations WHERE random() < 0.5;
UPDATE messages SET thread_id = %(root)s WHERE conversation_id = %(room)s AND seq % 20 = 3;
UPDATE messages SET thread = '{"count": 1, "last_seq": 99983, "last_at": "2026", "people": []}'
  WHERE id = %(root)s;
INSERT INTO thread_follows (conversation_id, message_id, user_id)
  VALUES (%(room)s, %(root)s, %(alice)s);
INSERT INTO bookmarks (conversation_id, message_id, user_id, created_at)
  SELECT conversation_id, id, %(alice)s, created_at FROM messages WHERE seq % 150 = 10 LIMIT 500;
INSERT INTO bookmarks (conversation_id, message_id, user_id)
  SELECT conversation_id, id, %(bob)s FROM messages WHERE seq % 3 = 0;
INSERT INTO hidden_messages (conversation_id, message_id, user_id, rev, hidden_at)
  SELECT conversation_id, id, %(bob)s, rev, now() FROM messages WHERE seq % 7 = 0;
UPDATE messages SET poll = '{"multiple": false, "anonymous": false, "closes_at": null,
    "closed": false, "counts": [1, 0], "voters": 1}' WHERE seq % 1000 = 500;
INSERT INTO poll_votes (conversation_id, message_id, user_id, option)
  SELECT conversation_id, id, %(alice)s, 1 FROM messages WHERE poll IS NOT NULL;
INSERT INTO messages (conversation_id, id, seq, rev, sender_id, client_id, type, body, mentions,
    mentions_all, metadata, reaction_counts, version, created_at, scheduled_at)
  SELECT conversation_id, gen_random_uuid(), NULL, NULL, sender_id, gen_random_uuid(), 'TEXT', '',
    '{}', false, '{}', '[]', 1, now(), now() + seq * interval '1 minute'
  FROM messages WHERE seq % 50 = 0;
""".replace(" % ", " %% ")


@pytest.fixture
def bulk(cast: Cast) -> Bulk:
    """A long conversation among many short ones."""
    for number in range(100):
        group = create_group(actor=cast.alice, title=f"{number}", user_ids=[cast.bob.id])
        room = Conversation.objects.get(id=group.conversation["id"])
        make_messages(100, by=cast.alice, in_=room)
    made = make_messages(MESSAGES, by=cast.bob, in_=cast.lounge)
    with connection.cursor() as cursor:
        people = {"alice": cast.alice.id, "bob": cast.bob.id}
        cursor.execute(_SPRINKLE, {**people, "room": cast.lounge.id, "root": made.ids[0]})
    analyze()
    return made


# Lists of which a person has so many at most, and of which all are looked at to put them in order.
_MOST = {"bookmarks": 1_100, "all bookmarks": 1_100}


def plans(work: Callable[[], object]) -> list[dict[str, Any]]:
    """The plans, as they ran, of the queries on messages, memberships or votes in `work`."""
    with CaptureQueriesContext(connection) as seen:
        work()
    found = []
    with connection.cursor() as cursor:
        # Partitions of a few pages are rightly read whole; what is asked is which index is there.
        cursor.execute("SET LOCAL enable_seqscan = off")
        for query in seen.captured_queries:
            text = query["sql"]
            if not any(name in text for name in ("messages", "memberships", "poll_votes")):
                continue
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + text.replace("%", "%%"))
            (answer,) = cursor.fetchone()
            plan = json.loads(answer) if isinstance(answer, str) else answer
            found.append({"sql": text, **plan[0]})
    assert found
    return found


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def test_hot_queries_touch_only_what_they_show(cast: Cast, bulk: Bulk) -> None:
    mine = membership_of(cast.bob, cast.lounge)
    rev = mine.conversation.rev
    middle = MESSAGES // 2
    with transaction.atomic():
        marks, _busy = lock_marks([(cast.lounge.id, cast.alice.id)], wait=True)
    unread = list(Membership.objects.select_related("conversation").filter(user=cast.alice))
    root = find_message(bulk.ids[0], viewer=cast.bob)
    poll = find_message(bulk.ids[499], viewer=cast.bob)
    places = range(500, 50_500, 1_000)
    polls = rows_named([(cast.lounge.id, bulk.ids[place - 1]) for place in places])
    some = newest_rows(within=mine, limit=50)
    everything = list(Membership.objects.select_related("conversation").filter(user=cast.bob))
    hot: dict[str, Callable[[], object]] = {
        "newest": lambda: newest_messages(within=mine, limit=50),
        "before": lambda: messages_before(within=mine, seq=middle, limit=50),
        "after": lambda: messages_after(within=mine, seq=middle, limit=50),
        "around": lambda: messages_around(within=mine, seq=middle, limit=50),
        "changes": lambda: changes_since(within=mine, since=rev - 50, limit=100),
        "old changes": lambda: changes_since(within=mine, since=10, limit=100),
        "members": lambda: member_changes(
            conversation_id=mine.conversation_id, since_rev=rev - 5, until_rev=rev, limit=100
        ),
        "one message": lambda: find_message(bulk.ids[middle], viewer=cast.bob),
        "pins": lambda: list_pins(within=mine, page=PageRequest(limit=100)),
        "thread": lambda: newest_of_thread(root, limit=50),
        "earlier in a thread": lambda: thread_before(root, seq=middle, limit=50),
        "later in a thread": lambda: thread_after(root, seq=middle, limit=50),
        "newest answers": lambda: newest_answers(cast.lounge.id, bulk.ids[0]),
        "followed threads": lambda: list_threads(viewer=cast.alice, page=PageRequest(limit=50)),
        "followed threads with news": lambda: list_threads(
            viewer=cast.alice, page=PageRequest(limit=50), unread_only=True
        ),
        "bookmarks": lambda: list_bookmarks(viewer=cast.alice, page=PageRequest(limit=50)),
        "all bookmarks": lambda: bookmarked_ids(viewer=cast.alice),
        "mentions": lambda: list_mentions(viewer=cast.alice, page=PageRequest(limit=50)),
        "hidden lately": lambda: hidden_since(viewer=cast.alice, since_xid=2**40),
        "gone": lambda: gone_since(within=mine, since_rev=rev - 50, until_rev=rev),
        "voters": lambda: list_voters(poll, option=1, page=PageRequest(limit=50)),
        "own votes": lambda: own_marks(polls, viewer_id=cast.alice.id),
        "due": lambda: due_messages(at=now() + timedelta(minutes=200), limit=50),
        "scheduled": lambda: list_scheduled(within=mine, page=PageRequest(limit=50)),
        "how many wait": lambda: count_waiting([(cast.lounge.id, cast.alice.id)]),
        "seen by each": lambda: shape_for_each(
            [(row, who.id) for row in some for who in (cast.alice, cast.bob)]
        ),
        "count pins": lambda: count_pins(mine.conversation_id),
        "previews": lambda: read_previews(everything),
        "previews of much unread": lambda: read_previews(unread),
        "unread mentions": lambda: read_unread(list(marks.values())),
        "names": lambda: members_named([f"user{n}" for n in range(50)], within=mine),
        "sync": lambda: conversation_changes(
            viewer=cast.bob, since_xid=2**40, after=None, limit=500
        ),
    }
    for name, work in hot.items():
        work()
        started = time.perf_counter()
        work()
        took = time.perf_counter() - started
        for plan in plans(work):
            touched = 0
            for node in nodes(plan["Plan"]):
                on_messages = str(node.get("Relation Name", "")).startswith("messages")
                assert node["Node Type"] != "Merge Append", (name, plan["sql"])
                if on_messages and node["Actual Loops"]:
                    assert node["Node Type"] != "Seq Scan", (name, plan["sql"])
                    rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
                    touched += rows * node["Actual Loops"]
            assert touched <= _MOST.get(name, 210), (name, touched, plan["sql"])
            print(  # noqa: T201 - shown with -s, for the notes on performance
                f"{name:12} {plan['Execution Time']:7.2f} ms, planned in"
                f" {plan['Planning Time']:6.2f} ms, whole call {took * 1_000:6.1f} ms,"
                f" {touched:4.0f} rows,"
                f" {sorted({n.get('Index Name', n['Node Type']) for n in nodes(plan['Plan'])})}"
            )


def test_bulk_messages_are_messages_like_others(cast: Cast) -> None:
    made = make_messages(10, by=cast.bob, in_=cast.lounge)
    again = make_messages(5, by=cast.alice, in_=cast.lounge)
    window = newest_messages(within=membership_of(cast.carol, cast.lounge), limit=100)
    assert [message["id"] for message in window.messages] == [
        str(name) for name in made.ids + again.ids
    ]
    assert {message["body"] for message in window.messages} == {
        "A message of ordinary length, as people write them all day long."
    }
    revs = [message["rev"] for message in window.messages]
    assert revs == list(range(cast.lounge.rev + 1, cast.lounge.rev + 16))
    assert again.conversation.last_seq == 15
    assert all(uuid.UUID(message["id"]).version == 7 for message in window.messages)
