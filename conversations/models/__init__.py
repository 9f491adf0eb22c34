"""Tables of conversations."""

from conversations.models.ban import Ban
from conversations.models.conversation import (
    ChannelKind,
    Conversation,
    ConversationType,
    Encryption,
)
from conversations.models.conversation_key import ConversationKey
from conversations.models.invite import Invite
from conversations.models.membership import Membership, Role

__all__ = [
    "Ban",
    "ChannelKind",
    "Conversation",
    "ConversationKey",
    "ConversationType",
    "Encryption",
    "Invite",
    "Membership",
    "Role",
]
