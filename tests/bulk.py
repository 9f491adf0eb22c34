"""Rows by the hundred thousand, made in the database: for plans and growth, not for rules."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F

from accounts.models import User
from chatty.core.clock import now
from chatty.core.encryption.keyring import installed_keyring, new_data_key
from conversations.models import Conversation, ConversationKey, Membership, Role, Space
from conversations.queries.keys import load_keys, remember_key
from messaging.adapters.sealing import KEY_VERSION, seal_body
from messaging.models import Message

BODY = "A message of ordinary length, as people write them all day long."

# Ids must ascend like UUIDv7 and bodies must be sealed for their place, so both come from Python;
# the rest of a row is the same for all and made by the database.
_INSERT = """
INSERT INTO messages (conversation_id, id, seq, rev, sender_id, client_id, type, body, mentions,
                      mentions_all, metadata, reaction_counts, version, created_at)
SELECT %(room)s, id, seq, %(rev)s + seq, %(sender)s, gen_random_uuid(), 'TEXT', body, '{}', false,
       '{}', '[]', 1, now() - interval '1 year' + seq * interval '1 second'
FROM loading
"""


# Names begin with a hash of the number, so that their order is not that of the rows.
_PEOPLE = """
WITH people AS (
  INSERT INTO users (
    id, username, username_skeleton, display_name, email, password, bio, custom_status, is_bot,
    is_active, is_staff, is_superuser, is_verified, suspension_reason, locale, time_zone,
    privacy_settings, preferences, version, created_at, updated_at
  )
  SELECT gen_random_uuid(), %(some)s || n, %(some)s || n,
    initcap(left(md5(n::text), 6)) || ' Person ' || n, %(some)s || n || '@example.org', '!', '', '',
    false, true, false, false, true, '', 'en', 'UTC', '{}', '{}', 1, now(), now()
  FROM generate_series(1, %(count)s) AS n
  RETURNING id, display_name
)
INSERT INTO space_members (space_id, user_id, role_ids, nickname, sort_name, left_reason, position)
SELECT %(space)s, id, '{}', '', lower(display_name), '', 0 FROM people
RETURNING user_id
"""


@dataclass(frozen=True, slots=True)
class Bulk:
    """What was made; `ids` in order of `seq`."""

    conversation: Conversation
    ids: list[uuid.UUID]


@transaction.atomic
def make_messages(count: int, *, by: User, in_: Conversation) -> Bulk:
    """`count` messages with sealed bodies behind those that are there. Publishes nothing."""
    room = Conversation.objects.select_for_update(no_key=True).get(id=in_.id)
    first = room.last_seq
    # Before the connection is busy with COPY.
    load_keys([(room.id, KEY_VERSION)])
    ids = [_id_at(first + number) for number in range(1, count + 1)]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE loading (id uuid, seq bigint, body bytea) ON COMMIT DROP")
        with cursor.copy("COPY loading (id, seq, body) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["uuid", "int8", "bytea"])
            for number, message_id in enumerate(ids, first + 1):
                body = seal_body(BODY, conversation_id=room.id, message_id=message_id, version=1)
                copy.write_row((message_id, number, body))
        cursor.execute(_INSERT, {"room": room.id, "rev": room.rev - first, "sender": by.id})
        cursor.execute("DROP TABLE loading")
    room.last_seq, room.rev = first + count, room.rev + count
    room.save(update_fields=["last_seq", "rev"])
    return Bulk(room, ids)


def analyze() -> None:
    """Let the planner know what was made."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)" if connection.get_autocommit() else "ANALYZE")


def _id_at(number: int) -> uuid.UUID:
    """A UUIDv7 of the past, a second apart, so that ids ascend with `seq`."""
    milliseconds = 1_700_000_000_000 + number * 1_000
    value = uuid.uuid4().int & ((1 << 76) - 1)
    return uuid.UUID(int=(milliseconds << 80) | (7 << 76) | (value & ~(3 << 62)) | (2 << 62))


@transaction.atomic
def make_rooms(count: int, *, of: User, with_: User, unread: bool = True) -> list[Conversation]:
    """`count` groups of two people, a minute apart, with one message each. Publishes nothing."""
    begun = now() - timedelta(minutes=count)
    rooms = [
        Conversation(
            id=_id_at(number), type="GROUP", title=f"Room {number}", created_by=with_, rev=2,
            last_seq=1, members_count=2, last_activity_at=begun + timedelta(minutes=number),
        )
        for number in range(count)
    ]  # fmt: skip
    Conversation.objects.bulk_create(rooms, batch_size=1_000)
    keyring, keys, messages = installed_keyring(), [], []
    for room in rooms:
        data_key = new_data_key()
        keys.append(ConversationKey(conversation=room, version=1, wrapped=keyring.wrap(data_key)))
        remember_key(room.id, 1, data_key)
        messages.append(_first_message(room, by=with_))
    ConversationKey.objects.bulk_create(keys, batch_size=1_000)
    Membership.objects.bulk_create(
        (
            Membership(
                conversation=room, user=person, role=role, rev=1,
                read_seq=0 if unread and person == of else 1,
                delivered_seq=0 if unread and person == of else 1,
            )
            for room in rooms
            for person, role in ((of, Role.MEMBER), (with_, Role.OWNER))
        ),
        batch_size=1_000,
    )  # fmt: skip
    Message.objects.bulk_create(messages, batch_size=1_000)
    return rooms


@transaction.atomic
def make_space_members(count: int, *, of: Space) -> list[uuid.UUID]:
    """`count` people who are in a space by names of their own. Publishes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"space": of.id, "count": count, "some": uuid.uuid4().hex[:8]})
        ids = [row[0] for row in cursor.fetchall()]
    Space.objects.filter(id=of.id).update(members_count=F("members_count") + count)
    return ids


def _first_message(room: Conversation, *, by: User) -> Message:
    name = uuid.uuid4()
    return Message(
        conversation=room, id=name, seq=1, rev=2, sender=by, client_id=uuid.uuid4(),
        body=seal_body(BODY, conversation_id=room.id, message_id=name, version=1),
        created_at=room.last_activity_at,
    )  # fmt: skip
