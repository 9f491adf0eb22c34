"""Drafts."""

from chatty.core.clock import wire_time
from conversations.wire import DraftJSON
from messaging.adapters.sealing import open_draft
from messaging.models import Draft


def body_of_draft(draft: Draft) -> str:
    """The opened text of a draft."""
    return open_draft(
        draft.body,
        conversation_id=draft.conversation_id,
        user_id=draft.user_id,
        version=draft.version,
    )


def draft_json(draft: Draft | None) -> DraftJSON:
    """A draft by itself; one that never was has version 0."""
    if draft is None:
        return {"body": "", "version": 0, "updated_at": None}
    return {
        "body": body_of_draft(draft),
        "version": draft.version,
        "updated_at": wire_time(draft.updated_at),
    }


def shown_draft(draft: Draft | None) -> DraftJSON | None:
    """A draft within its conversation: None where there is nothing in it."""
    return None if draft is None or not draft.body else draft_json(draft)
