"""What clients send about conversations and spaces, checked field by field."""

from conversations.inputs.conversations import (
    AddMembersInput,
    BanInput,
    ConversationInput,
    Flag,
    MemberInput,
    NewConversationInput,
    NewInviteInput,
    OwnStateInput,
    PermissionsInput,
    SettingsInput,
    TransferInput,
    WholeNumber,
    Words,
)

__all__ = [
    "AddMembersInput",
    "BanInput",
    "ConversationInput",
    "Flag",
    "MemberInput",
    "NewConversationInput",
    "NewInviteInput",
    "OwnStateInput",
    "PermissionsInput",
    "SettingsInput",
    "TransferInput",
    "WholeNumber",
    "Words",
]
