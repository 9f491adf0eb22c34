"""Who takes part in a measurement: people, sessions and conversations, made as rows and taken away.

Nobody can sign in as them; their access tokens are signed here, with the key of the instance.
"""

import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import psycopg
from django.db import connection, transaction

from accounts.adapters.access_tokens import write_access_token
from accounts.models import User, UserSession
from chatty.core.clock import now
from chatty.ops.bench.space_population import Spaces, make_spaces
from chatty.ops.bulk_instance import BULK_DOMAIN, Room, make_messages, make_people, store_rooms
from conversations.models import Conversation, ConversationType, Membership, Space

DOMAIN = "bench.invalid"
LAST_READ = 1
"""In each conversation of a list that many messages are read; one is unread."""

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class Needs:
    """How much of everything the measurements that were asked for need."""

    people: int
    pairs: int = 0
    members: int = 0
    """Of the group that all hear."""
    histories: Sequence[int] = ()
    """How many messages long each long conversation is."""
    lists: Sequence[int] = ()
    """How many conversations each reader of a list is in."""
    spaces: int = 0
    """How many spaces the reader of the longest list is in."""


@dataclass(frozen=True, kw_only=True)
class Population:
    """What was made. Person 2i and person 2i+1 are a pair; whoever is in the group stands first."""

    people: Sequence[uuid.UUID]
    sessions: Sequence[UserSession]
    pairs: Sequence[Room]
    group: Room | None
    histories: Mapping[int, Room]
    readers: Mapping[int, int]
    """Conversations in the list → number of the person who is in as many."""
    spaces: Spaces | None = None

    def token(self, number: int) -> str:
        """An access token of that person, good for ten minutes from now."""
        return write_access_token(self.sessions[number])


def has_others() -> bool:
    """Whether anybody has an account who was not made for measurements."""
    others = User.objects.exclude(email__endswith=f"@{BULK_DOMAIN}")
    return others.exclude(email__endswith=f"@{DOMAIN}").exists()


def make_population(needs: Needs, *, tell: Tell) -> Population:
    """Make everybody and everything, all of it in the past."""
    longest = max([0, *needs.histories])
    began = now() - timedelta(seconds=longest + sum(needs.lists) * 2 + 60)
    count = max(needs.people, needs.pairs * 2, needs.members, 2) + len(needs.lists)
    people = make_people(count, domain=DOMAIN, began=began, tell=tell)
    population = Population(
        people=people,
        sessions=_open_sessions(people),
        pairs=[
            Room("", people[place : place + 2], ConversationType.DM)
            for place in range(0, needs.pairs * 2, 2)
        ],
        group=Room("Everybody", people[: needs.members]) if needs.members else None,
        histories={size: Room(f"{size} messages", people[:2]) for size in needs.histories},
        readers={size: count - place for place, size in enumerate(reversed(needs.lists), start=1)},
    )
    groups = [population.group] if population.group else []
    store_rooms([*population.pairs, *groups, *population.histories.values()], began=began)
    for size, room in population.histories.items():
        make_messages(size, rooms=[room], began=began, tell=tell)
    for size, reader in population.readers.items():
        _make_list(size, reader=people[reader], other=people[0], began=began, tell=tell)
    if needs.spaces:
        dweller = population.readers[max(population.readers)]
        ids = make_spaces(
            needs.spaces, dweller=people[dweller], other=people[0], began=began, tell=tell
        )
        population = replace(population, spaces=Spaces(dweller, ids))
    _settle()
    return population


def count_stored(rooms: Sequence[Room]) -> tuple[int, int]:
    """How many messages these conversations hold, and how many they have numbered."""
    ids = [room.id for room in rooms]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM messages WHERE conversation_id = ANY(%(ids)s)),"
            " (SELECT coalesce(sum(last_seq), 0) FROM conversations WHERE id = ANY(%(ids)s))",
            {"ids": ids},
        )
        stored, numbered = cursor.fetchone()
    return int(stored), int(numbered)


def remove_populations() -> None:
    """Take away everybody who was ever made for a measurement, and what they said."""
    people = User.objects.filter(email__endswith=f"@{DOMAIN}")
    values = {
        "people": list(people.values_list("id", flat=True)),
        "rooms": list(
            Conversation.objects.filter(created_by__in=people).values_list("id", flat=True)
        ),
        "spaces": list(Space.objects.filter(owner__in=people).values_list("id", flat=True)),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        # The worker may be at a job about one of them.
        cursor.execute("SET LOCAL lock_timeout = '60s'")
        for table in ("messages", "receipts", "drafts", "memberships", "conversation_keys"):
            cursor.execute(
                f"DELETE FROM {table} WHERE conversation_id = ANY(%(rooms)s)",  # noqa: S608 - ours
                values,
            )
        cursor.execute("DELETE FROM conversations WHERE id = ANY(%(rooms)s)", values)
        for table in ("categories", "space_roles", "space_members"):
            cursor.execute(
                f"DELETE FROM {table} WHERE space_id = ANY(%(spaces)s)",  # noqa: S608 - ours
                values,
            )
        cursor.execute("DELETE FROM spaces WHERE id = ANY(%(spaces)s)", values)
        cursor.execute("DELETE FROM user_sessions WHERE user_id = ANY(%(people)s)", values)
        cursor.execute("DELETE FROM users WHERE id = ANY(%(people)s)", values)


def _open_sessions(people: Sequence[uuid.UUID]) -> list[UserSession]:
    at = now()
    rows = [
        UserSession(
            user_id=person,
            device_name="bench",
            last_used_at=at,
            expires_at=at + timedelta(days=1),
        )
        for person in people
    ]
    return UserSession.objects.bulk_create(rows, batch_size=1_000)


def _make_list(
    size: int, *, reader: uuid.UUID, other: uuid.UUID, began: datetime, tell: Tell
) -> None:
    """Groups of two with two messages each, of which the reader has read one."""
    rooms = [Room(f"Room {number}", [other, reader]) for number in range(size)]
    for start in range(0, size, 1_000):
        store_rooms(rooms[start : start + 1_000], began=began)
    make_messages(size * 2, rooms=rooms, began=began, tell=tell)
    Membership.objects.filter(user_id=reader).update(read_seq=LAST_READ)


def _settle() -> None:
    """What the database does by itself after a minute, in the midst of a measurement: vacuum and
    statistics. Only the owner of the tables may.
    """
    address = os.environ.get("CHATTY_DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL", "")
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE) messages, conversations, memberships, users, user_sessions")
        owner.execute("VACUUM (ANALYZE) spaces, space_members, space_roles, categories")
