"""Which conversations are channels of a space: there rules decide, elsewhere rows do.

What a conversation is, it is for ever, so what is remembered of it is never wrong.
"""

import uuid
from collections.abc import Collection

from chatty.core.limits import limits
from chatty.core.prepared import run_prepared

_WHICH = "SELECT id, space_id IS NOT NULL FROM conversations WHERE id = ANY(%(rooms)s)"

_in_spaces: dict[uuid.UUID, bool] = {}


def channels_among(conversation_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these conversations that are channels of a space."""
    known = {name: _in_spaces.get(name) for name in conversation_ids}
    missing = [name for name, is_in_space in known.items() if is_in_space is None]
    if missing:
        found: dict[uuid.UUID, bool] = dict(run_prepared(_WHICH, {"rooms": missing}))
        _remember(found)
        known |= found
    return {name for name, is_in_space in known.items() if is_in_space}


def remember_kind(conversation_id: uuid.UUID, *, is_in_space: bool) -> None:
    """What was just made need not be looked up: it will be asked for at once."""
    _remember({conversation_id: is_in_space})


def _remember(kinds: dict[uuid.UUID, bool]) -> None:
    if len(_in_spaces) + len(kinds) > limits.conversation_kinds_cached:
        _in_spaces.clear()
    _in_spaces.update(kinds)
