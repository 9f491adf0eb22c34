"""What changed in one conversation since a `rev`: the catch-up of clients that saw a jump."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

from chatty.core.limits import limits
from conversations.models import Membership
from conversations.queries.members import member_changes, watermarks
from conversations.queries.shapes import shape_conversations
from conversations.wire import (
    ConversationJSON,
    DepartedJSON,
    MemberJSON,
    ReceiptJSON,
    departed_json,
    member_json,
    receipt_json,
)
from messaging.queries.gone import gone_since
from messaging.queries.messages import messages_changed, shape_rows
from messaging.wire import MessageJSON, MessageRow


@dataclass(frozen=True, slots=True)
class Changes:
    """One page of changes. `rev` is the last one included; ask again from it while `has_more`."""

    rev: int
    has_more: bool
    body: dict[str, Any]

    def answer(self) -> dict[str, Any]:
        """As it goes on the wire."""
        return {"rev": self.rev, "has_more": self.has_more, **self.body}


class RangeJSON(TypedDict):
    """A stretch of messages, both ends included."""

    from_seq: int
    to_seq: int


class HiddenJSON(TypedDict):
    """A message that one deleted for oneself."""

    message_id: str
    seq: int


class ChangesJSON(TypedDict):
    """A page of changes."""

    rev: int
    has_more: bool
    messages: list[MessageJSON]
    members: list[MemberJSON | DepartedJSON]
    receipts: list[ReceiptJSON]
    purged: list[RangeJSON]
    hidden: list[HiddenJSON]
    conversation: NotRequired[ConversationJSON]
    reset: NotRequired[bool]


def changes_since(*, within: Membership, since: int, limit: int) -> Changes:
    """Messages and members in order of `rev`, at most `limit` of both together.

    The conversation's `rev` is read first, and nothing beyond it is told: what moves on while
    this reads comes with the next page.
    """
    until = within.conversation.rev
    if since > until:
        # The client knows more than we do: a backup was restored.
        return Changes(until, has_more=False, body={**_nothing(), "reset": True})
    window = {"since_rev": since, "until_rev": until, "limit": limit + 1}
    messages = messages_changed(within=within, **window)
    members = member_changes(conversation_id=within.conversation_id, **window)
    revs = sorted([m.rev or 0 for m in messages] + [m.rev for m in members])
    has_more = len(revs) > limit
    last = _last_whole_rev(revs, limit) if has_more else until
    if has_more and last == revs[limit]:
        # More rows share this rev than a page holds: a group that started with many members.
        members = member_changes(
            conversation_id=within.conversation_id, since_rev=since, until_rev=last, limit=None
        )
    body = _shape(
        within, [m for m in messages if (m.rev or 0) <= last], [m for m in members if m.rev <= last]
    )
    gone = gone_since(within=within, since_rev=since, until_rev=last)
    if gone.is_too_much:
        # More than is worth telling; and who is told of a part does not know what is missing.
        return Changes(until, has_more=False, body={**_nothing(), "reset": True})
    body["purged"] = _purged(within, gone.ranges)
    # What happened at the `rev` that the client has may be news to it or not.
    body["hidden"] = [{"message_id": str(name), "seq": seq} for name, seq in gone.hidden]
    if not has_more:
        receipts = watermarks(
            conversation_id=within.conversation_id, limit=limits.receipts_in_changes
        )
        body["receipts"] = [receipt_json(member) for member in receipts]
        body["conversation"] = shape_conversations([within])[0]
    return Changes(last, has_more=has_more, body=body)


def _purged(within: Membership, ranges: Sequence[tuple[int, int]]) -> list[RangeJSON]:
    """As far as their reader could see what stood there."""
    seen_from = within.visible_from_seq
    return [
        {"from_seq": max(first, seen_from), "to_seq": last}
        for first, last in ranges
        if last >= seen_from
    ]


def _last_whole_rev(revs: list[int], limit: int) -> int:
    """The highest `rev` of which a page of `limit` holds every row (creation gives many rows one
    rev).
    """
    first_left_out = revs[limit]
    whole = [rev for rev in revs[:limit] if rev < first_left_out]
    return whole[-1] if whole else first_left_out


def _nothing() -> dict[str, Any]:
    return {"messages": [], "members": [], "receipts": [], "purged": [], "hidden": []}


def _shape(
    within: Membership, messages: list[MessageRow], members: list[Membership]
) -> dict[str, Any]:
    return {
        **_nothing(),
        "messages": shape_rows(messages, viewer_id=within.user_id),
        "members": [
            departed_json(member)
            if member.left_at is not None
            else member_json(member, within.conversation)
            for member in members
        ],
    }
