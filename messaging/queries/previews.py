"""The last message of each conversation in a list, how often its reader was mentioned in it, and
what they have begun to write.
"""

import uuid
from collections.abc import Sequence

from conversations.models import Membership
from conversations.models.rows import MembershipRow
from conversations.queries.keys import keys_at_hand
from conversations.queries.previews import Preview
from messaging.adapters.sealing import KEY_VERSION
from messaging.queries.message_rows import rows_at
from messaging.queries.messages import shape_rows
from messaging.queries.own_states import own_states
from messaging.wire import MessageJSON, shown_draft


def read_previews(memberships: Sequence[Membership | MembershipRow]) -> dict[uuid.UUID, Preview]:
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
    names = {*written, *(m.conversation_id for m in spoken)}
    with keys_at_hand([(name, KEY_VERSION) for name in names]):
        last = _last_messages(spoken)
        return {
            name: Preview(
                last_message=last.get(str(name)),
                mention_count=state.mention_count,
                draft=shown_draft(state.draft),
            )
            for name, state in own.items()
        }


def _last_messages(spoken: Sequence[Membership | MembershipRow]) -> dict[str, MessageJSON]:
    if not spoken:
        return {}
    rows = rows_at(
        [m.conversation_id for m in spoken],
        [m.conversation.last_seq for m in spoken],
        [m.visible_from_seq for m in spoken],
    )
    shaped = shape_rows(rows, viewer_id=spoken[0].user_id)
    return {message["conversation_id"]: message for message in shaped}
