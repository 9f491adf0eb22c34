"""Who has a message."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from chatty.core.clock import wire_time_or_none


@dataclass(frozen=True, slots=True)
class MessageReceipt:
    """One member's receipt of one message; times are None where the history is trimmed."""

    user_id: uuid.UUID
    is_read: bool
    delivered_at: datetime | None
    read_at: datetime | None


class MessageReceiptJSON(TypedDict):
    """Who has a message. `read` tells a read one apart whose time is no longer known."""

    user_id: str
    delivered_at: str | None
    read_at: str | None
    read: bool


def message_receipt_json(receipt: MessageReceipt) -> MessageReceiptJSON:
    """One member's receipt of one message."""
    return {
        "user_id": str(receipt.user_id),
        "delivered_at": wire_time_or_none(receipt.delivered_at),
        "read_at": wire_time_or_none(receipt.read_at),
        "read": receipt.is_read,
    }
