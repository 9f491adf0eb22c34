"""What is asked of spaces beside themselves: windows of members, the audit log, views of roles."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

from accounts.models import AuditEntry
from accounts.wire import UserJSON, user_json
from chatty.core.clock import wire_time
from conversations.models import Conversation, Membership, SpaceMember
from conversations.wire.conversations import MemberJSON, member_json
from conversations.wire.spaces import SpaceMemberJSON


class SpaceMembersJSON(TypedDict):
    """A window of members, who is there first. `total` and `online` come with the first window,
    unless names were searched.
    """

    results: list[SpaceMemberJSON]
    next: str | None
    total: NotRequired[int]
    online: NotRequired[int]


class ChannelMemberJSON(MemberJSON):
    """Somebody in a conversation; in a space's channel with what they are in the space."""

    nickname: NotRequired[str | None]
    role_ids: NotRequired[list[str]]


class ChannelMembersJSON(TypedDict):
    """A window of those who see a channel of a space, who is there first; also a page of a group's
    members, without the counts.
    """

    results: list[ChannelMemberJSON]
    next: str | None
    total: NotRequired[int]
    online: NotRequired[int]


class AuditEntryJSON(TypedDict):
    """Who did what in a space, and when. `details` is empty where it is of a channel that the
    reader may not see, but knows to be there.
    """

    id: str
    at: str
    actor: UserJSON | None
    action: str
    details: dict[str, Any]


class ViewedChannelJSON(TypedDict):
    """A channel, and what somebody with these roles may do in it."""

    id: str
    title: str
    channel_kind: str
    category_id: str | None
    position: int
    permissions: list[str]


class ViewAsJSON(TypedDict):
    """What a member with these roles alone would see of what one sees oneself."""

    role_ids: list[str]
    permissions: list[str]
    channels: list[ViewedChannelJSON]


def channel_member_json(
    member: Membership, *, within_space: SpaceMember, status: str | None
) -> ChannelMemberJSON:
    """Somebody who sees a channel of a space; conversation and user must be loaded. In a space
    nobody is told how far others have read.
    """
    told = member_json(member, member.conversation)
    return {
        **told,
        "user": {**told["user"], "presence": status},
        "nickname": within_space.nickname or None,
        "role_ids": sorted(map(str, within_space.role_ids)),
        "read_seq": None,
        "delivered_seq": None,
    }


def audit_entry_json(entry: AuditEntry, details: Mapping[str, Any]) -> AuditEntryJSON:
    """An entry of the audit log with the details that its reader may know; `entry.actor` must be
    loaded.
    """
    return {
        "id": str(entry.id),
        "at": wire_time(entry.at),
        "actor": None if entry.actor is None else user_json(entry.actor),
        "action": entry.action,
        "details": dict(details),
    }


def view_as_json(
    role_ids: Iterable[object],
    permissions: Iterable[str],
    channels: Iterable[tuple[Conversation, frozenset[str]]],
) -> ViewAsJSON:
    """A view of a space through roles."""
    return {
        "role_ids": sorted(map(str, role_ids)),
        "permissions": sorted(permissions),
        "channels": [
            {
                "id": str(channel.id),
                "title": channel.title,
                "channel_kind": channel.channel_kind,
                "category_id": None if channel.category_id is None else str(channel.category_id),
                "position": channel.position,
                "permissions": sorted(held),
            }
            for channel, held in channels
        ],
    }


def window_json(
    results: list[Any], *, next_cursor: str | None, total: int | None, online: int | None
) -> dict[str, Any]:
    """A window of members, with its counts where they are known."""
    counts: Mapping[str, int | None] = {"total": total, "online": online}
    known = {name: count for name, count in counts.items() if count is not None}
    return {"results": results, "next": next_cursor, **known}
