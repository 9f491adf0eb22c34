"""What can be permitted, in words for people: a name, and one plain sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class PermissionWords:
    """A permission as pages name it."""

    value: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PermissionGroup:
    """Permissions that one thinks of together."""

    title: str
    words: tuple[PermissionWords, ...]


_TALK = (
    PermissionWords("view", "See channels", "See a channel and read what is said in it."),
    PermissionWords("send", "Write messages", "Write in channels."),
    PermissionWords("send_media", "Send files", "Send pictures, voice messages and other files."),
    PermissionWords("reply", "Reply", "Answer a message with a quote of it."),
    PermissionWords("react", "React", "Put an emoji on a message."),
    PermissionWords(
        "mention_all", "Mention everyone", "Use @all, which tells everyone who sees the channel."
    ),
    PermissionWords("start_call", "Start calls", "Start a call where calls are available."),
)
_PEOPLE = (
    PermissionWords("invite", "Invite people", "Make links that let others into the space."),
    PermissionWords(
        "add_members", "Decide on join requests", "Let in, or turn away, who asks to join."
    ),
    PermissionWords(
        "remove_members", "Remove members", "Remove members of lower rank. They can come back."
    ),
    PermissionWords(
        "ban", "Ban people", "Remove people and keep them out, for a time or for good."
    ),
)
_ORDER = (
    PermissionWords("pin", "Pin messages", "Pin messages and take pins away."),
    PermissionWords("manage_messages", "Delete messages", "Delete what others have written."),
    PermissionWords(
        "manage_channels",
        "Manage channels",
        "Make, change, order and delete channels and categories.",
    ),
    PermissionWords(
        "manage_roles",
        "Manage roles",
        "Change lower roles, what they may do, and who has them.",
    ),
    PermissionWords(
        "manage_conversation",
        "Manage the space",
        "Change name, description, rules, and how people find it and join.",
    ),
    PermissionWords("view_audit", "Read the audit log", "See who changed what in this space."),
)
GROUPS: Final = (
    PermissionGroup("Talking", _TALK),
    PermissionGroup("People", _PEOPLE),
    PermissionGroup("Keeping order", _ORDER),
)
WORDS: Final = {one.value: one for group in GROUPS for one in group.words}
PERMISSION_CHOICES: Final = [(one.value, one.label) for one in WORDS.values()]


def labels_of(permissions: Iterable[str]) -> list[str]:
    """The names of permissions, in the order in which pages list them."""
    held = set(permissions)
    return [one.label for one in WORDS.values() if one.value in held]
