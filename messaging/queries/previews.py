"""The last message of each conversation in a list, and how often its reader was mentioned."""

import uuid
from collections.abc import Sequence

from conversations.models import Membership
from conversations.queries.keys import load_keys
from conversations.queries.previews import Preview
from messaging.adapters.sealing import KEY_VERSION
from messaging.models import Message
from messaging.queries.messages import shape_messages

# One index probe a conversation, each in one partition; a plain OR over 1,000 pairs plans worse.
_LAST = """
SELECT m.* FROM unnest(%s::uuid[], %s::bigint[]) AS wanted (conversation_id, seq)
CROSS JOIN LATERAL (
  SELECT * FROM messages
  WHERE messages.conversation_id = wanted.conversation_id AND messages.seq = wanted.seq
) m
"""


def read_previews(memberships: Sequence[Membership]) -> dict[uuid.UUID, Preview]:
    """Previews by conversation id; what lies before the reader's horizon is not shown."""
    spoken = [
        m
        for m in memberships
        if m.conversation.last_seq >= m.visible_from_seq and m.conversation.last_seq > 0
    ]
    if not spoken:
        return {}
    load_keys([(m.conversation_id, KEY_VERSION) for m in spoken])
    rows = list(
        Message.objects.raw(
            _LAST, [[m.conversation_id for m in spoken], [m.conversation.last_seq for m in spoken]]
        )
    )
    shaped = shape_messages(rows, viewer_id=spoken[0].user_id)
    return {
        row.conversation_id: Preview(last_message=message)
        for row, message in zip(rows, shaped, strict=True)
    }
