"""The rows of new messages, each kind in one statement, whatever their number."""

import uuid
from collections.abc import Mapping, Sequence

import orjson

from chatty.core.prepared import run_prepared
from conversations.queries.speakers import Floor
from messaging.models import Message

# Arrays of arrays cannot be unnested by rows, so mentions travel as text.
_INSERT = """
INSERT INTO messages (
  conversation_id, id, seq, rev, sender_id, client_id, type, body, reply_to_id, mentions,
  mentions_all, metadata, reaction_counts, version, created_at
)
SELECT room, id, seq, rev, sender, client, type, body, reply_to, mentions::uuid[],
  mentions_all, metadata::jsonb, '[]'::jsonb, 1, created_at
FROM unnest(
  %(rooms)s::uuid[], %(ids)s::uuid[], %(seqs)s::bigint[], %(revs)s::bigint[],
  %(senders)s::uuid[], %(clients)s::uuid[], %(types)s::text[], %(bodies)s::bytea[],
  %(replies)s::uuid[], %(mentions)s::text[], %(calls)s::boolean[], %(metadata)s::text[],
  %(times)s::timestamptz[]
) AS new (
  room, id, seq, rev, sender, client, type, body, reply_to, mentions, mentions_all, metadata,
  created_at
)
"""
_MOVE_CONVERSATIONS = """
UPDATE conversations SET last_seq = new.seq, rev = new.rev, last_activity_at = new.at
FROM unnest(%(rooms)s::uuid[], %(seqs)s::bigint[], %(revs)s::bigint[], %(times)s::timestamptz[])
  AS new (room, seq, rev, at)
WHERE conversations.id = new.room
"""
# Whoever speaks last has seen what stands above.
_MOVE_SPEAKERS = """
UPDATE memberships
SET read_seq = new.seq, read_at = new.at, delivered_seq = new.seq, delivered_at = new.at,
  sent_at = new.at, marked_unread = false
FROM unnest(
  %(rooms)s::uuid[], %(people)s::uuid[], %(seqs)s::bigint[], %(times)s::timestamptz[]
) AS new (room, person, seq, at)
WHERE memberships.conversation_id = new.room AND memberships.user_id = new.person
"""


def insert_messages(messages: Sequence[Message]) -> None:
    """Rows of these new messages, in one INSERT."""
    run_prepared(
        _INSERT,
        {
            "rooms": [message.conversation_id for message in messages],
            "ids": [message.id for message in messages],
            "seqs": [message.seq for message in messages],
            "revs": [message.rev for message in messages],
            "senders": [message.sender_id for message in messages],
            "clients": [message.client_id for message in messages],
            "types": [str(message.type) for message in messages],
            "bodies": [message.body for message in messages],
            "replies": [message.reply_to_id for message in messages],
            "mentions": [_uuid_array(message.mentions) for message in messages],
            "calls": [message.mentions_all for message in messages],
            "metadata": [_json(message.metadata) for message in messages],
            "times": [message.created_at for message in messages],
        },
    )


def move_counters(floors: Mapping[uuid.UUID, Floor], messages: Sequence[Message]) -> None:
    """The conversations' counters and their speakers' own watermarks, one UPDATE each.

    `messages` in the order of their `seq`: the last one of each counts.
    """
    latest = {message.conversation_id: message for message in messages}
    run_prepared(
        _MOVE_CONVERSATIONS,
        {
            "rooms": list(latest),
            "seqs": [floors[room].last_seq for room in latest],
            "revs": [floors[room].rev for room in latest],
            "times": [message.created_at for message in latest.values()],
        },
    )
    own = {(message.conversation_id, message.sender_id): message for message in messages}
    run_prepared(
        _MOVE_SPEAKERS,
        {
            "rooms": [room for room, _ in own],
            "people": [person for _, person in own],
            "seqs": [message.seq for message in own.values()],
            "times": [message.created_at for message in own.values()],
        },
    )


def _uuid_array(ids: Sequence[uuid.UUID]) -> str:
    return f"{{{','.join(map(str, ids))}}}"


def _json(value: object) -> str:
    return orjson.dumps(value).decode() if value else "{}"
