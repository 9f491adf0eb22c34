"""What a hot read touches does not grow with what is there."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from accounts.models import User
from chatty.core.clock import now
from chatty.core.pagination import PageRequest
from chatty.ops.bulk_instance import Room, make_messages, make_people, store_rooms
from conversations.changes import conversation_changes
from conversations.models import Membership
from conversations.queries.conversations import list_memberships
from messaging.changes import changes_since
from messaging.queries.messages import messages_around, messages_before, newest_messages

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

# A row with its indexes takes about 600 bytes, and as much again on its way through the log.
BYTES_PER_MESSAGE = 1_200
SIZES = (100_000, 1_000_000, 10_000_000)
LISTS = (10, 100, 1_000)
# An index grows by a level now and then, and each query goes down a few of them.
LEVELS = 6


def tell(_what: str, _made: int, _of: int) -> None:
    """Nobody waits for this."""


def sizes_that_fit() -> list[int]:
    """Those for which there is room; the first two need a few GB."""
    free = shutil.disk_usage(tempfile.gettempdir()).free
    return [size for size in SIZES if size < SIZES[-1] or size * BYTES_PER_MESSAGE * 2 < free]


def pages_read() -> int:
    """How many pages of our tables and their indexes were looked at so far, by this connection."""
    with connection.cursor() as cursor:
        # Else PostgreSQL counts up once a second.
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "SELECT sum(heap_blks_read + heap_blks_hit"
            " + coalesce(idx_blks_read, 0) + coalesce(idx_blks_hit, 0))"
            " FROM pg_statio_user_tables WHERE relname ~ '^(messages|conversations|memberships)'"
        )
        return int(cursor.fetchone()[0])


def pages_touched(work: Callable[[], object]) -> int:
    """How many pages of tables and indexes `work` looks at once everything is planned."""
    for _ in range(3):
        work()
    before = pages_read()
    work()
    touched = pages_read() - before
    assert touched > 0
    return touched


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) messages, conversations, memberships")


def pages_of_a_timeline(mine: Membership) -> dict[str, int]:
    """What each hot read of a conversation touches."""
    last = mine.conversation.last_seq
    return {
        "newest": pages_touched(lambda: newest_messages(within=mine, limit=50)),
        "before": pages_touched(lambda: messages_before(within=mine, seq=last // 2, limit=50)),
        "around": pages_touched(lambda: messages_around(within=mine, seq=last // 2, limit=50)),
        "changes": pages_touched(lambda: changes_since(within=mine, since=last - 50, limit=50)),
    }


def pages_of_a_list(viewer: User) -> tuple[int, int]:
    """What ten rows of the list, and a sync with nothing new, touch."""
    return (
        pages_touched(lambda: list_memberships(viewer=viewer, page=PageRequest(limit=10))),
        pages_touched(
            lambda: conversation_changes(viewer=viewer, since_xid=2**40, after=None, limit=500)
        ),
    )


def test_a_page_of_a_long_conversation_costs_what_one_of_a_short_does() -> None:
    sizes = sizes_that_fit()
    assert len(sizes) >= 2
    began = now() - timedelta(seconds=sizes[-1] + 10)
    room = Room("Long", make_people(2, domain="bulk.invalid", began=began, tell=tell))
    store_rooms([room], began=began)
    first: dict[str, int] = {}
    for size in sizes:
        make_messages(size - room.said, rooms=[room], began=began, tell=tell)
        analyze()
        mine = Membership.objects.select_related("conversation").get(
            conversation_id=room.id, user_id=room.members[0]
        )
        assert mine.conversation.last_seq == size
        pages = pages_of_a_timeline(mine)
        first = first or pages
        grown = {
            name: (first[name], count)
            for name, count in pages.items()
            if count > first[name] * 1.2 + LEVELS
        }
        assert grown == {}, size


def test_a_list_and_a_sync_with_nothing_new_cost_by_their_page_and_not_by_all_there_is() -> None:
    began = now() - timedelta(seconds=10_000)
    people = make_people(len(LISTS) + 1, domain="bulk.invalid", began=began, tell=tell)
    pages = {}
    for size, reader in zip(LISTS, people[1:], strict=True):
        rooms = [Room(f"Room {number}", [people[0], reader]) for number in range(size)]
        store_rooms(rooms, began=began)
        make_messages(size * 2, rooms=rooms, began=began, tell=tell)
        analyze()
        pages[size] = pages_of_a_list(User.objects.get(id=reader))
    smallest = pages[LISTS[0]]
    for size, (listed, synced) in pages.items():
        # Both look at each membership of the person once, some to a page, and at no more.
        assert listed <= smallest[0] + size * 8 + LEVELS, pages
        assert synced <= smallest[1] + size * 8 + LEVELS, pages


def test_replies_to_a_message_that_is_deleted_are_found_by_an_index() -> None:
    began = now() - timedelta(days=1)
    room = Room("Deleted", make_people(2, domain="bulk.invalid", began=began, tell=tell))
    store_rooms([room], began=began)
    make_messages(20_000, rooms=[room], began=began, tell=tell)
    analyze()
    with connection.cursor() as cursor:
        # What the foreign key asks for each row that goes.
        cursor.execute(
            "EXPLAIN SELECT FROM messages WHERE conversation_id = %s AND reply_to_id = %s",
            [room.id, room.members[0]],
        )
        assert "_replies" in str(cursor.fetchall())
