"""Messages as JSON: the only place where they become it. Rows come from `queries`, read once a
page.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NotRequired, TypedDict

from chatty.core.clock import wire_time, wire_time_or_none
from chatty.core.limits import limits
from conversations.wire import DraftJSON
from messaging.adapters.sealing import open_body, open_draft
from messaging.models import Draft, Message, MessageEdit
from messaging.rules.body import excerpt


class ReplyJSON(TypedDict):
    """The message that was replied to, in short."""

    id: str
    seq: int | None
    sender_id: str
    excerpt: str
    deleted: bool


class ReactionJSON(TypedDict):
    """How many reacted with an emoji; `me` is left out where it would differ by reader."""

    emoji: str
    count: int
    me: NotRequired[bool]


class MessageJSON(TypedDict):
    """A message."""

    id: str
    conversation_id: str
    seq: int | None
    rev: int | None
    sender_id: str
    client_id: str
    type: str
    body: str
    reply_to: str | None
    reply: ReplyJSON | None
    attachments: list[Any]
    reactions: list[ReactionJSON]
    mentions: list[str]
    mentions_all: bool
    link_preview: dict[str, Any] | None
    metadata: dict[str, Any]
    version: int
    created_at: str
    edited_at: str | None
    deleted: bool
    deleted_at: str | None
    pinned: bool
    pinned_at: str | None
    expires_at: str | None
    encrypted: dict[str, Any] | None


class EditJSON(TypedDict):
    """A body that an edit replaced: since when it stood, and who wrote it."""

    version: int
    body: str
    edited_at: str
    edited_by: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What messages show of other rows. `mine` is None in what everyone gets alike."""

    replies: Mapping[uuid.UUID, Message] = field(default_factory=dict)
    mine: Mapping[uuid.UUID, frozenset[str]] | None = None


def body_of(message: Message) -> str:
    """The opened text; empty for tombstones."""
    if message.deleted_at is not None:
        return ""
    return open_body(
        message.body,
        conversation_id=message.conversation_id,
        message_id=message.id,
        version=message.version,
    )


def message_json(message: Message, around: Surroundings, *, body: str | None = None) -> MessageJSON:
    """A message; `body` spares opening what was just sealed."""
    deleted = message.deleted_at is not None
    mine = None if around.mine is None else around.mine.get(message.id, frozenset())
    return {
        "id": str(message.id),
        "conversation_id": str(message.conversation_id),
        "seq": message.seq,
        "rev": message.rev,
        "sender_id": str(message.sender_id),
        "client_id": str(message.client_id),
        "type": message.type,
        "body": body_of(message) if body is None else body,
        "reply_to": str(message.reply_to_id) if message.reply_to_id and not deleted else None,
        "reply": None if deleted else _reply_json(message, around),
        "attachments": [],
        "reactions": [
            _reaction_json(emoji, count, mine) for emoji, count in message.reaction_counts
        ],
        "mentions": [str(user_id) for user_id in message.mentions],
        "mentions_all": message.mentions_all,
        "link_preview": message.link_preview,
        "metadata": message.metadata,
        "version": message.version,
        "created_at": wire_time(message.created_at),
        "edited_at": wire_time_or_none(message.edited_at),
        "deleted": deleted,
        "deleted_at": wire_time_or_none(message.deleted_at),
        "pinned": message.pinned_at is not None,
        "pinned_at": wire_time_or_none(message.pinned_at),
        "expires_at": wire_time_or_none(message.expires_at),
        "encrypted": None,
    }


def _reply_json(message: Message, around: Surroundings) -> ReplyJSON | None:
    target = around.replies.get(message.reply_to_id) if message.reply_to_id else None
    if target is None:
        return None
    return {
        "id": str(target.id),
        "seq": target.seq,
        "sender_id": str(target.sender_id),
        "excerpt": excerpt(body_of(target), at_most=limits.excerpt_code_points),
        "deleted": target.deleted_at is not None,
    }


def _reaction_json(emoji: str, count: int, mine: frozenset[str] | None) -> ReactionJSON:
    if mine is None:
        return {"emoji": emoji, "count": count}
    return {"emoji": emoji, "count": count, "me": emoji in mine}


def edit_json(edit: MessageEdit) -> EditJSON:
    """One former version."""
    return {
        "version": edit.version,
        "body": open_body(
            edit.body,
            conversation_id=edit.conversation_id,
            message_id=edit.message_id,
            version=edit.version,
        ),
        "edited_at": wire_time(edit.edited_at),
        "edited_by": str(edit.edited_by_id),
    }


def body_of_draft(draft: Draft) -> str:
    """The opened text of a draft."""
    return open_draft(
        draft.body,
        conversation_id=draft.conversation_id,
        user_id=draft.user_id,
        version=draft.version,
    )


def draft_json(draft: Draft | None) -> DraftJSON:
    """A draft by itself; one that never was has version 0."""
    if draft is None:
        return {"body": "", "version": 0, "updated_at": None}
    return {
        "body": body_of_draft(draft),
        "version": draft.version,
        "updated_at": wire_time(draft.updated_at),
    }


def shown_draft(draft: Draft | None) -> DraftJSON | None:
    """A draft within its conversation: None where there is nothing in it."""
    return None if draft is None or not draft.body else draft_json(draft)


@dataclass(frozen=True, slots=True)
class MessageReceipt:
    """One member's receipt of one message; times are None where the history is trimmed."""

    user_id: uuid.UUID
    is_read: bool
    delivered_at: datetime | None
    read_at: datetime | None


class MessageReceiptJSON(TypedDict):
    """Who has a message. `read` tells a read one apart whose time is no longer known."""

    user_id: str
    delivered_at: str | None
    read_at: str | None
    read: bool


def message_receipt_json(receipt: MessageReceipt) -> MessageReceiptJSON:
    """One member's receipt of one message."""
    return {
        "user_id": str(receipt.user_id),
        "delivered_at": wire_time_or_none(receipt.delivered_at),
        "read_at": wire_time_or_none(receipt.read_at),
        "read": receipt.is_read,
    }
