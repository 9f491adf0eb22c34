"""What new messages are held against before they are written."""

import uuid
from collections.abc import Collection, Iterable, Sequence

from chatty.core.prepared import Rows, run_prepared
from messaging.models import Message
from messaging.models.message import MessageType
from messaging.queries.lifetimes import living

# (conversation, sender, client id), as the unique index has them.
Key = tuple[uuid.UUID, uuid.UUID, uuid.UUID]
Place = tuple[uuid.UUID, uuid.UUID]

# One probe of the unique index a message, each in one partition.
_SENT = """
SELECT found.conversation_id, found.id
FROM unnest(%(rooms)s::uuid[], %(senders)s::uuid[], %(clients)s::uuid[])
  AS wanted (room, sender, client)
CROSS JOIN LATERAL (
  SELECT conversation_id, id FROM messages
  WHERE conversation_id = wanted.room AND sender_id = wanted.sender AND client_id = wanted.client
) AS found
"""


def sent_before(keys: Sequence[Key]) -> dict[uuid.UUID, list[Message]]:
    """Those of these messages that are stored already, by sender."""
    if not keys:
        return {}
    rooms, senders, clients = map(list, zip(*keys, strict=True))
    found = run_prepared(_SENT, {"rooms": rooms, "senders": senders, "clients": clients})
    by_sender: dict[uuid.UUID, list[Message]] = {}
    for message in _load(found) if found else ():
        by_sender.setdefault(message.sender_id, []).append(message)
    return by_sender


def _load(places: Rows) -> Iterable[Message]:
    return Message.objects.filter(
        conversation_id__in={room for room, _ in places}, id__in={name for _, name in places}
    )


def quotable(places: Collection[Place]) -> dict[Place, int]:
    """The `seq` of those of these (conversation, message) that may be replied to: what people
    said, and what was not deleted and has not disappeared.
    """
    if not places:
        return {}
    rows = (
        Message.objects.filter(
            living(),
            conversation_id__in={room for room, _ in places},
            id__in={name for _, name in places},
            deleted_at=None,
        )
        .exclude(type=MessageType.SYSTEM)
        .values_list("conversation_id", "id", "seq")
    )
    return {(room, name): seq for room, name, seq in rows if seq is not None}
