"""Pages of a timeline, and what their messages show of other rows.

Always a fixed number of queries.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from conversations.models import Membership
from messaging.models import Message, MessageEdit, Reaction
from messaging.wire import MessageJSON, Surroundings, message_json


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the timeline, ascending by `seq`."""

    messages: Sequence[MessageJSON]
    has_before: bool
    has_after: bool


def newest_messages(*, within: Membership, limit: int) -> Window:
    """The last `limit` messages."""
    rows = list(_visible(within).order_by("-seq")[: limit + 1])
    return _window(within, rows[:limit][::-1], has_before=len(rows) > limit, has_after=False)


def messages_before(*, within: Membership, seq: int, limit: int) -> Window:
    """The `limit` messages just before `seq`."""
    rows = list(_visible(within).filter(seq__lt=seq).order_by("-seq")[: limit + 1])
    has_after = within.conversation.last_seq >= max(seq, within.visible_from_seq)
    return _window(within, rows[:limit][::-1], has_before=len(rows) > limit, has_after=has_after)


def messages_after(*, within: Membership, seq: int, limit: int) -> Window:
    """The `limit` messages just after `seq`."""
    rows = list(_visible(within).filter(seq__gt=seq).order_by("seq")[: limit + 1])
    has_before = min(seq, within.conversation.last_seq) >= within.visible_from_seq
    return _window(within, rows[:limit], has_before=has_before, has_after=len(rows) > limit)


def messages_around(*, within: Membership, seq: int, limit: int) -> Window:
    """`limit` messages with `seq` in the middle, as far as there are any."""
    half = limit // 2
    before = list(_visible(within).filter(seq__lt=seq).order_by("-seq")[: half + 1])
    room = limit - min(half, len(before))
    after = list(_visible(within).filter(seq__gte=seq).order_by("seq")[: room + 1])
    return _window(
        within,
        before[:half][::-1] + after[:room],
        has_before=len(before) > half,
        has_after=len(after) > room,
    )


def messages_changed(
    *, within: Membership, since_rev: int, until_rev: int, limit: int
) -> list[Message]:
    """Messages that changed in (since_rev, until_rev], tombstones included, by `rev`."""
    # No `rev` is lower than the `seq` that was given with it, so what lies before the viewer's
    # time need not be gone through.
    since_rev = max(since_rev, within.visible_from_seq - 1)
    rows = _visible(within).filter(rev__gt=since_rev, rev__lte=until_rev)
    return list(rows.order_by("rev")[:limit])


def shape_messages(messages: Sequence[Message], *, viewer_id: uuid.UUID) -> list[MessageJSON]:
    """Messages of one conversation as the viewer sees them."""
    around = surroundings(messages, viewer_id=viewer_id)
    return [message_json(message, around) for message in messages]


def surroundings(messages: Sequence[Message], *, viewer_id: uuid.UUID | None) -> Surroundings:
    """The replied-to messages, and the viewer's own reactions (none in what everyone gets)."""
    return Surroundings(
        replies=_replies(messages, viewer_id),
        mine=None if viewer_id is None else _own_reactions(messages, viewer_id),
    )


def _replies(messages: Sequence[Message], viewer_id: uuid.UUID | None) -> dict[uuid.UUID, Message]:
    """What was replied to; not what lies before the viewer's time, though a later one quotes it."""
    known = {message.id: message for message in messages}
    wanted = {message.reply_to_id for message in messages if message.reply_to_id is not None}
    missing = wanted - known.keys()
    if missing:
        conversations = {message.conversation_id for message in messages}
        rows = Message.objects.filter(conversation_id__in=conversations, id__in=missing)
        if viewer_id is not None:
            rows = rows.filter(_is_visible_to(viewer_id))
        known |= {row.id: row for row in rows}
    return {message_id: known[message_id] for message_id in wanted & known.keys()}


def _is_visible_to(viewer_id: uuid.UUID) -> Exists:
    return Exists(
        Membership.objects.filter(
            conversation_id=OuterRef("conversation_id"),
            user_id=viewer_id,
            visible_from_seq__lte=OuterRef("seq"),
        )
    )


def _own_reactions(
    messages: Iterable[Message], viewer_id: uuid.UUID
) -> dict[uuid.UUID, frozenset[str]]:
    reacted = [message for message in messages if message.reaction_counts]
    if not reacted:
        return {}
    found: dict[uuid.UUID, set[str]] = {}
    rows = Reaction.objects.filter(
        conversation_id__in={message.conversation_id for message in reacted},
        message_id__in=[message.id for message in reacted],
        user_id=viewer_id,
    ).values_list("message_id", "emoji")
    for message_id, emoji in rows:
        found.setdefault(message_id, set()).add(emoji)
    return {message_id: frozenset(emoji) for message_id, emoji in found.items()}


def _visible(within: Membership) -> QuerySet[Message]:
    return Message.objects.filter(
        conversation_id=within.conversation_id, seq__gte=within.visible_from_seq
    )


def _window(
    within: Membership, rows: Sequence[Message], *, has_before: bool, has_after: bool
) -> Window:
    return Window(
        messages=shape_messages(rows, viewer_id=within.user_id),
        has_before=has_before,
        has_after=has_after,
    )


def list_edits(message: Message, *, after_version: int, limit: int) -> list[MessageEdit]:
    """Former versions of a message, the oldest first."""
    return list(
        MessageEdit.objects.filter(
            conversation_id=message.conversation_id,
            message_id=message.id,
            version__gt=after_version,
        ).order_by("version")[:limit]
    )
