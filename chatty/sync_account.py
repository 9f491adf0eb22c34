"""What a sync tells of the person as a whole: the account, spaces, and their own marks."""

from typing import Any, NotRequired, TypedDict

from accounts.changes import account_changes
from accounts.models import User
from accounts.wire import MeJSON
from chatty.core.limits import limits
from conversations.changes import SpaceChanges
from conversations.queries.spaces import own_spaces_named, shape_spaces
from conversations.wire import SpaceCountJSON, SpaceJSON, space_count_json
from messaging.changes import HiddenJSON
from messaging.queries.bookmarks import bookmarked_ids
from messaging.queries.hidden import Hidden, hidden_since
from messaging.queries.marks import marks_changed


class HiddenSinceJSON(HiddenJSON):
    """The same, and where."""

    conversation_id: str


class AccountJSON(TypedDict):
    """What changed about the person."""

    me: NotRequired[MeJSON]
    spaces: NotRequired[list[SpaceJSON]]
    spaces_removed: NotRequired[list[str]]
    # Of spaces that did not change otherwise.
    space_counts: NotRequired[list[SpaceCountJSON]]
    # All of them, by the messages' ids, the newest first.
    bookmarks: NotRequired[list[str]]
    # Messages that the person deleted for themselves, the last first.
    hidden: NotRequired[list[HiddenSinceJSON]]
    # There were more than these.
    hidden_reset: NotRequired[bool]


def changed_account(
    actor: User, spaces: SpaceChanges, *, since_xid: int, is_first: bool
) -> dict[str, Any]:
    """What changed since a snapshot; the marks in the first of several rounds alone."""
    return (
        account_changes(viewer=actor, since_xid=since_xid)
        | _spaces(actor, spaces)
        | (_marks(actor, since_xid=since_xid) if is_first else {})
    )


def _spaces(actor: User, spaces: SpaceChanges) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if spaces.changed:
        there = own_spaces_named(viewer=actor, space_ids=spaces.changed)
        told["spaces"] = shape_spaces(actor, there)
    if spaces.removed:
        told["spaces_removed"] = list(map(str, spaces.removed))
    if spaces.counted:
        told["space_counts"] = [
            space_count_json(space_id, count) for space_id, count in spaces.counted.items()
        ]
    return told


def _marks(actor: User, *, since_xid: int) -> dict[str, Any]:
    """All bookmarks, if one came or went, and what was hidden."""
    changed = marks_changed(viewer=actor, since_xid=since_xid)
    told: dict[str, Any] = {}
    if changed.bookmarks:
        told["bookmarks"] = list(map(str, bookmarked_ids(viewer=actor)))
    if changed.hidden:
        hidden = hidden_since(viewer=actor, since_xid=since_xid)
        most = limits.hidden_told
        told["hidden"] = [_hidden_json(one) for one in hidden[:most]]
        if len(hidden) > most:
            told["hidden_reset"] = True
    return told


def _hidden_json(one: Hidden) -> HiddenSinceJSON:
    return {
        "conversation_id": str(one.conversation_id),
        "message_id": str(one.message_id),
        "seq": one.seq,
    }
