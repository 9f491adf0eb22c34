"""Messages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from chatty.core.clock import wire_time, wire_time_or_none
from chatty.core.limits import limits
from messaging.models import Message
from messaging.rules.body import excerpt
from messaging.rules.polls import Poll
from messaging.wire.bodies import Bodies
from messaging.wire.polls import poll_json, unvoted
from messaging.wire.rows import MessageRow, message_row
from messaging.wire.shapes import (
    ForwardJSON,
    MessageJSON,
    PollJSON,
    ReactionJSON,
    ReplyJSON,
    ThreadJSON,
)


@dataclass(frozen=True, slots=True)
class OwnMarks:
    """What one reader alone has put on a message: emoji, the numbers of poll options, whether they
    keep it and hide it.
    """

    reactions: frozenset[str] = frozenset()
    votes: frozenset[int] = frozenset()
    bookmarked: bool = False
    hidden: bool = False


NO_MARKS = OwnMarks()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What messages show of other rows, by the messages' ids. `mine` is None in what everyone gets
    alike; a message that is not in it has no marks.
    """

    replies: Mapping[str, MessageRow] = field(default_factory=dict)
    mine: Mapping[str, OwnMarks] | None = None

    def marks_of(self, row: MessageRow) -> OwnMarks | None:
        """The reader's marks on a message; None in what everyone gets alike."""
        return None if self.mine is None else self.mine.get(row.id, NO_MARKS)


def message_json(
    message: Message | MessageRow, around: Surroundings, *, body: str | None = None
) -> MessageJSON:
    """A message; `body` spares opening what was just sealed."""
    row = message if isinstance(message, MessageRow) else message_row(message)
    return _message_json(row, around, Bodies(), body=body)


def unmarked(shared: MessageJSON) -> MessageJSON:
    """What everyone gets of a message, as it is for a reader who has put no mark on it."""
    poll = None if shared["poll"] is None else unvoted(shared["poll"])
    return {**shared, "poll": poll, "bookmarked": False, "hidden": False}


def messages_json(rows: Iterable[MessageRow], around: Surroundings) -> list[MessageJSON]:
    """A page of messages."""
    bodies = Bodies()
    return [_message_json(row, around, bodies) for row in rows]


def _message_json(
    row: MessageRow, around: Surroundings, bodies: Bodies, *, body: str | None = None
) -> MessageJSON:
    marks = around.marks_of(row)
    if marks is not None and marks.hidden:
        return _hidden_json(row)
    deleted = row.deleted_at is not None
    reply_to = None if deleted else row.reply_to_id
    shaped: MessageJSON = {
        "id": row.id,
        "conversation_id": row.conversation_id,
        "seq": row.seq,
        "rev": row.rev,
        "sender_id": row.sender_id,
        "client_id": row.client_id,
        "type": row.type,
        "body": bodies.text_of(row) if body is None else body,
        "reply_to": reply_to,
        "reply": None if reply_to is None else _reply_json(around, reply_to, bodies),
        "thread_id": row.thread_id,
        "thread": _thread_json(row),
        "forward": _forward_json(row),
        "poll": _poll_json(row, marks, bodies),
        "attachments": [],
        "reactions": _reactions_json(row, marks) if row.reaction_counts else [],
        "mentions": row.mentions or [],
        "mentions_all": row.mentions_all,
        "link_preview": row.link_preview,
        "metadata": {} if deleted else row.metadata or {},
        "version": row.version,
        "created_at": wire_time(row.created_at),
        "edited_at": wire_time_or_none(row.edited_at),
        "deleted": deleted,
        "deleted_at": wire_time_or_none(row.deleted_at),
        "deletion": (row.metadata or {}).get("deletion") if deleted else None,
        "pinned": row.pinned_at is not None,
        "pinned_at": wire_time_or_none(row.pinned_at),
        "expires_at": wire_time_or_none(row.expires_at),
        "scheduled_at": wire_time_or_none(row.scheduled_at),
        "encrypted": None,
    }
    if marks is not None:
        shaped["bookmarked"], shaped["hidden"] = marks.bookmarked, False
    return shaped


def _hidden_json(row: MessageRow) -> MessageJSON:
    """A message that the reader deleted for themselves: its place, and nothing that was said or
    that they put on it.
    """
    bare = row._replace(
        body=b"",
        reply_to_id=None,
        mentions=None,
        mentions_all=False,
        link_preview=None,
        metadata=None,
        reaction_counts=None,
        pinned_at=None,
        thread=None,
        forward=None,
        poll=None,
        poll_text=None,
    )
    shaped = _message_json(bare, Surroundings(), Bodies(), body="")
    shaped["deleted"], shaped["hidden"], shaped["bookmarked"] = True, True, False
    return shaped


def _forward_json(row: MessageRow) -> ForwardJSON | None:
    if (origin := row.forward) is None:
        return None
    return {
        "sender_id": origin["sender_id"],
        "sender_name": origin["sender_name"],
        "sent_at": origin["sent_at"],
    }


def _thread_json(row: MessageRow) -> ThreadJSON | None:
    if (thread := row.thread) is None:
        return None
    return {
        "count": thread["count"],
        "last_seq": thread["last_seq"],
        "last_at": thread["last_at"],
        "people": thread["people"],
    }


def _poll_json(row: MessageRow, marks: OwnMarks | None, bodies: Bodies) -> PollJSON | None:
    if row.poll is None:
        return None
    own = None if marks is None else marks.votes
    return poll_json(cast("Poll", row.poll), bodies.options_of(row), own)


def _reply_json(around: Surroundings, name: str, bodies: Bodies) -> ReplyJSON | None:
    target = around.replies.get(name)
    if target is None:
        return None
    marks = around.marks_of(target)
    is_hidden = marks is not None and marks.hidden
    return {
        "id": target.id,
        "seq": target.seq,
        "sender_id": target.sender_id,
        "excerpt": ""
        if is_hidden
        else excerpt(bodies.text_of(target), at_most=limits.excerpt_code_points),
        "deleted": is_hidden or target.deleted_at is not None,
    }


def _reactions_json(row: MessageRow, marks: OwnMarks | None) -> list[ReactionJSON]:
    own = None if marks is None else marks.reactions
    return [_reaction_json(emoji, count, own) for emoji, count in row.reaction_counts or ()]


def _reaction_json(emoji: str, count: int, mine: frozenset[str] | None) -> ReactionJSON:
    if mine is None:
        return {"emoji": emoji, "count": count}
    return {"emoji": emoji, "count": count, "me": emoji in mine}
