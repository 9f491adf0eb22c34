"""How a person has sorted their conversations, channels of spaces among them."""

import uuid
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Count

from accounts.models import User
from chatty.core.prepared import run_prepared
from conversations.access.structures import structures_of
from conversations.models import Membership

# The rows of channels stay when a person may not look any more: the rules say which of them count.
_SORTED_CHANNELS = """
SELECT m.conversation_id, m.pinned, m.folder, s.id, s.structure, sm.role_ids
FROM memberships m
JOIN conversations c ON c.id = m.conversation_id AND c.deleted_at IS NULL
JOIN spaces s ON s.id = m.space_id AND s.deleted_at IS NULL
JOIN space_members sm ON sm.space_id = s.id AND sm.user_id = m.user_id AND sm.left_at IS NULL
WHERE m.user_id = %(viewer)s AND m.left_at IS NULL AND (m.pinned OR m.folder <> '')
"""


class Folder(NamedTuple):
    """A folder: how many conversations outside of spaces are in it, and how many channels of
    spaces.
    """

    name: str
    conversations: int
    channels: int


class _SortedChannel(NamedTuple):
    """A channel of a space that the person may see, and where they have put it."""

    conversation_id: uuid.UUID
    pinned: bool
    folder: str


def count_pinned(viewer: User) -> int:
    """How many conversations and channels the person has pinned. What they may not see any more
    takes no place: they could not unpin it.
    """
    rows = Membership.objects.filter(user_id=viewer.id, left_at=None, pinned=True)
    return rows.count() + sum(one.pinned for one in _sorted_channels(viewer))


def folder_names(viewer: User, *, without: uuid.UUID) -> set[str]:
    """The names of the person's folders, one conversation left aside."""
    rows = Membership.objects.filter(user_id=viewer.id, left_at=None).exclude(folder="")
    names = set(rows.exclude(conversation_id=without).values_list("folder", flat=True).distinct())
    return names | {
        one.folder
        for one in _sorted_channels(viewer)
        if one.folder and one.conversation_id != without
    }


def list_folders(viewer: User) -> list[Folder]:
    """The person's folders by name."""
    rows = (
        Membership.objects.filter(user_id=viewer.id, left_at=None)
        .exclude(folder="")
        .values("folder")
        .annotate(conversations=Count("conversation_id"))
    )
    outside = {row["folder"]: row["conversations"] for row in rows}
    channels = Counter(one.folder for one in _sorted_channels(viewer) if one.folder)
    names = sorted(outside.keys() | channels.keys())
    return [Folder(name, outside.get(name, 0), channels[name]) for name in names]


def _sorted_channels(viewer: User) -> Iterator[_SortedChannel]:
    found = run_prepared(_SORTED_CHANNELS, {"viewer": viewer.id})
    rules = structures_of({row[3]: row[4] for row in found})
    for channel_id, pinned, folder, space_id, _stamp, role_ids in found:
        known = rules.get(space_id)
        if known is not None and channel_id in known.permissions_by_channel(
            user_id=viewer.id, role_ids=role_ids
        ):
            yield _SortedChannel(channel_id, pinned, folder)
