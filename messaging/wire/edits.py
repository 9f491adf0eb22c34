"""Former versions of messages."""

from typing import TypedDict

from chatty.core.clock import wire_time
from messaging.adapters.sealing import open_body
from messaging.models import MessageEdit


class EditJSON(TypedDict):
    """A body that an edit replaced: since when it stood, and who wrote it."""

    version: int
    body: str
    edited_at: str
    edited_by: str


def edit_json(edit: MessageEdit) -> EditJSON:
    """One former version."""
    return {
        "version": edit.version,
        "body": open_body(
            edit.body,
            conversation_id=edit.conversation_id,
            message_id=edit.message_id,
            version=edit.version,
        ),
        "edited_at": wire_time(edit.edited_at),
        "edited_by": str(edit.edited_by_id),
    }
