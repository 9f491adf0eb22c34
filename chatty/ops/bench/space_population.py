"""Spaces for a measurement, as rows: nobody makes 5,000 channels by hand."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from chatty.core.encryption.keyring import installed_keyring, new_data_key
from chatty.ops.bulk_instance import Room, make_messages
from conversations.models import (
    Category,
    ChannelKind,
    Conversation,
    ConversationKey,
    ConversationType,
    Space,
    SpaceMember,
    SpaceRole,
)
from conversations.queries.keys import load_keys

CHANNELS = 25
SAID = 2
"""In each space, under two headings; and how much was said in each."""
_EVERYONE = ["react", "reply", "send", "view"]
_HEADINGS = 2
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Spaces:
    """The spaces of one person, all of whose channels are unread."""

    dweller: int
    ids: Sequence[uuid.UUID]


def make_spaces(
    count: int,
    *,
    dweller: uuid.UUID,
    other: uuid.UUID,
    began: datetime,
    tell: Callable[[str, int, int], None],
) -> list[uuid.UUID]:
    """Make `count` spaces of two people, with channels in which two things were said."""
    spaces = Space.objects.bulk_create(
        Space(
            name=f"Space {number}",
            owner_id=other,
            members_count=2,
            created_at=began,
            updated_at=began,
        )
        for number in range(count)
    )
    SpaceRole.objects.bulk_create(
        SpaceRole(space=space, name="@everyone", position=0, allow=_EVERYONE) for space in spaces
    )
    headings = Category.objects.bulk_create(
        Category(space=space, title=f"Heading {place}", position=place)
        for space in spaces
        for place in range(_HEADINGS)
    )
    SpaceMember.objects.bulk_create(
        SpaceMember(space=space, user_id=person, joined_at=began)
        for space in spaces
        for person in (dweller, other)
    )
    rooms = [Room(f"Channel {place}", [other]) for _ in spaces for place in range(CHANNELS)]
    _store_channels(spaces, headings, rooms, began=began)
    for some in batched(rooms, _AT_ONCE):
        # By one query: no process remembers the keys of all of them.
        load_keys([(room.id, 1) for room in some])
        make_messages(len(some) * SAID, rooms=some, began=began, tell=tell)
    return [space.id for space in spaces]


def _store_channels(
    spaces: Sequence[Space], headings: Sequence[Category], rooms: Sequence[Room], *, began: datetime
) -> None:
    ring = installed_keyring()
    Conversation.objects.bulk_create(
        Conversation(
            id=room.id,
            type=ConversationType.CHANNEL,
            channel_kind=ChannelKind.TEXT,
            title=room.title,
            space=spaces[number // CHANNELS],
            category=headings[number // CHANNELS * _HEADINGS + number % _HEADINGS],
            position=number % CHANNELS,
            created_by_id=room.members[0],
            rev=1,
            created_at=began,
            updated_at=began,
            last_activity_at=began,
        )
        for number, room in enumerate(rooms)
    )
    ConversationKey.objects.bulk_create(
        ConversationKey(conversation_id=room.id, version=1, wrapped=ring.wrap(new_data_key()))
        for room in rooms
    )
