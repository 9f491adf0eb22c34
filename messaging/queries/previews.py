"""The last message of each conversation in a list, how often its reader was mentioned in it, and
what they have begun to write.
"""

import uuid
from collections.abc import Sequence

from conversations.models import Membership
from conversations.queries.keys import load_keys
from conversations.queries.previews import Preview
from messaging.adapters.sealing import KEY_VERSION
from messaging.models import Message
from messaging.queries.messages import shape_messages
from messaging.queries.own_states import own_states
from messaging.wire import MessageJSON, shown_draft

# One index probe a conversation, each in one partition; a plain OR over 1,000 pairs plans worse.
_LAST = """
SELECT m.* FROM unnest(%s::uuid[], %s::bigint[]) AS wanted (conversation_id, seq)
CROSS JOIN LATERAL (
  SELECT * FROM messages
  WHERE messages.conversation_id = wanted.conversation_id AND messages.seq = wanted.seq
) m
"""


def read_previews(memberships: Sequence[Membership]) -> dict[uuid.UUID, Preview]:
    """Previews of one person's conversations by id; what lies before the reader's horizon is not
    shown.
    """
    own = own_states(memberships)
    spoken = [
        m
        for m in memberships
        if m.conversation.last_seq >= m.visible_from_seq and m.conversation.last_seq > 0
    ]
    written = [name for name, state in own.items() if state.draft is not None]
    load_keys([(name, KEY_VERSION) for name in {*written, *(m.conversation_id for m in spoken)}])
    last = _last_messages(spoken)
    return {
        name: Preview(
            last_message=last.get(name),
            mention_count=state.mention_count,
            draft=shown_draft(state.draft),
        )
        for name, state in own.items()
    }


def _last_messages(spoken: Sequence[Membership]) -> dict[uuid.UUID, MessageJSON]:
    if not spoken:
        return {}
    rows = list(
        Message.objects.raw(
            _LAST, [[m.conversation_id for m in spoken], [m.conversation.last_seq for m in spoken]]
        )
    )
    shaped = shape_messages(rows, viewer_id=spoken[0].user_id)
    return {row.conversation_id: message for row, message in zip(rows, shaped, strict=True)}
