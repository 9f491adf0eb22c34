"""Messages by the thousand, written to the table as they are: for big data, not for rules.

Nothing is checked, numbered, counted or published here; whoever calls does what operations would.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from conversations.queries.keys import load_keys
from messaging.adapters.sealing import KEY_VERSION, seal_body
from messaging.models import MessageType


@dataclass(frozen=True, slots=True)
class BulkMessage:
    """A row of the table, its body still in the clear."""

    conversation_id: uuid.UUID
    id: uuid.UUID
    seq: int
    rev: int
    sender_id: uuid.UUID
    body: str
    created_at: datetime
    reply_to_id: uuid.UUID | None = None
    reaction_counts: Sequence[tuple[str, int]] = field(default=())


_COLUMNS = {
    "conversation_id": "uuid",
    "id": "uuid",
    "seq": "int8",
    "rev": "int8",
    "sender_id": "uuid",
    "client_id": "uuid",
    "type": "varchar",
    "body": "bytea",
    "reply_to_id": "uuid",
    "mentions": "uuid[]",
    "mentions_all": "bool",
    "metadata": "jsonb",
    "reaction_counts": "jsonb",
    "version": "int4",
    "created_at": "timestamptz",
}
_NAMES = ", ".join(_COLUMNS)
_COPY = f"COPY messages ({_NAMES}) FROM STDIN (FORMAT BINARY)"
# Where policies are asked PostgreSQL copies nothing into a table; a row each is slower, and stored.
_ARE_POLICIES_ASKED = "SELECT row_security_active('messages')"
_INSERT = f"""
INSERT INTO messages ({_NAMES}) VALUES ({", ".join(f"%s::{kind}" for kind in _COLUMNS.values())})
"""  # noqa: S608 - the columns above
_AT_ONCE = 1_000


def copy_messages(rows: Iterable[BulkMessage], *, rooms: Sequence[uuid.UUID]) -> int:
    """Seal the bodies and store the rows, which are of `rooms` alone; how many there were."""
    # Before the connection is busy with COPY, which leaves no room for a query.
    load_keys([(room, KEY_VERSION) for room in rooms])
    count = 0
    with connection.cursor() as cursor:
        cursor.execute(_ARE_POLICIES_ASKED)
        if cursor.fetchone() == (True,):
            for some in batched(map(_values, rows), _AT_ONCE):
                cursor.executemany(_INSERT, some)
                count += len(some)
            return count
        with cursor.copy(_COPY) as copy:
            copy.set_types(list(_COLUMNS.values()))
            for row in rows:
                copy.write_row(_values(row))
                count += 1
    return count


def _values(row: BulkMessage) -> tuple[Any, ...]:
    body = seal_body(row.body, conversation_id=row.conversation_id, message_id=row.id, version=1)
    return (
        row.conversation_id,
        row.id,
        row.seq,
        row.rev,
        row.sender_id,
        uuid.uuid4(),
        MessageType.TEXT.value,
        body,
        row.reply_to_id,
        [],
        False,
        Jsonb({}),
        Jsonb([list(pair) for pair in row.reaction_counts]),
        1,
        row.created_at,
    )
