"""Memberships as whole conversations: with peer and last message, in a fixed number of queries."""

from collections.abc import Sequence

from accounts.models import User
from accounts.models.rows import UserRow
from conversations.models import Membership
from conversations.models.rows import MembershipRow
from conversations.queries.conversations import peers_of
from conversations.queries.previews import Preview, read_previews
from conversations.wire import ConversationJSON, conversation_json


def shape_conversations(
    memberships: Sequence[Membership | MembershipRow],
) -> list[ConversationJSON]:
    """Conversations of one person."""
    peers = peers_of(memberships)
    previews = read_previews(memberships)
    return [
        _shape(
            membership,
            peers.get(membership.conversation_id),
            previews.get(membership.conversation_id, Preview()),
        )
        for membership in memberships
    ]


def shape_conversation(
    membership: Membership, *, peer: User | None = None, preview: Preview | None = None
) -> ConversationJSON:
    """One conversation whose peer, if it is a DM, is known already, and perhaps its preview."""
    return _shape(membership, peer, preview or preview_of(membership))


def preview_of(membership: Membership) -> Preview:
    """The preview of one conversation for its member."""
    return read_previews([membership]).get(membership.conversation_id, Preview())


def _shape(
    membership: Membership | MembershipRow, peer: User | UserRow | None, preview: Preview
) -> ConversationJSON:
    return conversation_json(
        membership,
        peer=peer,
        last_message=preview.last_message,
        mention_count=preview.mention_count,
        draft=preview.draft,
    )
