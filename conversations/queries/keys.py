"""Unwrapped conversation keys, cached under a bound: unwrapping costs a query and an AES unwrap."""

import threading
import uuid
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Final

from chatty.core.encryption.keyring import KeyUnavailable, installed_keyring
from chatty.core.limits import limits
from chatty.core.prepared import run_prepared

# A conversation's id, and the version of its key.
Name = tuple[uuid.UUID, int]

_WRAPPED: Final = """
SELECT conversation_id, version, wrapped FROM conversation_keys
WHERE conversation_id = ANY(%(rooms)s)
"""

_cache: OrderedDict[Name, bytes] = OrderedDict()
_lock = threading.Lock()
_at_hand: ContextVar[Mapping[Name, bytes]] = ContextVar(
    "conversation_keys_at_hand", default=MappingProxyType({})
)


def conversation_key(conversation_id: uuid.UUID, version: int) -> bytes:
    """The data key of that version; KeyUnavailable when it was purged or its master key is
    missing.
    """
    name = (conversation_id, version)
    if (known := _at_hand.get().get(name)) is not None:
        return known
    found = load_keys([name]).get(name)
    if found is None:
        raise KeyUnavailable(
            f"Key {version} of conversation {conversation_id} is not there, or no master key in "
            f"CHATTY_ENCRYPTION_KEYS opens it."
        )
    return found


@contextmanager
def keys_at_hand(names: Collection[Name]) -> Iterator[None]:
    """Within, these keys are there without asking for each: a list may need more of them than the
    cache holds, and each that is missing there would be a query.
    """
    token = _at_hand.set({**_at_hand.get(), **load_keys(names)})
    try:
        yield
    finally:
        _at_hand.reset(token)


def load_keys(names: Collection[Name]) -> dict[Name, bytes]:
    """Those of these keys that are available; one query for all that are not in the cache, where
    they are from now on, as far as there is room.
    """
    with _lock:
        found = {name: key for name in names if (key := _cache.get(name)) is not None}
        for name in found:
            _cache.move_to_end(name)
    missing = {name for name in names if name not in found}
    if missing:
        loaded = _load(missing)
        with _lock:
            _cache.update(loaded)
            _trim()
        found |= loaded
    return found


def remember_key(conversation_id: uuid.UUID, version: int, key: bytes) -> None:
    """Keep an unwrapped key; the one used longest ago goes when there are too many."""
    with _lock:
        _cache[(conversation_id, version)] = key
        _cache.move_to_end((conversation_id, version))
        _trim()


def forget_keys() -> None:
    """Empty the cache (tests, rotation)."""
    with _lock:
        _cache.clear()


def _load(names: Collection[Name]) -> dict[Name, bytes]:
    rows = run_prepared(_WRAPPED, {"rooms": list({room for room, _ in names})})
    wrapped = {(room, version): sealed for room, version, sealed in rows}
    known = [name for name in names if name in wrapped]
    keys = installed_keyring().unwrap_many([wrapped[name] for name in known])
    return {name: key for name, key in zip(known, keys, strict=True) if key is not None}


def _trim() -> None:
    while len(_cache) > limits.conversation_keys_cached:
        _cache.popitem(last=False)
