"""What a message looks like on the wire."""

from typing import Any, NotRequired, TypedDict


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


class ThreadJSON(TypedDict):
    """The thread under its first message. `people`: the last to write first, at most three."""

    count: int
    last_seq: int
    last_at: str
    people: list[str]


class ForwardJSON(TypedDict):
    """Where a forwarded message was said first; `sender_id` is None where its author does not want
    to be found by it.
    """

    sender_id: str | None
    sender_name: str
    sent_at: str


class PollOptionJSON(TypedDict):
    """One answer of a poll; `me` is left out where it would differ by reader."""

    id: int
    text: str
    count: int
    me: NotRequired[bool]


class PollJSON(TypedDict):
    """A poll, whose question is the message's body. `voters` counts people."""

    options: list[PollOptionJSON]
    multiple: bool
    anonymous: bool
    closes_at: str | None
    closed: bool
    voters: int


class DeletionJSON(TypedDict):
    """Who deleted a message for everyone, `author` or `moderator`, and until when it can be brought
    back (by the former what they deleted, by the latter what any of them removed); None: it cannot.
    """

    by: str
    recoverable_until: str | None


class MessageJSON(TypedDict):
    """A message. `bookmarked` and `hidden` (deleted for the reader alone, and shown to them as a
    tombstone) are left out where they would differ by reader.
    """

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
    thread_id: str | None
    thread: ThreadJSON | None
    forward: ForwardJSON | None
    poll: PollJSON | None
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
    deletion: DeletionJSON | None
    pinned: bool
    pinned_at: str | None
    expires_at: str | None
    scheduled_at: str | None
    encrypted: dict[str, Any] | None
    bookmarked: NotRequired[bool]
    hidden: NotRequired[bool]
