"""What the worker does for conversations when asked."""

import uuid

from chatty.core.jobs.runner import job_handler
from conversations.operations.space_deletion import WIPE_SPACE, wipe_space


@job_handler(WIPE_SPACE)
def wipe_deleted_space(*, space_id: str) -> None:
    """Wipe what is left of a space that was deleted for all."""
    wipe_space(space_id=uuid.UUID(space_id))
