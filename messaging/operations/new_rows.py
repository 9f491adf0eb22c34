"""New messages on their way into the database: all of a batch, and all that moves with them, in one
statement.
"""

import uuid
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from chatty.core.prepared import run_prepared
from messaging.models.message import MessageType
from messaging.rules.forwards import Origin
from messaging.rules.own_reading import OwnReading, read_by_sending
from messaging.rules.polls import Poll
from messaging.wire import MessageRow

# What is read with it: all of a message's sender's, or nothing (`OwnReading`).
_HAS_READ = "own.since <= GREATEST(memberships.read_seq, memberships.visible_from_seq - 1)"
# Rows travel as one JSON text, which both ends read faster than an array a column. The last of each
# conversation's and of each speaker's messages moves their counters.
_STORE = f"""
WITH new AS (
  SELECT * FROM json_to_recordset(%(rows)s::json) AS new (
    room uuid, id uuid, seq bigint, rev bigint, sender uuid, client uuid, body text,
    reply_to uuid, mentions uuid[], mentions_all boolean, metadata jsonb,
    poll jsonb, poll_text text, at timestamptz,
    expires timestamptz, thread uuid, forward jsonb, version integer
  )
), stored AS (
  INSERT INTO messages (
    conversation_id, id, seq, rev, sender_id, client_id, type, body, reply_to_id, mentions,
    mentions_all, metadata, poll, poll_text, reaction_counts,
    version, created_at, expires_at, thread_id, forward
  )
  SELECT room, id, seq, rev, sender, client, 'TEXT', decode(body, 'base64'), reply_to, mentions,
    mentions_all, metadata, poll, decode(poll_text, 'base64'), '[]'::jsonb, version, at, expires,
    thread, forward
  FROM new
), moved AS (
  UPDATE conversations SET last_seq = last.seq, rev = last.rev, last_activity_at = last.at
  FROM (SELECT DISTINCT ON (room) room, seq, rev, at FROM new ORDER BY room, seq DESC) AS last
  WHERE conversations.id = last.room
)
UPDATE memberships
SET sent_at = own.at,
  read_seq = CASE WHEN {_HAS_READ} THEN own.seq ELSE memberships.read_seq END,
  read_at = CASE WHEN {_HAS_READ} THEN own.at ELSE memberships.read_at END,
  delivered_seq = CASE WHEN {_HAS_READ} THEN own.seq ELSE memberships.delivered_seq END,
  delivered_at = CASE WHEN {_HAS_READ} THEN own.at ELSE memberships.delivered_at END,
  marked_unread = memberships.marked_unread AND NOT {_HAS_READ}
FROM json_to_recordset(%(own)s::json) AS own (
  room uuid, sender uuid, seq bigint, since bigint, at timestamptz
)
WHERE memberships.conversation_id = own.room AND memberships.user_id = own.sender
"""  # noqa: S608 - a condition of our own


@dataclass(slots=True)
class NewRow:
    """A message that has its place and is not stored yet. `text` is what `body` holds sealed."""

    conversation_id: uuid.UUID
    id: uuid.UUID
    seq: int
    rev: int
    sender_id: uuid.UUID
    client_id: uuid.UUID
    text: str
    body: bytes
    reply_to_id: uuid.UUID | None
    metadata: Mapping[str, Any]
    created_at: datetime
    expires_at: datetime | None = None
    thread_id: uuid.UUID | None = None
    forward: Origin | None = None
    mentions: list[uuid.UUID] = field(default_factory=list)
    mentions_all: bool = False
    poll: Poll | None = None
    poll_text: bytes | None = None
    version: int = 1
    # Its text and its id come from a row in which it waited to be sent.
    has_waited: bool = False
    # Its time had come, and its author may not have been there.
    by_clock: bool = False

    def stored(self) -> MessageRow:
        """The row as it is read afterwards."""
        return MessageRow(
            id=str(self.id),
            conversation_id=str(self.conversation_id),
            seq=self.seq,
            rev=self.rev,
            sender_id=str(self.sender_id),
            client_id=str(self.client_id),
            type=MessageType.TEXT.value,
            body=self.body,
            reply_to_id=None if self.reply_to_id is None else str(self.reply_to_id),
            mentions=[str(user_id) for user_id in self.mentions] if self.mentions else None,
            mentions_all=self.mentions_all,
            link_preview=None,
            metadata=dict(self.metadata) or None,
            reaction_counts=None,
            version=self.version,
            created_at=self.created_at,
            edited_at=None,
            deleted_at=None,
            pinned_at=None,
            poll=None if self.poll is None else dict(self.poll),
            poll_text=self.poll_text,
            expires_at=self.expires_at,
            thread_id=None if self.thread_id is None else str(self.thread_id),
            forward=None if self.forward is None else dict(self.forward),
        )


def store_messages(messages: Sequence[NewRow]) -> None:
    """Insert these, and move the counters of their conversations and their speakers' watermarks."""
    rows = [
        {
            "room": message.conversation_id,
            "id": message.id,
            "seq": message.seq,
            "rev": message.rev,
            "sender": message.sender_id,
            "client": message.client_id,
            "body": b64encode(message.body).decode(),
            "reply_to": message.reply_to_id,
            "mentions": message.mentions,
            "mentions_all": message.mentions_all,
            "metadata": message.metadata,
            "poll": message.poll,
            "poll_text": None
            if message.poll_text is None
            else b64encode(message.poll_text).decode(),
            "at": message.created_at,
            "expires": message.expires_at,
            "thread": message.thread_id,
            "forward": message.forward,
            "version": message.version,
        }
        for message in messages
    ]
    own = [
        {"room": room, "sender": sender, "seq": read.seq, "since": read.since, "at": at}
        for (room, sender), (read, at) in _own_readings(messages).items()
    ]
    run_prepared(_STORE, {"rows": orjson.dumps(rows).decode(), "own": orjson.dumps(own).decode()})


def _own_readings(
    messages: Sequence[NewRow],
) -> dict[tuple[uuid.UUID, uuid.UUID], tuple[OwnReading, datetime]]:
    """By conversation and sender: how far they have read, and when they spoke last."""
    found: dict[tuple[uuid.UUID, uuid.UUID], tuple[OwnReading, datetime]] = {}
    # Those of a conversation stand in the order of their numbers.
    for message in messages:
        pair = (message.conversation_id, message.sender_id)
        known = found.get(pair)
        reading = read_by_sending(
            None if known is None else known[0],
            seq=message.seq,
            before=message.seq - 1,
            by_clock=message.by_clock,
        )
        found[pair] = (reading, message.created_at)
    return found
