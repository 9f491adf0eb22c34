"""How many members of a space see a channel that not everyone sees, and hold a role.

What somebody sees follows from the roles they hold, so members are counted by these, once for all
channels of a space.
"""

import threading
import time
import uuid
from collections import Counter, OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from chatty.core.acting import acting_as_program
from chatty.core.limits import limits
from chatty.core.prepared import run_prepared
from conversations.rules.permissions import (
    NOBODY,
    Structure,
    channel_permissions,
    roles_that_matter,
)

_BY_ROLES: Final = """
SELECT space_id, role_ids, count(*) FROM space_members
WHERE space_id = ANY(%(spaces)s) AND left_at IS NULL GROUP BY space_id, role_ids
"""
_SPECIAL: Final = """
SELECT m.space_id, m.user_id, m.role_ids
FROM unnest(%(spaces)s::uuid[], %(people)s::uuid[]) AS special (space, person)
JOIN space_members m ON m.space_id = special.space AND m.user_id = special.person
WHERE m.left_at IS NULL
"""
Ids = frozenset[uuid.UUID]


@dataclass(frozen=True, slots=True)
class _Counts:
    """Members by the roles they hold, without those who are exceptions; these by themselves.
    `seen`: what followed for channels.
    """

    stamp: uuid.UUID
    until: float
    by_roles: Counter[Ids] = field(default_factory=Counter)
    special: dict[uuid.UUID, Ids] = field(default_factory=dict)
    seen: dict[uuid.UUID, int] = field(default_factory=dict)


_cache: OrderedDict[uuid.UUID, _Counts] = OrderedDict()
_lock = threading.Lock()


def count_who_see(
    space_id: uuid.UUID, rules: Structure, channel_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, int]:
    """How many members see each of these channels; those that everyone sees are not in it, since
    the space has their count. No query where there are no others; else at most two, whose answer is
    remembered for a while.
    """
    return count_who_see_many({space_id: (rules, channel_ids)})


def count_who_see_many(
    wanted: Mapping[uuid.UUID, tuple[Structure, Collection[uuid.UUID]]],
) -> dict[uuid.UUID, int]:
    """`count_who_see` for channels of many spaces, by the space's id: still two queries at most."""
    closed = {
        space_id: (rules, names)
        for space_id, (rules, channel_ids) in wanted.items()
        if (names := [name for name in channel_ids if str(name) not in rules.seen_by_all])
    }
    counts = _counts_of({space_id: rules for space_id, (rules, _) in closed.items()})
    found: dict[uuid.UUID, int] = {}
    for space_id, (rules, names) in closed.items():
        for name in names:
            found[name] = _count(rules, name, counts[space_id])
    return found


def count_holders(space_id: uuid.UUID, rules: Structure, role_id: uuid.UUID) -> int:
    """How many members hold a role."""
    counts = _counts_of({space_id: rules})[space_id]
    return sum(n for held, n in counts.by_roles.items() if role_id in held) + sum(
        role_id in held for held in counts.special.values()
    )


def forget_counts() -> None:
    """Count again at the next question (tests)."""
    with _lock:
        _cache.clear()


def _count(rules: Structure, channel_id: uuid.UUID, counts: _Counts) -> int:
    if (known := counts.seen.get(channel_id)) is not None:
        return known
    matter = roles_that_matter(rules, channel_id)
    seen: dict[Ids, bool] = {}
    total = 0
    for held, count in counts.by_roles.items():
        if (relevant := held & matter) not in seen:
            seen[relevant] = bool(
                channel_permissions(rules, channel_id, user_id=NOBODY, role_ids=relevant)
            )
        total += count if seen[relevant] else 0
    total += sum(
        bool(channel_permissions(rules, channel_id, user_id=user_id, role_ids=held))
        for user_id, held in counts.special.items()
    )
    counts.seen[channel_id] = total
    return total


def _counts_of(rules: Mapping[uuid.UUID, Structure]) -> dict[uuid.UUID, _Counts]:
    at = time.monotonic()
    with _lock:
        # Who is an exception follows from the rules.
        found = {
            space_id: known
            for space_id, of in rules.items()
            if (known := _cache.get(space_id)) is not None
            and known.stamp == of.stamp
            and at < known.until
        }
    if missing := {space_id: of for space_id, of in rules.items() if space_id not in found}:
        read = _read(missing)
        found |= read
        with _lock:
            for space_id, counts in read.items():
                _cache[space_id] = counts
                _cache.move_to_end(space_id)
            while len(_cache) > limits.space_lists_cached:
                _cache.popitem(last=False)
    return found


def _read(rules: Mapping[uuid.UUID, Structure]) -> dict[uuid.UUID, _Counts]:
    until = time.monotonic() + limits.space_counts_seconds
    found = {space_id: _Counts(of.stamp, until) for space_id, of in rules.items()}
    pairs = [
        (space_id, person)
        for space_id, of in rules.items()
        for person in {of.owner_id, *of.people_with_overrides}
    ]
    special = {"spaces": [pair[0] for pair in pairs], "people": [pair[1] for pair in pairs]}
    # Counts of everyone, remembered for all who ask.
    with acting_as_program():
        rows = run_prepared(_BY_ROLES, {"spaces": list(rules)})
        exceptions = run_prepared(_SPECIAL, special)
    for space_id, role_ids, count in rows:
        found[space_id].by_roles[frozenset(role_ids)] += count
    for space_id, user_id, role_ids in exceptions:
        held = frozenset(role_ids)
        found[space_id].special[user_id] = held
        found[space_id].by_roles[held] -= 1
    return found
