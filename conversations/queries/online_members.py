"""Who of a space is there: lists of members begin with them."""

import threading
import time
import uuid
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, NamedTuple

from accounts.queries.presence import people_seen
from chatty.core.acting import acting_as_program
from chatty.core.limits import limits
from chatty.core.prepared import run_prepared

_THERE: Final = """
SELECT m.sort_name, m.user_id, m.role_ids, u.username
FROM space_members m JOIN users u ON u.id = m.user_id
WHERE m.space_id = %(space)s AND m.user_id = ANY(%(people)s) AND m.left_at IS NULL
"""


class MemberKey(NamedTuple):
    """A member, as far as lists order and choose them. The username is that of who is there."""

    sort_name: str
    user_id: uuid.UUID
    role_ids: tuple[uuid.UUID, ...]
    username: str = ""


@dataclass(frozen=True, slots=True)
class OnlineMembers:
    """The members of a space who are there, in order, as of the set of people it was made from."""

    people: frozenset[uuid.UUID]
    until: float
    in_order: list[MemberKey]
    ids: frozenset[uuid.UUID]


_cache: OrderedDict[uuid.UUID, OnlineMembers] = OrderedDict()
_lock = threading.Lock()


def online_members(space_id: uuid.UUID) -> OnlineMembers:
    """Those members of a space whom everyone may see to be there. Remembered for a few seconds."""
    people = people_seen()
    with _lock:
        known = _cache.get(space_id)
    if known is not None and known.people is people and time.monotonic() < known.until:
        return known
    found = _read(space_id, people)
    with _lock:
        _cache[space_id] = found
        _cache.move_to_end(space_id)
        while len(_cache) > limits.space_lists_cached:
            _cache.popitem(last=False)
    return found


def forget_online_members() -> None:
    """Look again at the next question (tests)."""
    with _lock:
        _cache.clear()


def _read(space_id: uuid.UUID, people: frozenset[uuid.UUID]) -> OnlineMembers:
    rows = []
    if people:
        # Remembered for all who ask, each of whom has been let into the space.
        with acting_as_program():
            rows = run_prepared(_THERE, {"space": space_id, "people": list(people)})
    in_order = sorted(
        MemberKey(name, user_id, tuple(role_ids), username)
        for name, user_id, role_ids, username in rows
    )
    return OnlineMembers(
        people=people,
        until=time.monotonic() + limits.space_online_seconds,
        in_order=in_order,
        ids=frozenset(key.user_id for key in in_order),
    )
