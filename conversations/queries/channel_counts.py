"""How many members of a space see a channel that not everyone sees, and hold a role.

What somebody sees follows from the roles they hold, so members are counted by these, once for all
channels of a space.
"""

import threading
import time
import uuid
from collections import Counter, OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from chatty.core.acting import acting_as_program
from chatty.core.limits import limits
from chatty.core.prepared import run_prepared
from conversations.rules.permissions import (
    NOBODY,
    Structure,
    channel_permissions,
    everyone_sees,
    roles_that_matter,
)

_BY_ROLES: Final = """
SELECT role_ids, count(*) FROM space_members
WHERE space_id = %(space)s AND left_at IS NULL GROUP BY role_ids
"""
_SPECIAL: Final = """
SELECT user_id, role_ids FROM space_members
WHERE space_id = %(space)s AND user_id = ANY(%(people)s) AND left_at IS NULL
"""
Ids = frozenset[uuid.UUID]


@dataclass(frozen=True, slots=True)
class _Counts:
    """Members by the roles they hold, without those who are exceptions; these by themselves."""

    stamp: uuid.UUID
    until: float
    by_roles: dict[Ids, int]
    special: dict[uuid.UUID, Ids]


_cache: OrderedDict[uuid.UUID, _Counts] = OrderedDict()
_lock = threading.Lock()


def count_who_see(
    space_id: uuid.UUID, rules: Structure, channel_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, int]:
    """How many members see each of these channels; those that everyone sees are not in it, since
    the space has their count. No query where there are no others; else at most two, whose answer is
    remembered for a while.
    """
    closed = [name for name in channel_ids if not everyone_sees(rules, name)]
    if not closed:
        return {}
    counts = _counts(space_id, rules)
    return {name: _count(rules, name, counts) for name in closed}


def count_holders(space_id: uuid.UUID, rules: Structure, role_id: uuid.UUID) -> int:
    """How many members hold a role."""
    counts = _counts(space_id, rules)
    return sum(n for held, n in counts.by_roles.items() if role_id in held) + sum(
        role_id in held for held in counts.special.values()
    )


def forget_counts() -> None:
    """Count again at the next question (tests)."""
    with _lock:
        _cache.clear()


def _count(rules: Structure, channel_id: uuid.UUID, counts: _Counts) -> int:
    matter = roles_that_matter(rules, channel_id)
    seen: dict[Ids, bool] = {}
    total = 0
    for held, count in counts.by_roles.items():
        if (relevant := held & matter) not in seen:
            seen[relevant] = bool(
                channel_permissions(rules, channel_id, user_id=NOBODY, role_ids=relevant)
            )
        total += count if seen[relevant] else 0
    return total + sum(
        bool(channel_permissions(rules, channel_id, user_id=user_id, role_ids=held))
        for user_id, held in counts.special.items()
    )


def _counts(space_id: uuid.UUID, rules: Structure) -> _Counts:
    with _lock:
        known = _cache.get(space_id)
    # Who is an exception follows from the rules.
    if known is not None and known.stamp == rules.stamp and time.monotonic() < known.until:
        return known
    found = _read(space_id, rules)
    with _lock:
        _cache[space_id] = found
        _cache.move_to_end(space_id)
        while len(_cache) > limits.space_lists_cached:
            _cache.popitem(last=False)
    return found


def _read(space_id: uuid.UUID, rules: Structure) -> _Counts:
    people = [rules.owner_id, *rules.people_with_overrides]
    # Counts of everyone, remembered for all who ask.
    with acting_as_program():
        rows = run_prepared(_BY_ROLES, {"space": space_id})
        exceptions = run_prepared(_SPECIAL, {"space": space_id, "people": people})
    by_roles: Counter[Ids] = Counter()
    for role_ids, count in rows:
        by_roles[frozenset(role_ids)] += count
    special = {user_id: frozenset(role_ids) for user_id, role_ids in exceptions}
    by_roles.subtract(Counter(special.values()))
    return _Counts(
        stamp=rules.stamp,
        until=time.monotonic() + limits.space_counts_seconds,
        by_roles=dict(by_roles),
        special=special,
    )
