"""Pages of a timeline, and what their messages show of other rows.

Always a fixed number of queries.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from chatty.core.errors import Forbidden
from conversations.models import Membership
from conversations.rules.settings import complete_settings
from messaging.access import Reached
from messaging.models import Message, MessageEdit
from messaging.queries.message_rows import (
    newest_rows,
    own_marks,
    replied_to,
    rows_before,
    rows_changed,
    rows_from,
)
from messaging.rules.edits import sees_history
from messaging.wire import MessageJSON, MessageRow, Surroundings, message_row, messages_json


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the timeline, ascending by `seq`. `last_seq`: how far the timeline had come, so
    that clients know what follows where the last messages were purged.
    """

    messages: Sequence[MessageJSON]
    has_before: bool
    has_after: bool
    last_seq: int


def newest_messages(*, within: Membership, limit: int) -> Window:
    """The last `limit` messages."""
    rows = newest_rows(within=within, limit=limit + 1)
    return _window(within, rows[:limit][::-1], has_before=len(rows) > limit, has_after=False)


def messages_before(*, within: Membership, seq: int, limit: int) -> Window:
    """The `limit` messages just before `seq`."""
    rows = rows_before(within=within, seq=seq, limit=limit + 1)
    has_after = within.conversation.last_seq >= max(seq, within.visible_from_seq)
    return _window(within, rows[:limit][::-1], has_before=len(rows) > limit, has_after=has_after)


def messages_after(*, within: Membership, seq: int, limit: int) -> Window:
    """The `limit` messages just after `seq`."""
    rows = rows_from(within=within, seq=seq + 1, limit=limit + 1)
    has_before = min(seq, within.conversation.last_seq) >= within.visible_from_seq
    return _window(within, rows[:limit], has_before=has_before, has_after=len(rows) > limit)


def messages_around(*, within: Membership, seq: int, limit: int) -> Window:
    """`limit` messages with `seq` in the middle, as far as there are any."""
    half = limit // 2
    before = rows_before(within=within, seq=seq, limit=half + 1)
    room = limit - min(half, len(before))
    after = rows_from(within=within, seq=seq, limit=room + 1)
    return _window(
        within,
        before[:half][::-1] + after[:room],
        has_before=len(before) > half,
        has_after=len(after) > room,
    )


def messages_changed(
    *, within: Membership, since_rev: int, until_rev: int, limit: int
) -> list[MessageRow]:
    """Messages that changed in (since_rev, until_rev], tombstones included, by `rev`."""
    # No `rev` is lower than the `seq` that was given with it, so what lies before the viewer's
    # time need not be gone through.
    since_rev = max(since_rev, within.visible_from_seq - 1)
    return rows_changed(within=within, since_rev=since_rev, until_rev=until_rev, limit=limit)


def shape_messages(messages: Sequence[Message], *, viewer_id: uuid.UUID) -> list[MessageJSON]:
    """Messages that operations work on, as the viewer sees them."""
    return shape_rows([message_row(message) for message in messages], viewer_id=viewer_id)


def shape_rows(rows: Sequence[MessageRow], *, viewer_id: uuid.UUID) -> list[MessageJSON]:
    """Messages of any conversations as the viewer sees them."""
    return messages_json(rows, surroundings_of(rows, viewer_id=viewer_id))


def surroundings(messages: Sequence[Message], *, viewer_id: uuid.UUID | None) -> Surroundings:
    """The replied-to messages, and the viewer's own marks (none in what everyone gets)."""
    return surroundings_of([message_row(message) for message in messages], viewer_id=viewer_id)


def surroundings_of(rows: Sequence[MessageRow], *, viewer_id: uuid.UUID | None) -> Surroundings:
    """`surroundings` of rows."""
    replies = replied_to(rows, viewer_id=viewer_id)
    if viewer_id is None:
        return Surroundings(replies=replies)
    # Of what is quoted too: what its reader hides is not read in a quote either.
    mine = own_marks([*rows, *replies.values()], viewer_id=viewer_id)
    return Surroundings(replies=replies, mine=mine)


def _window(
    within: Membership, rows: Sequence[MessageRow], *, has_before: bool, has_after: bool
) -> Window:
    return Window(
        messages=shape_rows(rows, viewer_id=within.user_id),
        has_before=has_before,
        has_after=has_after,
        last_seq=max([within.conversation.last_seq, *(row.seq or 0 for row in rows[-1:])]),
    )


def list_edits(reached: Reached, *, after_version: int, limit: int) -> list[MessageEdit]:
    """Former versions of a message, the oldest first; none of what was deleted. Forbidden for whom
    the conversation does not show them.
    """
    message, mine = reached.message, reached.membership
    shown_to = complete_settings(mine.conversation.settings)["edit_history"]
    may = sees_history(
        shown_to, is_author=message.sender_id == mine.user_id, permissions=mine.permissions
    )
    if not may:
        raise Forbidden("Here not everyone sees what messages said before they were edited.")
    if message.deleted_at is not None:
        return []
    return list(
        MessageEdit.objects.filter(
            conversation_id=message.conversation_id,
            message_id=message.id,
            version__gt=after_version,
        ).order_by("version")[:limit]
    )
