"""What attachments tell those who see a file (wire contract §7)."""

from dataclasses import dataclass
from typing import Any, ClassVar

from attachments.wire import AttachmentJSON


@dataclass(frozen=True, slots=True)
class AttachmentUpdated:
    """A file as it is now, and the message that holds it, if one does."""

    name: ClassVar[str] = "attachment.updated"
    attachment: AttachmentJSON
    message_id: str | None = None

    def data(self) -> dict[str, Any]:
        return {**self.attachment, "message_id": self.message_id}
