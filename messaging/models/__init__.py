"""Tables of messaging."""

from messaging.models.draft import Draft
from messaging.models.mention import Mention
from messaging.models.message import Message, MessageType
from messaging.models.message_edit import MessageEdit
from messaging.models.reaction import Reaction
from messaging.models.receipt import Receipt, ReceiptKind

__all__ = [
    "Draft",
    "Mention",
    "Message",
    "MessageEdit",
    "MessageType",
    "Reaction",
    "Receipt",
    "ReceiptKind",
]
