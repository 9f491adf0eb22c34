"""Messages as they are read for the wire."""

from datetime import datetime
from typing import Any, NamedTuple

from messaging.models import Message


class MessageRow(NamedTuple):
    """A message as `queries.message_rows` reads it: ids as text, None for empty lists and objects.
    `body` and `poll_text` are sealed.
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
    thread_id: str | None = None
    thread: dict[str, Any] | None = None
    forward: dict[str, Any] | None = None
    poll: dict[str, Any] | None = None
    poll_text: bytes | None = None
    scheduled_at: datetime | None = None


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
        thread_id=None if message.thread_id is None else str(message.thread_id),
        thread=message.thread,
        forward=message.forward,
        poll=message.poll,
        poll_text=None if message.poll_text is None else bytes(message.poll_text),
        scheduled_at=message.scheduled_at,
    )
