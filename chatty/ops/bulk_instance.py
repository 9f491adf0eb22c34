"""A big instance, made of rows alone: for plans, growth and load, never for people.

People have no password and nobody hears of anything. What is countable (seq, rev, last_seq,
members, watermarks) is right, so that the program reads it like any other.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import batched

from django.db import connection, transaction

from accounts.models import User
from accounts.rules.usernames import username_skeleton
from chatty.core.clock import played_at
from chatty.core.encryption.keyring import installed_keyring, new_data_key
from chatty.core.ids import new_id
from chatty.ops.bulk import BulkMessage, copy_messages
from conversations.models import (
    Conversation,
    ConversationKey,
    ConversationType,
    Membership,
    Role,
)
from conversations.models.conversation import dm_pair

BULK_DOMAIN = "bulk.invalid"
MEMBERS = 8
"""Of each conversation, as far as there are people."""

_BATCH = 10_000
_SPACING = timedelta(seconds=1)
_SAYINGS = (
    "The ferry is late again, so I am having a second coffee on the pier.",
    "Ok",
    "Has anybody seen the key to the canoe store? It was on its hook this morning.",
    "Yes, half past seven works for me. I bring the long ladder and the short temper.",
    "👍",
    "I have read it twice now and I think that page two contradicts page one, gently.",
    "Tomorrow then.",
    "Low water is at 10:40, wind north west, four to five. Warm things, please.",
)


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    people: int
    conversations: int
    messages: int


def make_instance(size: Size, *, present: datetime, tell: Callable[[str, int, int], None]) -> None:
    """Make people, conversations of `MEMBERS` each, and the messages, spread evenly over them.

    The newest message is a second old, each earlier one a second older. `tell` hears after each
    batch what is made, how many are there and how many there will be.
    """
    began = present - _SPACING * (size.messages + 2)
    people = make_people(size.people, domain=BULK_DOMAIN, began=began, tell=tell)
    rooms = _make_conversations(size.conversations, people=people, began=began, tell=tell)
    make_messages(size.messages, rooms=rooms, began=began, tell=tell)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def make_people(
    count: int, *, domain: str, began: datetime, tell: Callable[[str, int, int], None]
) -> list[uuid.UUID]:
    """Accounts that nobody can sign in to; `domain` is that of their addresses."""
    run = new_id().hex[8:16]  # Another run makes other names.
    ids: list[uuid.UUID] = []
    for numbers in batched(range(count), _BATCH):
        rows = [_person(f"bulk-{run}-{number}", number, domain) for number in numbers]
        with played_at(began):
            User.objects.bulk_create(rows)
        ids += [row.id for row in rows]
        tell("people", len(ids), count)
    return ids


def _person(name: str, number: int, domain: str) -> User:
    user = User(
        username=name,
        username_skeleton=username_skeleton(name),
        email=f"{name}@{domain}",
        display_name=f"Person {number}",
        is_verified=True,
    )
    user.set_unusable_password()
    return user


@dataclass(slots=True)
class Room:
    """A conversation to be; its first member owns it, where it has owners."""

    title: str
    members: Sequence[uuid.UUID]
    type: ConversationType = ConversationType.GROUP
    said: int = 0
    """How many messages it has, and so the `seq` of the last."""
    id: uuid.UUID = field(default_factory=new_id)


def _make_conversations(
    count: int,
    *,
    people: Sequence[uuid.UUID],
    began: datetime,
    tell: Callable[[str, int, int], None],
) -> list[Room]:
    """Groups whose members stand side by side in the list of people, so that all have some."""
    rooms: list[Room] = []
    step = max(1, len(people) // max(count, 1))
    for numbers in batched(range(count), _BATCH // MEMBERS):
        made = [Room(f"Group {number}", _members(people, number * step)) for number in numbers]
        store_rooms(made, began=began)
        rooms += made
        tell("conversations", len(rooms), count)
    return rooms


def _members(people: Sequence[uuid.UUID], start: int) -> list[uuid.UUID]:
    size = min(MEMBERS, len(people))
    return [people[(start + place) % len(people)] for place in range(size)]


@transaction.atomic
def store_rooms(made: Sequence[Room], *, began: datetime) -> None:
    """Write conversations with their keys and members."""
    ring = installed_keyring()
    Conversation.objects.bulk_create(
        Conversation(
            id=room.id,
            type=room.type,
            title=room.title,
            dm_pair=dm_pair(*room.members) if room.type == ConversationType.DM else None,
            created_by_id=room.members[0],
            members_count=len(room.members),
            rev=1,
            created_at=began,
            updated_at=began,
            last_activity_at=began,
        )
        for room in made
    )
    ConversationKey.objects.bulk_create(
        ConversationKey(conversation_id=room.id, version=1, wrapped=ring.wrap(new_data_key()))
        for room in made
    )
    Membership.objects.bulk_create(
        Membership(
            conversation_id=room.id,
            user_id=member,
            role=Role.MEMBER if place or room.type == ConversationType.DM else Role.OWNER,
            rev=1,
            joined_at=began,
        )
        for room in made
        for place, member in enumerate(room.members)
    )


def make_messages(
    count: int,
    *,
    rooms: Sequence[Room],
    began: datetime,
    tell: Callable[[str, int, int], None],
) -> None:
    """Say `count` things in `rooms` by turns, a second apart; everybody has read half of it."""
    made = 0
    for numbers in batched(range(count), _BATCH):
        # All of a conversation's share of this batch together: one key, one partition at a time.
        order = sorted(numbers, key=lambda number: (number % len(rooms), number))
        touched = sorted({number % len(rooms) for number in numbers})
        with transaction.atomic():
            made += copy_messages(
                _messages(order, rooms, began), rooms=[rooms[place].id for place in touched]
            )
            _count([rooms[place] for place in touched], at=began + _SPACING * numbers[-1])
        tell("messages", made, count)


def _messages(
    order: Sequence[int], rooms: Sequence[Room], began: datetime
) -> Iterator[BulkMessage]:
    for number in order:
        room = rooms[number % len(rooms)]
        at = began + _SPACING * number
        room.said += 1
        with played_at(at):
            message_id = new_id()
        yield BulkMessage(
            conversation_id=room.id,
            id=message_id,
            seq=room.said,
            rev=room.said + 1,
            sender_id=room.members[room.said % len(room.members)],
            body=_SAYINGS[number % len(_SAYINGS)],
            created_at=at,
        )


def _count(rooms: Sequence[Room], *, at: datetime) -> None:
    """Move counters to what was said, and everybody to having read half of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE conversations SET last_seq = said.seq, rev = said.seq + 1,"
            " last_activity_at = %s FROM unnest(%s::uuid[], %s::bigint[]) AS said (id, seq)"
            " WHERE conversations.id = said.id",
            [at, [room.id for room in rooms], [room.said for room in rooms]],
        )
        cursor.execute(
            "UPDATE memberships SET read_seq = said.seq / 2, delivered_seq = said.seq"
            " FROM unnest(%s::uuid[], %s::bigint[]) AS said (id, seq)"
            " WHERE conversation_id = said.id",
            [[room.id for room in rooms], [room.said for room in rooms]],
        )
