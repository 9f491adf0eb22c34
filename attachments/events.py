"""What attachments tell those who see a file (wire contract §7)."""

from dataclasses import dataclass
from typing import Any, ClassVar

from attachments.wire import AttachmentJSON, CustomEmojiJSON


@dataclass(frozen=True, slots=True)
class AttachmentUpdated:
    """A file as it is now, and the message that holds it, if one does."""

    name: ClassVar[str] = "attachment.updated"
    attachment: AttachmentJSON
    message_id: str | None = None

    def data(self) -> dict[str, Any]:
        return {**self.attachment, "message_id": self.message_id}


@dataclass(frozen=True, slots=True)
class CustomEmojiUpdated:
    """To everyone in a space: one of its emoji came, has another name, or (None) is no more."""

    name: ClassVar[str] = "space.emoji"
    space_id: str
    emoji_id: str
    emoji: CustomEmojiJSON | None

    def data(self) -> dict[str, Any]:
        return {"space_id": self.space_id, "emoji_id": self.emoji_id, "emoji": self.emoji}
