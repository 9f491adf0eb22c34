"""Windows into a space of a hundred thousand members: what each of them costs."""

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.queries.presence import forget_people_seen
from chatty.core.pagination import PageRequest, read_cursor, write_cursor
from chatty.core.redis_client import redis
from conversations.access import find_space
from conversations.access.channel_counts import count_who_see, forget_counts
from conversations.models import Conversation, Space, SpaceMember, SpaceRole
from conversations.queries.space_members import Window, list_space_members
from tests.bulk import analyze, make_space_members
from tests.conversations.harbour import everyone_of, give_role, set_override
from tests.make import general_of, make_space, make_user

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

MEMBERS, ONLINE = 100_000, 5_000
# Pages that the database touches for a window, however it is chosen.
BLOCKS = 3_000


@dataclass(frozen=True)
class City:
    """A space with so many members, five thousand of them there; a role that few have, one that
    half of them have, and a channel for each.
    """

    owner: User
    space: Space
    rare: SpaceRole
    common: SpaceRole
    closed: Conversation
    half: Conversation
    # The last member's, and how it begins for all of them.
    username: str
    prefix: str

    def window(self, after: str | None = None, **asked: Any) -> Window:
        page = PageRequest(
            limit=50, after=None if after is None else read_cursor(after, int, str, str)
        )
        return list_space_members(
            within=find_space(self.space.id, viewer=self.owner), page=page, **asked
        )


@pytest.fixture
def city() -> City:
    owner = make_user("mayor")
    space = make_space(owner)
    ids = make_space_members(MEMBERS, of=space)
    rare = give_role(space, allow=["view"], position=1, name="Council")
    common = give_role(space, allow=["view"], position=2, name="Resident")
    members = SpaceMember.objects.filter(space=space)
    members.filter(user_id__in=ids[::2]).update(role_ids=[common.id])
    members.filter(user_id__in=ids[1:400:4]).update(role_ids=[rare.id])
    channels = []
    for role in (rare, common):
        general = general_of(space)
        general.id, general.title = uuid.uuid4(), role.name
        general.save(force_insert=True)
        set_override(general, everyone_of(space), deny=["view"])
        set_override(general, role, allow=["view"])
        channels.append(general)
    redis().sadd("people:there", *map(str, ids[:ONLINE]), *(str(uuid.uuid4()) for _ in range(999)))
    forget_people_seen()
    forget_counts()
    analyze()
    username = User.objects.get(id=ids[-1]).username
    closed, half = channels
    return City(owner, space, rare, common, closed, half, username, username[:8])


def cost(work: Callable[[], Any]) -> tuple[int, float, str]:
    """Blocks that the queries of `work` touch, the time that all of it takes undisturbed, and the
    slowest plan.
    """
    times = []
    for _ in range(5):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    took = min(times)
    with CaptureQueriesContext(connection) as seen:
        work()
    blocks, plans = 0, []
    with connection.cursor() as cursor:
        for query in seen.captured_queries:
            if query["sql"].lstrip().startswith("SELECT"):
                explain = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "
                cursor.execute(explain + query["sql"].replace("%", "%%"), ())
                (answer,) = cursor.fetchone()
                (plan,) = json.loads(answer) if isinstance(answer, str) else answer
                blocks += plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
                plans.append((plan["Execution Time"], _nodes(plan["Plan"])))
    return blocks, took, str(max(plans))


def _nodes(plan: dict[str, Any]) -> str:
    inner = ", ".join(_nodes(part) for part in plan.get("Plans", ()))
    name = f"{plan['Node Type']} {plan.get('Index Name', '')}".strip()
    return f"{name} ({inner})" if inner else name


def test_every_window_into_a_large_space_is_cheap(city: City) -> None:
    first = city.window()
    assert (first.total, first.online, len(first.rows)) == (MEMBERS + 1, ONLINE, 50)
    deep = city.window(after=first.next)
    # The last of those who are there, and behind them the rest.
    last_there = write_cursor([0, "f5", str(uuid.UUID(int=0))])
    late = write_cursor([1, "f5", str(uuid.UUID(int=0))])
    closed = city.window(channel_id=city.closed.id)
    half = city.window(channel_id=city.half.id)
    assert (closed.total, half.total) == (101, MEMBERS // 2 - 100 // 2 + 1 + 50)
    assert deep.rows[0][0].user_id not in {member.user_id for member, _ in first.rows}
    calls: dict[str, Callable[[], Window]] = {
        "first": city.window,
        "second": lambda: city.window(after=first.next),
        "from those who are there to the rest": lambda: city.window(after=last_there),
        "late": lambda: city.window(after=late),
        "a role of few": lambda: city.window(role_id=city.rare.id),
        "a role of many": lambda: city.window(role_id=city.common.id),
        "many, late": lambda: city.window(after=late, role_id=city.common.id),
        "a name of many": lambda: city.window(q="a"),
        "a name of few": lambda: city.window(q="person 99"),
        "a name of one": lambda: city.window(q=f"Person {MEMBERS}"),
        "a name of nobody": lambda: city.window(q="zyx"),
        "a name of few letters": lambda: city.window(q="yx"),
        "usernames of many": lambda: city.window(q=city.prefix),
        "a username of one": lambda: city.window(q=city.username),
        "a channel of few": lambda: city.window(channel_id=city.closed.id),
        "a channel of half": lambda: city.window(channel_id=city.half.id),
        "a channel of half, late": lambda: city.window(after=late, channel_id=city.half.id),
        "a name in a channel": lambda: city.window(channel_id=city.half.id, q="person 9"),
    }
    costs = {name: cost(call) for name, call in calls.items()}
    for name, (blocks, took, plan) in costs.items():
        print(f"{name:40} {blocks:6} blocks {1000 * took:6.1f} ms  {plan}")  # noqa: T201 - figures are read
    assert [name for name, (blocks, _, _) in costs.items() if blocks > BLOCKS] == []
    # Few names are found by their parts, and not by reading all of them.
    assert "space_members_by_part" in costs["a name of nobody"][2]
    found = city.window(q=city.username).rows
    assert [member.user.username for member, _ in found] == [city.username]


def test_counting_who_sees_a_channel_is_one_look_for_all(city: City) -> None:
    here = find_space(city.space.id, viewer=city.owner)
    everyone = {general_of(city.space).id}
    with CaptureQueriesContext(connection) as seen:
        assert count_who_see(city.space.id, here.rules, everyone) == {}
        assert len(seen) == 0
        counts = count_who_see(city.space.id, here.rules, here.rules.channels)
        assert len(seen) == 2
        count_who_see(city.space.id, here.rules, here.rules.channels)
        assert len(seen) == 2
    assert counts.keys() == {city.closed.id, city.half.id}
    assert counts[city.closed.id] == 101
