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


def bookmark_json(placed: PlacedJSON, *, kept_at: datetime) -> BookmarkJSON:
    """One bookmark."""
    return {**placed, "bookmarked_at": wire_time(kept_at)}
