"""To whom a server offers what: each feature to everyone, until somebody says otherwise.

Their names are those of `GET /config`.
"""

import uuid
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b


class Feature(StrEnum):
    """What can be switched off, or be given to some people first."""

    THREADS = "threads"
    POLLS = "polls"
    SCHEDULED = "scheduled"
    DISAPPEARING = "disappearing"
    FORWARDS = "forwards"


# As refusals and the pages of moderators call them.
TITLES = {
    Feature.THREADS: "Threads",
    Feature.POLLS: "Polls",
    Feature.SCHEDULED: "Messages for later",
    Feature.DISAPPEARING: "Disappearing messages",
    Feature.FORWARDS: "Forwards",
}


@dataclass(frozen=True, slots=True)
class Rollout:
    """To whom a feature is offered: to so many in a hundred people, always the same ones, and
    besides to these people, and to everyone in these spaces, while they are there.
    """

    percentage: int = 100
    user_ids: frozenset[uuid.UUID] = frozenset()
    space_ids: frozenset[uuid.UUID] = frozenset()


def is_offered(
    feature: Feature, rollout: Rollout, *, user_id: uuid.UUID | None, space_id: uuid.UUID | None
) -> bool:
    """Whether somebody (None: not signed in) has a feature in a place (None: outside of spaces)."""
    if rollout.percentage >= 100 or user_id in rollout.user_ids or space_id in rollout.space_ids:
        return True
    return user_id is not None and _hundredth(feature, user_id) < rollout.percentage


def _hundredth(feature: Feature, user_id: uuid.UUID) -> int:
    """0 to 99, of each person another for each feature: the first are not always the same."""
    digest = blake2b(feature.value.encode() + user_id.bytes, digest_size=8).digest()
    return int.from_bytes(digest) % 100
