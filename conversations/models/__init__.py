"""Tables of conversations."""

from conversations.models.ban import Ban
from conversations.models.category import Category
from conversations.models.conversation import (
    ChannelKind,
    Conversation,
    ConversationType,
    Encryption,
)
from conversations.models.conversation_key import ConversationKey
from conversations.models.feature_rollout import FeatureRollout
from conversations.models.invite import Invite
from conversations.models.join_request import JoinRequest, JoinRequestStatus
from conversations.models.membership import Membership, Role
from conversations.models.space import Joining, Space, SpaceMark, SpaceMember
from conversations.models.space_role import Override, SpaceRole

__all__ = [
    "Ban",
    "Category",
    "ChannelKind",
    "Conversation",
    "ConversationKey",
    "ConversationType",
    "Encryption",
    "FeatureRollout",
    "Invite",
    "JoinRequest",
    "JoinRequestStatus",
    "Joining",
    "Membership",
    "Override",
    "Role",
    "Space",
    "SpaceMark",
    "SpaceMember",
    "SpaceRole",
]
