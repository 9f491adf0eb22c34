"""Bodies as text."""

import uuid

from messaging.adapters.sealing import BodyOpener, open_options
from messaging.models import Message
from messaging.wire.rows import MessageRow, message_row


def body_of(message: Message) -> str:
    """The opened text; empty for tombstones."""
    return Bodies().text_of(message_row(message))


def options_of(message: Message) -> list[str]:
    """The opened texts of a poll's options; none where there is no poll."""
    return Bodies().options_of(message_row(message))


def words_of(message: Message) -> str:
    """All that a message says: its text, and the options of its poll, each on a line of its own."""
    row, bodies = message_row(message), Bodies()
    options = [] if row.poll is None else bodies.options_of(row)
    return "\n".join([bodies.text_of(row), *(f"- {option}" for option in options)])


class Bodies:
    """Opens bodies, with each conversation's key fetched once."""

    def __init__(self) -> None:
        self._openers: dict[str, BodyOpener] = {}

    def text_of(self, row: MessageRow) -> str:
        """The text; empty for tombstones."""
        if row.deleted_at is not None:
            return ""
        opener = self._openers.get(row.conversation_id)
        if opener is None:
            opener = BodyOpener(uuid.UUID(row.conversation_id))
            self._openers[row.conversation_id] = opener
        return opener.open(row.body, bytes.fromhex(row.id.replace("-", "")), row.version)

    def options_of(self, row: MessageRow) -> list[str]:
        """The texts of the options of a message's poll."""
        return open_options(
            row.poll_text or b"",
            conversation_id=uuid.UUID(row.conversation_id),
            message_id=uuid.UUID(row.id),
        )
