"""Messages as JSON: the only place where they become it. Rows come from `queries`, read once a
page; a message that an operation works on becomes such a row first.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, NotRequired, TypedDict

from chatty.core.clock import wire_time, wire_time_or_none
from chatty.core.limits import limits
from conversations.wire import DraftJSON
from messaging.adapters.sealing import BodyOpener, open_body, open_draft
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


class MessageRow(NamedTuple):
    """A message as `queries.message_rows` reads it: ids as text, None for empty lists and objects.
    `body` is sealed.
    """

    id: str
    conversation_id: str
    seq: int | None
    rev: int | None
    sender_id: str
    client_id: str
    type: str
    body: bytes
    reply_to_id: str | None
    mentions: list[str] | None
    mentions_all: bool
    link_preview: dict[str, Any] | None
    metadata: dict[str, Any] | None
    reaction_counts: list[tuple[str, int]] | None
    version: int
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    pinned_at: datetime | None
    expires_at: datetime | None


def message_row(message: Message) -> MessageRow:
    """The row of a message that operations work on."""
    return MessageRow(
        id=str(message.id),
        conversation_id=str(message.conversation_id),
        seq=message.seq,
        rev=message.rev,
        sender_id=str(message.sender_id),
        client_id=str(message.client_id),
        type=message.type,
        body=bytes(message.body),
        reply_to_id=None if message.reply_to_id is None else str(message.reply_to_id),
        mentions=[str(user_id) for user_id in message.mentions],
        mentions_all=message.mentions_all,
        link_preview=message.link_preview,
        metadata=message.metadata,
        reaction_counts=message.reaction_counts,
        version=message.version,
        created_at=message.created_at,
        edited_at=message.edited_at,
        deleted_at=message.deleted_at,
        pinned_at=message.pinned_at,
        expires_at=message.expires_at,
    )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What messages show of other rows, by the messages' ids. `mine` is None in what everyone gets
    alike.
    """

    replies: Mapping[str, MessageRow] = field(default_factory=dict)
    mine: Mapping[str, frozenset[str]] | None = None


def body_of(message: Message) -> str:
    """The opened text; empty for tombstones."""
    return _Bodies().text_of(message_row(message))


class _Bodies:
    """Opens bodies, with each conversation's key fetched once."""

    def __init__(self) -> None:
        self._openers: dict[str, BodyOpener] = {}

    def text_of(self, row: MessageRow) -> str:
        """The text; empty for tombstones."""
        if row.deleted_at is not None:
            return ""
        opener = self._openers.get(row.conversation_id)
        if opener is None:
            opener = BodyOpener(uuid.UUID(row.conversation_id))
            self._openers[row.conversation_id] = opener
        return opener.open(row.body, bytes.fromhex(row.id.replace("-", "")), row.version)


def message_json(
    message: Message | MessageRow, around: Surroundings, *, body: str | None = None
) -> MessageJSON:
    """A message; `body` spares opening what was just sealed."""
    row = message if isinstance(message, MessageRow) else message_row(message)
    return _message_json(row, around, _Bodies(), body=body)


def messages_json(rows: Iterable[MessageRow], around: Surroundings) -> list[MessageJSON]:
    """A page of messages."""
    bodies = _Bodies()
    return [_message_json(row, around, bodies) for row in rows]


def _message_json(
    row: MessageRow, around: Surroundings, bodies: _Bodies, *, body: str | None = None
) -> MessageJSON:
    deleted = row.deleted_at is not None
    reply_to = None if deleted else row.reply_to_id
    return {
        "id": row.id,
        "conversation_id": row.conversation_id,
        "seq": row.seq,
        "rev": row.rev,
        "sender_id": row.sender_id,
        "client_id": row.client_id,
        "type": row.type,
        "body": bodies.text_of(row) if body is None else body,
        "reply_to": reply_to,
        "reply": None if reply_to is None else _reply_json(around.replies.get(reply_to), bodies),
        "attachments": [],
        "reactions": _reactions_json(row, around.mine) if row.reaction_counts else [],
        "mentions": row.mentions or [],
        "mentions_all": row.mentions_all,
        "link_preview": row.link_preview,
        "metadata": row.metadata or {},
        "version": row.version,
        "created_at": wire_time(row.created_at),
        "edited_at": wire_time_or_none(row.edited_at),
        "deleted": deleted,
        "deleted_at": wire_time_or_none(row.deleted_at),
        "pinned": row.pinned_at is not None,
        "pinned_at": wire_time_or_none(row.pinned_at),
        "expires_at": wire_time_or_none(row.expires_at),
        "encrypted": None,
    }


def _reply_json(target: MessageRow | None, bodies: _Bodies) -> ReplyJSON | None:
    if target is None:
        return None
    return {
        "id": target.id,
        "seq": target.seq,
        "sender_id": target.sender_id,
        "excerpt": excerpt(bodies.text_of(target), at_most=limits.excerpt_code_points),
        "deleted": target.deleted_at is not None,
    }


def _reactions_json(
    row: MessageRow, mine: Mapping[str, frozenset[str]] | None
) -> list[ReactionJSON]:
    own = None if mine is None else mine.get(row.id, frozenset())
    return [_reaction_json(emoji, count, own) for emoji, count in row.reaction_counts or ()]


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
