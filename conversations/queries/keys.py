"""Unwrapped conversation keys, cached under a bound: unwrapping costs a query and an AES unwrap."""

import threading
import uuid
from collections import OrderedDict

from chatty.core.encryption.keyring import KeyUnavailable, installed_keyring
from chatty.core.limits import limits
from conversations.models import ConversationKey

_cache: OrderedDict[tuple[uuid.UUID, int], bytes] = OrderedDict()
_lock = threading.Lock()


def conversation_key(conversation_id: uuid.UUID, version: int) -> bytes:
    """The data key of that version; KeyUnavailable when it was purged or its master key is
    missing.
    """
    name = (conversation_id, version)
    with _lock:
        if name in _cache:
            _cache.move_to_end(name)
            return _cache[name]
    load_keys([name])
    with _lock:
        found = _cache.get(name)
    if found is None:
        raise KeyUnavailable(f"Key {version} of conversation {conversation_id} is not there.")
    return found


def load_keys(names: list[tuple[uuid.UUID, int]]) -> None:
    """Bring the missing ones of these keys into the cache in one query."""
    with _lock:
        missing = {name for name in names if name not in _cache}
    if not missing:
        return
    rows = ConversationKey.objects.filter(
        conversation_id__in={conversation_id for conversation_id, _ in missing}
    )
    ring = installed_keyring()
    for row in rows:
        name = (row.conversation_id, row.version)
        if name in missing:
            remember_key(*name, ring.unwrap(bytes(row.wrapped)))


def remember_key(conversation_id: uuid.UUID, version: int, key: bytes) -> None:
    """Keep an unwrapped key; the one used longest ago goes when there are too many."""
    with _lock:
        _cache[(conversation_id, version)] = key
        _cache.move_to_end((conversation_id, version))
        while len(_cache) > limits.conversation_keys_cached:
            _cache.popitem(last=False)


def forget_keys() -> None:
    """Empty the cache (tests, rotation)."""
    with _lock:
        _cache.clear()
