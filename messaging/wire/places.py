"""Messages beside where they stand."""

from datetime import datetime
from typing import TypedDict

from accounts.wire import UserJSON
from chatty.core.clock import wire_time
from conversations.wire import PlaceJSON
from messaging.wire.shapes import MessageJSON


class PlacedJSON(TypedDict):
    """A message, who wrote it, and the conversation that it stands in."""

    message: MessageJSON
    sender: UserJSON
    conversation: PlaceJSON


class BookmarkJSON(PlacedJSON):
    """What one keeps, and since when."""

    bookmarked_at: str


class MentionJSON(PlacedJSON):
    """A message that names one; `unread`: one has not read that far."""

    unread: bool


def bookmark_json(placed: PlacedJSON, *, kept_at: datetime) -> BookmarkJSON:
    """One bookmark."""
    return {**placed, "bookmarked_at": wire_time(kept_at)}


def mention_json(placed: PlacedJSON, *, read_seq: int) -> MentionJSON:
    """One mention, for whom has read up to `read_seq`."""
    return {**placed, "unread": (placed["message"]["seq"] or 0) > read_seq}
