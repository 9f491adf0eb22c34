"""Who may do what in a DM, a group or a channel of its own: the table of the wire contract (§3)."""

from collections.abc import Iterable, Mapping
from typing import Final

from conversations.rules.permissions.names import PERMISSIONS

RANKS: Final[Mapping[str, int]] = {"MEMBER": 0, "MODERATOR": 1, "ADMIN": 2, "OWNER": 3}

_DM = frozenset({"view", "send", "send_media", "react", "reply", "pin", "start_call"})
_GROUP_MEMBER = frozenset(
    {"view", "send", "send_media", "react", "reply", "invite", "add_members", "start_call"}
)
_BROADCAST_MEMBER = frozenset({"view", "react"})
_MODERATOR = _GROUP_MEMBER | {"pin", "mention_all", "remove_members", "manage_messages"}
_ADMIN = _MODERATOR | {"ban", "manage_roles", "manage_conversation", "view_audit"}


# What an archived conversation leaves to those who had it: to look, and to open it again.
_ARCHIVED = frozenset({"view", "manage_conversation"})


def effective_permissions(
    *,
    kind: str,
    role: str,
    allow: Iterable[str] = (),
    deny: Iterable[str] = (),
    is_archived: bool = False,
) -> frozenset[str]:
    """The permissions of a member with `role` in a conversation of `kind` (DM, GROUP, CHANNEL).

    An owner holds all. Else the role's defaults, then the member's own deny, then the member's own
    allow: the later wins, as in every level of the contract. Of these, one that is archived for all
    leaves `view` and `manage_conversation`.
    """
    held = _held(kind, role, allow, deny)
    return held & _ARCHIVED if is_archived else held


def _held(kind: str, role: str, allow: Iterable[str], deny: Iterable[str]) -> frozenset[str]:
    if kind == "DM":
        return _DM
    if role == "OWNER":
        return frozenset(PERMISSIONS)
    defaults = {
        "MEMBER": _BROADCAST_MEMBER if kind == "CHANNEL" else _GROUP_MEMBER,
        "MODERATOR": _MODERATOR,
        "ADMIN": _ADMIN,
    }[role]
    return frozenset((defaults - set(deny)) | set(allow))


def outranks(role: str, other: str) -> bool:
    """Whether `role` may act on a member with role `other`: never on an equal or a higher one."""
    return RANKS[role] > RANKS[other]


def may_hand_out(role: str, other: str) -> bool:
    """Whether a member with `role` may make somebody `other`: never as high as themselves, but that
    owners may make owners.
    """
    return role == "OWNER" or outranks(role, other)
