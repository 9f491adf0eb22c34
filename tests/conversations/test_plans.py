"""What the lists of somebody with very many conversations cost."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chatty.core.pagination import PageRequest, read_cursor
from conversations.changes import read_on
from conversations.models import Membership
from conversations.operations.personal import change_own_state
from conversations.queries.conversations import list_memberships
from conversations.queries.personal import list_folders
from conversations.queries.shapes import shape_conversations
from tests.bulk import analyze, make_rooms
from tests.cast import Cast
from tests.make import make_user

pytestmark = [pytest.mark.long, pytest.mark.django_db]

ROOMS = 10_000


@pytest.fixture
def crowded(cast: Cast) -> Cast:
    """Bob has ten thousand conversations, some sorted, among as many of others."""
    eve = make_user("eve")
    rooms = make_rooms(ROOMS, of=cast.bob, with_=cast.alice)
    make_rooms(ROOMS, of=eve, with_=cast.carol)
    mine = Membership.objects.filter(user=cast.bob)
    mine.filter(conversation_id__in=[room.id for room in rooms[::3]]).update(archived=True)
    for number in range(20):
        chosen = [room.id for room in rooms[number::200]]
        mine.filter(conversation_id__in=chosen).update(folder=f"Folder {number}")
    analyze()
    return cast


def cost(name: str, work: Callable[[], Any]) -> int:
    """Blocks that the database touches for the queries of `work`, as they ran."""
    work()
    started = time.perf_counter()
    with CaptureQueriesContext(connection) as seen:
        work()
    took = time.perf_counter() - started
    spent, shared, used = 0.0, 0, set[str]()
    with connection.cursor() as cursor:
        for query in seen.captured_queries:
            if not query["sql"].startswith(("SELECT", "\nSELECT")):
                continue
            cursor.execute(
                "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + query["sql"].replace("%", "%%")
            )
            (answer,) = cursor.fetchone()
            (plan,) = json.loads(answer) if isinstance(answer, str) else answer
            spent += plan["Execution Time"]
            shared += plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
            used |= nodes(plan["Plan"])
    print(  # noqa: T201 - shown with -s, for the notes on performance
        f"{name:15} {spent:7.2f} ms in {len(seen)} queries, {shared:6} blocks,"
        f" whole call {took * 1_000:6.1f} ms, {sorted(used)}"
    )
    return shared


def nodes(plan: dict[str, Any]) -> set[str]:
    name = plan.get("Index Name", f"{plan['Node Type']} {plan.get('Relation Name', '')}".strip())
    return {name}.union(*(nodes(child) for child in plan.get("Plans", [])))


def test_lists_of_ten_thousand_conversations_stay_quick(crowded: Cast) -> None:
    bob = crowded.bob

    def page(after: str | None = None, **filters: Any) -> Any:
        key = read_cursor(after, int, str) if after else None
        found = list_memberships(viewer=bob, page=PageRequest(limit=50, after=key), **filters)
        assert len(shape_conversations(list(found.rows))) == 50
        return found

    names = [str(row.conversation_id) for row in page().rows]
    deep = page().next
    for _ in range(3):
        deep = page(deep).next
    calls: dict[str, Callable[[], Any]] = {
        "first page": page,
        "fifth page": lambda: page(deep),
        "archived": lambda: page(archived=True),
        "not archived": lambda: page(archived=False),
        "folder": lambda: page(folder="Folder 7"),
        "groups": lambda: page(kind="GROUP"),
        "folders": lambda: list_folders(bob),
        "read on": lambda: read_on(bob, names, since_xid=1),
        "pin": lambda: change_own_state(
            actor=bob,
            conversation_id=page().rows[0].conversation_id,
            changes={"pinned": True, "folder": "Folder 3"},
        ),
    }
    touched = {name: cost(name, work) for name, work in calls.items()}
    # Twice what both tables have here: no plan reads them more than that.
    assert max(touched.values()) < 5_000, touched
