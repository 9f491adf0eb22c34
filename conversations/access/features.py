"""Whether somebody is offered a feature where they are.

Each process remembers for a moment what the table says, so that asking costs nothing.
"""

import time
import uuid
from collections.abc import Mapping
from typing import NamedTuple

from chatty.core.errors import Forbidden
from chatty.core.limits import limits
from chatty.core.prepared import run_prepared
from conversations.rules.features import TITLES, Feature, Rollout, is_offered

_READ = "SELECT feature, percentage, user_ids, space_ids FROM feature_rollouts"
_EVERYONE = Rollout()


class _Known(NamedTuple):
    """What the table said, and when (monotonic)."""

    rollouts: Mapping[str, Rollout]
    read_at: float


_known: dict[str, _Known] = {}


def has_feature(feature: Feature, *, user_id: uuid.UUID | None, space_id: uuid.UUID | None) -> bool:
    """Whether somebody (None: not signed in) is offered it in a space (None: outside of any)."""
    rollout = rollouts().get(feature, _EVERYONE)
    return is_offered(feature, rollout, user_id=user_id, space_id=space_id)


def require_feature(feature: Feature, *, user_id: uuid.UUID, space_id: uuid.UUID | None) -> None:
    """Forbidden where it is not offered."""
    if not has_feature(feature, user_id=user_id, space_id=space_id):
        raise Forbidden(f"{TITLES[feature]} are not offered to you here.")


def rollouts() -> Mapping[str, Rollout]:
    """By name, of features that are not offered to everyone; at most
    `limits.features_cached_seconds` old.
    """
    known = _known.get("")
    if known is None or time.monotonic() - known.read_at > limits.features_cached_seconds:
        known = _known[""] = _Known(_read(), time.monotonic())
    return known.rollouts


def forget_rollouts() -> None:
    """Have this process read them anew."""
    _known.clear()


def _read() -> dict[str, Rollout]:
    return {
        feature: Rollout(percentage, frozenset(user_ids), frozenset(space_ids))
        for feature, percentage, user_ids, space_ids in run_prepared(_READ, {})
    }
