"""Rows by the hundred thousand, made in the database: for plans and growth, not for rules."""

import uuid
from dataclasses import dataclass

from django.db import connection, transaction

from accounts.models import User
from conversations.models import Conversation
from conversations.queries.keys import load_keys
from messaging.adapters.sealing import KEY_VERSION, seal_body

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
