"""Conversations, members and invites as JSON."""

import uuid
from typing import Any, TypedDict

from django.conf import settings

from accounts.models import User
from accounts.models.rows import UserRow
from accounts.wire import UserJSON, user_json
from chatty.core.clock import wire_time, wire_time_or_none
from conversations.models import Ban, Conversation, Invite, Membership, Space
from conversations.models.rows import ConversationRow, MembershipRow
from conversations.rules.settings import Settings, complete_settings


class SharedJSON(TypedDict):
    """What a conversation is to everyone in it."""

    id: str
    type: str
    channel_kind: str | None
    title: str
    topic: str
    avatar_url: str | None
    space_id: str | None
    category_id: str | None
    encryption: str
    settings: Settings
    archived_at: str | None
    last_seq: int
    rev: int
    version: int
    members_count: int
    created_at: str
    updated_at: str


class OwnStateJSON(TypedDict):
    """What a person sets for themselves alone in a conversation."""

    muted_until: str | None
    pinned: bool
    archived: bool
    folder: str | None
    notification_level: str
    marked_unread: bool


class DraftJSON(TypedDict):
    """What a person has begun to write; version 0 where there never was any."""

    body: str
    version: int
    updated_at: str | None


class PersonalJSON(OwnStateJSON):
    """What a conversation is to one person in it. `position`: of a channel of a space, its place
    among those of the space that the person sees.
    """

    position: int
    role: str
    permissions: list[str]
    unread_count: int
    mention_count: int
    last_read_seq: int
    visible_from_seq: int
    draft: DraftJSON | None
    is_request: bool
    peer: UserJSON | None


class ConversationJSON(SharedJSON, PersonalJSON):
    """A conversation as REST and /sync answer it."""

    last_message: Any


class MemberJSON(TypedDict):
    """A member as everyone in the conversation sees them."""

    user: UserJSON
    conversation_id: str
    role: str
    permissions: list[str]
    joined_at: str
    left: bool
    rev: int
    read_seq: int | None
    delivered_seq: int | None


class DepartedJSON(TypedDict):
    """Somebody who is no longer a member, in `changes`."""

    user_id: str
    left: bool
    rev: int


class ReceiptJSON(TypedDict):
    """How far a member has come."""

    user_id: str
    delivered_seq: int
    read_seq: int


class FolderJSON(TypedDict):
    """A folder of one person: how many conversations outside of spaces are in it, and how many
    channels of spaces.
    """

    name: str
    conversations: int
    channels: int


class BanJSON(TypedDict):
    """Who may not come in, since when, until when, why, and by whom (a user id)."""

    user: UserJSON
    reason: str
    by: str
    created_at: str
    expires_at: str | None


class InviteJSON(TypedDict):
    """An invite as its makers see it."""

    code: str
    url: str
    conversation_id: str | None
    space_id: str | None
    created_by: str
    expires_at: str | None
    max_uses: int | None
    uses: int
    revoked: bool


class InviteLandingJSON(InviteJSON):
    """An invite as whoever holds the code sees it, before they join."""

    type: str
    title: str
    created_by_name: str
    members_count: int
    history_for_newcomers: bool
    status: str


def shared_json(conversation: Conversation | ConversationRow) -> SharedJSON:
    """The part that events carry, the same for all."""
    return {
        "id": str(conversation.id),
        "type": conversation.type,
        "channel_kind": conversation.channel_kind or None,
        "title": conversation.title,
        "topic": conversation.topic,
        "avatar_url": None,
        "space_id": _text_or_none(conversation.space_id),
        "category_id": _text_or_none(conversation.category_id),
        "encryption": conversation.encryption,
        "settings": complete_settings(conversation.settings or {}),
        "archived_at": wire_time_or_none(conversation.archived_at),
        "last_seq": conversation.last_seq,
        "rev": conversation.rev,
        "version": conversation.version,
        "members_count": conversation.members_count,
        "created_at": wire_time(conversation.created_at),
        "updated_at": wire_time(conversation.updated_at),
    }


def personal_json(
    membership: Membership | MembershipRow,
    *,
    peer: User | UserRow | None,
    mention_count: int,
    draft: DraftJSON | None,
) -> PersonalJSON:
    """The part that belongs to the member; `membership.conversation` must be loaded."""
    conversation = membership.conversation
    seen = max(membership.read_seq, membership.visible_from_seq - 1)
    return {
        "position": conversation.position,
        "role": membership.role,
        "permissions": sorted(membership.permissions),
        "unread_count": max(0, conversation.last_seq - seen),
        "mention_count": mention_count,
        "last_read_seq": membership.read_seq,
        "visible_from_seq": membership.visible_from_seq,
        **own_state_json(membership),
        "draft": draft,
        "is_request": False,
        "peer": None if peer is None else user_json(peer),
    }


def own_state_json(membership: Membership | MembershipRow) -> OwnStateJSON:
    """The part that the member sets."""
    return {
        "muted_until": wire_time_or_none(membership.muted_until),
        "pinned": membership.pinned,
        "archived": membership.archived,
        "folder": membership.folder or None,
        "notification_level": membership.notification_level,
        "marked_unread": membership.marked_unread,
    }


def conversation_json(
    membership: Membership | MembershipRow,
    *,
    peer: User | UserRow | None,
    last_message: Any,
    mention_count: int,
    draft: DraftJSON | None,
) -> ConversationJSON:
    """The whole conversation for one member."""
    return {
        **shared_json(membership.conversation),
        "last_message": last_message,
        **personal_json(membership, peer=peer, mention_count=mention_count, draft=draft),
    }


def member_json(member: Membership, conversation: Conversation) -> MemberJSON:
    """A member; `member.user` must be loaded."""
    member.conversation = conversation
    return {
        "user": user_json(member.user),
        "conversation_id": str(member.conversation_id),
        "role": member.role,
        "permissions": sorted(member.granted),
        "joined_at": wire_time(member.joined_at),
        "left": member.left_at is not None,
        "rev": member.rev,
        "read_seq": member.read_seq,
        "delivered_seq": member.delivered_seq,
    }


def departed_json(member: Membership) -> DepartedJSON:
    """A departed member in `changes`."""
    return {"user_id": str(member.user_id), "left": True, "rev": member.rev}


def receipt_json(member: Membership) -> ReceiptJSON:
    """A member's watermarks."""
    return {
        "user_id": str(member.user_id),
        "delivered_seq": member.delivered_seq,
        "read_seq": member.read_seq,
    }


def folder_json(name: str, conversations: int, channels: int) -> FolderJSON:
    """A folder."""
    return {"name": name, "conversations": conversations, "channels": channels}


def ban_json(ban: Ban) -> BanJSON:
    """A ban for those who may ban; `ban.user` must be loaded."""
    return {
        "user": user_json(ban.user),
        "reason": ban.reason,
        "by": str(ban.banned_by_id),
        "created_at": wire_time(ban.created_at),
        "expires_at": wire_time_or_none(ban.expires_at),
    }


def invite_json(invite: Invite) -> InviteJSON:
    """An invite for members."""
    return {
        "code": invite.code,
        "url": f"{settings.PUBLIC_ORIGIN}/i/{invite.code}",
        "conversation_id": _text_or_none(invite.conversation_id),
        "space_id": _text_or_none(invite.space_id),
        "created_by": str(invite.created_by_id),
        "expires_at": wire_time_or_none(invite.expires_at),
        "max_uses": invite.max_uses,
        "uses": invite.uses,
        "revoked": invite.revoked_at is not None,
    }


def invite_landing_json(invite: Invite, status: str) -> InviteLandingJSON:
    """What an invite leads to; conversation, space and maker must be loaded."""
    if (place := invite.conversation or invite.space) is None:
        raise ValueError("An invite leads somewhere.")
    if isinstance(place, Space):
        kind, title, history = "SPACE", place.name, True
    else:
        kind, title = place.type, place.title
        history = complete_settings(place.settings)["history_for_newcomers"]
    return {
        **invite_json(invite),
        "type": kind,
        "title": title,
        "created_by_name": invite.created_by.display_name,
        "members_count": place.members_count,
        "history_for_newcomers": history,
        "status": status,
    }


def _text_or_none(value: uuid.UUID | None) -> str | None:
    return None if value is None else str(value)
