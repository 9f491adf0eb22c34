"""What can be permitted (wire contract §3)."""

from typing import Final

PERMISSIONS: Final = (
    "add_members",
    "ban",
    "invite",
    "manage_channels",
    "manage_conversation",
    "manage_messages",
    "manage_roles",
    "mention_all",
    "pin",
    "react",
    "remove_members",
    "reply",
    "send",
    "send_media",
    "start_call",
    "view",
    "view_audit",
)

ALL: Final = frozenset(PERMISSIONS)
