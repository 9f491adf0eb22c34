"""What messaging tells everyone in a conversation (wire contract §7)."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal
from uuid import UUID

from messaging.wire import MessageJSON


@dataclass(frozen=True, slots=True)
class MessageCreated:
    """A new message."""

    name: ClassVar[str] = "message.created"
    message: MessageJSON

    def data(self) -> dict[str, Any]:
        return dict(self.message)


@dataclass(frozen=True, slots=True)
class FormerMentions:
    """Who a message mentioned before it was edited or deleted, so that clients can count."""

    people: tuple[UUID, ...]
    everyone: bool

    def data(self) -> dict[str, Any]:
        return {
            "former_mentions": [str(user_id) for user_id in self.people],
            "former_mentions_all": self.everyone,
        }


@dataclass(frozen=True, slots=True)
class MessageUpdated:
    """A message as it is now, who changed it and how; a reaction says which, an edit who was
    mentioned before.
    """

    name: ClassVar[str] = "message.updated"
    message: MessageJSON
    by: str | None
    change: str
    emoji: str = ""
    active: bool = False
    former: FormerMentions | None = None

    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = {**self.message, "by": self.by, "change": self.change}
        if self.change == "reaction":
            found |= {"emoji": self.emoji, "user_id": self.by, "active": self.active}
        if self.former is not None:
            found |= self.former.data()
        return found


@dataclass(frozen=True, slots=True)
class MessageDeleted:
    """The tombstone of a message, and who it had mentioned."""

    name: ClassVar[str] = "message.deleted"
    message: MessageJSON
    former: FormerMentions

    def data(self) -> dict[str, Any]:
        return {**self.message, **self.former.data()}


@dataclass(frozen=True, slots=True)
class MessageHidden:
    """A person deleted a message for themselves; their own sockets hear of it. It has no `rev`."""

    name: ClassVar[str] = "message.hidden"
    message_id: str
    seq: int | None

    def data(self) -> dict[str, Any]:
        return {"message_id": self.message_id, "seq": self.seq}


@dataclass(frozen=True, slots=True)
class BookmarksUpdated:
    """A person keeps a message, or no longer; their own sockets hear of it. It has no `rev`."""

    name: ClassVar[str] = "account.updated"
    message_id: str
    bookmarked: bool

    def data(self) -> dict[str, Any]:
        return {
            "part": "bookmarks",
            "message_id": self.message_id,
            "bookmarked": self.bookmarked,
        }


@dataclass(frozen=True, slots=True)
class MessageVoted:
    """What a person has chosen in a poll, as of a `rev` of its conversation; their own sockets hear
    of it. It has no `rev` itself.
    """

    name: ClassVar[str] = "message.voted"
    message_id: str
    option_ids: tuple[int, ...]
    as_of_rev: int | None

    def data(self) -> dict[str, Any]:
        chosen = list(self.option_ids)
        return {"message_id": self.message_id, "option_ids": chosen, "as_of_rev": self.as_of_rev}


@dataclass(frozen=True, slots=True)
class MessagesPurged:
    """Messages that are gone for good, none of which left a tombstone: `[first, last]` by `seq`."""

    name: ClassVar[str] = "messages.purged"
    ranges: tuple[tuple[int, int], ...]

    def data(self) -> dict[str, Any]:
        return {"ranges": [{"from_seq": first, "to_seq": last} for first, last in self.ranges]}


ScheduledState = Literal["waiting", "failed", "gone"]


@dataclass(frozen=True, slots=True)
class ScheduledUpdated:
    """What became of a message that a person scheduled: it waits (as it is now), it could not be
    sent, or it waits no more. Their own sockets hear of it. It has no `rev`.
    """

    name: ClassVar[str] = "scheduled.updated"
    message_id: str
    state: ScheduledState

    def data(self) -> dict[str, Any]:
        return {"message_id": self.message_id, "state": self.state}


@dataclass(frozen=True, slots=True)
class ScheduledCounted:
    """How many messages of a person wait in a conversation, and how many of these could not be
    sent; their own sockets hear of it. It has no `rev`.
    """

    name: ClassVar[str] = "account.updated"
    conversation_id: str
    count: int
    failed: int

    def data(self) -> dict[str, Any]:
        return {
            "part": "scheduled",
            "conversation_id": self.conversation_id,
            "count": self.count,
            "failed": self.failed,
        }


@dataclass(frozen=True, slots=True)
class ThreadUpdated:
    """A person follows a thread or not, or has read further in it; their own sockets hear of it. It
    has no `rev`.
    """

    name: ClassVar[str] = "thread.updated"
    message_id: str
    following: bool
    read_seq: int

    def data(self) -> dict[str, Any]:
        return {
            "message_id": self.message_id,
            "following": self.following,
            "read_seq": self.read_seq,
        }


@dataclass(frozen=True, slots=True)
class Typing:
    """Somebody types, or has stopped. It has no `rev`, and ends by itself: `expires_in` seconds."""

    name: ClassVar[str] = "typing"
    user_id: str
    active: bool
    expires_in: int

    def data(self) -> dict[str, Any]:
        return {"user_id": self.user_id, "active": self.active, "expires_in": self.expires_in}


@dataclass(frozen=True, slots=True)
class ReceiptUpdated:
    """A member has come further. It has no `rev`."""

    name: ClassVar[str] = "receipt.updated"
    user_id: str
    delivered_seq: int
    read_seq: int
    at: str

    def data(self) -> dict[str, Any]:
        return {
            "user_id": self.user_id,
            "delivered_seq": self.delivered_seq,
            "read_seq": self.read_seq,
            "at": self.at,
        }
