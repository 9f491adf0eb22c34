"""What the apps above add to a conversation: its last message, how often one was mentioned in it,
and what one has begun to write.

Messages live above conversations, so messaging hands its reader in when it starts.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conversations.models import Membership
from conversations.models.rows import MembershipRow
from conversations.wire import DraftJSON


@dataclass(frozen=True, slots=True)
class Preview:
    """`last_message` is a Message of the wire contract."""

    last_message: Any = None
    mention_count: int = 0
    draft: DraftJSON | None = None


Previews = Mapping[uuid.UUID, Preview]
Reader = Callable[[Sequence[Membership | MembershipRow]], Previews]

_readers: list[Reader] = []


def register_previews(reader: Reader) -> None:
    """Hand in the one reader of previews."""
    _readers[:] = [reader]


def read_previews(memberships: Sequence[Membership | MembershipRow]) -> Previews:
    """The previews of these memberships' conversations, by conversation id, in a fixed number of
    queries.
    """
    return _readers[0](memberships) if _readers and memberships else {}
