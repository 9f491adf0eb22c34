"""The rules of spaces, remembered: who may do what follows from them without a query.

A space's row names the present rules by `structure`, a name that is never the same twice. Whoever
has read the row knows whether what is remembered still holds, so no process can act on old rules,
with Redis or without.
"""

import threading
import uuid
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import orjson

from chatty.core.acting import acting_as_program
from chatty.core.limits import limits
from chatty.core.prepared import run_prepared
from conversations.rules.permissions import Channel, Override, Role, Structure

# One statement sees one instant.
_LOAD = """
SELECT s.id, s.structure, s.owner_id,
  (SELECT json_agg(json_build_array(id, position, allow)) FROM space_roles r
    WHERE r.space_id = s.id)::text,
  (SELECT json_agg(json_build_array(id, category_id) ORDER BY position, id)
    FROM conversations c WHERE c.space_id = s.id AND c.deleted_at IS NULL)::text,
  (SELECT json_agg(json_build_array(
      COALESCE(channel_id, category_id), COALESCE(role_id, user_id), role_id IS NOT NULL, allow,
      deny
    )) FROM overrides o WHERE o.space_id = s.id)::text
FROM spaces s WHERE s.id = ANY(%(spaces)s)
"""

_cache: OrderedDict[uuid.UUID, Structure] = OrderedDict()
_lock = threading.Lock()


def structures_of(stamps: Mapping[uuid.UUID, uuid.UUID]) -> dict[uuid.UUID, Structure]:
    """The rules of these spaces, whose `structure` was just read, by the space's id; one query for
    all that are not remembered.
    """
    with _lock:
        found = {
            space_id: known
            for space_id, stamp in stamps.items()
            if (known := _cache.get(space_id)) is not None and known.stamp == stamp
        }
        for space_id in found:
            _cache.move_to_end(space_id)
    missing = [space_id for space_id in stamps if space_id not in found]
    if missing:
        # Whole, whoever asks: it is remembered for everyone.
        with acting_as_program():
            rows = run_prepared(_LOAD, {"spaces": missing})
        loaded = {row[0]: _structure(row) for row in rows}
        with _lock:
            _cache.update(loaded)
            while len(_cache) > limits.space_structures_cached:
                _cache.popitem(last=False)
        found |= loaded
    return found


def structure_of(space_id: uuid.UUID, stamp: uuid.UUID) -> Structure:
    """`structures_of` for one space that is there."""
    return structures_of({space_id: stamp})[space_id]


def forget_structures() -> None:
    """Empty the memory (tests)."""
    with _lock:
        _cache.clear()


def _structure(row: tuple[Any, ...]) -> Structure:
    _space_id, stamp, owner_id, roles, channels, overrides = row
    levels: dict[uuid.UUID, list[Override]] = {}
    for place, subject, is_role, allow, deny in _list(overrides):
        levels.setdefault(uuid.UUID(place), []).append(
            Override(uuid.UUID(subject), is_role, frozenset(allow), frozenset(deny))
        )
    return Structure(
        stamp=stamp,
        owner_id=owner_id,
        roles={
            uuid.UUID(name): Role(uuid.UUID(name), position, frozenset(allow))
            for name, position, allow in _list(roles)
        },
        channels={
            uuid.UUID(name): Channel(uuid.UUID(name), uuid.UUID(category) if category else None)
            for name, category in _list(channels)
        },
        overrides=levels,
    )


def _list(text: str | None) -> list[Any]:
    return [] if text is None else orjson.loads(text)
