"""Which indexes the worker uses to find whose time is over, where there is much to search."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from chatty.core.clock import now
from chatty.core.limits import override_limits
from conversations.models import Conversation
from messaging.queries.gone import gone_since
from messaging.queries.lifetimes import conversations_with_old, expired_messages, old_messages
from tests.bulk import analyze, make_messages
from tests.cast import Cast
from tests.make import make_group, membership_of
from tests.messaging.test_plans import nodes, plans

pytestmark = [pytest.mark.long, pytest.mark.django_db]

ROOMS, MESSAGES = 50, 50_000
# One in a hundred disappears, a tenth of these by now.
_EXPIRE = """
UPDATE messages SET expires_at = now() + (seq - 5000) * interval '1 second' WHERE seq % 100 = 0;
INSERT INTO purged_ranges (conversation_id, from_seq, to_seq, rev)
  SELECT %(room)s, n * 10, n * 10 + 1, n FROM generate_series(1, 5000) AS n;
""".replace(" % ", " %% ")


def test_the_worker_touches_only_whose_time_is_over(cast: Cast) -> None:
    for number in range(ROOMS):
        room = make_group(cast.alice, cast.bob, title=f"{number}")
        make_messages(20, by=cast.alice, in_=room)
    make_messages(MESSAGES, by=cast.bob, in_=cast.lounge)
    Conversation.objects.filter(id=cast.lounge.id).update(settings={"retention_days": 30})
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRE, {"room": cast.lounge.id})
    analyze()
    at = now()
    looks: dict[str, tuple[int, Callable[[], object]]] = {
        "expired": (100, lambda: expired_messages(at=at, limit=50)),
        "old": (
            200,
            lambda: old_messages(cast.lounge.id, before=at - timedelta(days=30), limit=100),
        ),
        "conversations": (
            3 * (ROOMS + 1),
            lambda: conversations_with_old(at=at, after=uuid.UUID(int=0)),
        ),
    }
    with override_limits(retention_days=365):
        for name, (most, look) in looks.items():
            assert look()
            for plan in plans(look):
                touched = 0
                for node in nodes(plan["Plan"]):
                    if not str(node.get("Relation Name", "")).startswith("messages"):
                        continue
                    if node["Actual Loops"]:
                        assert node["Node Type"] != "Seq Scan", (name, plan["sql"])
                        rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
                        touched += rows * node["Actual Loops"]
                assert touched <= most, (name, touched, plan["sql"])
    mine = membership_of(cast.bob, cast.lounge)
    with override_limits(purged_ranges_in_changes=20):
        gone = gone_since(within=mine, since_rev=10, until_rev=5_000)
    assert gone.ranges == [(n * 10, n * 10 + 1) for n in range(11, 32)]
