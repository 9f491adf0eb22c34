"""What the worker does for conversations when asked."""

import uuid

from accounts.operations.profile import RENAMED
from chatty.core.jobs.outbox import queue
from chatty.core.jobs.runner import job_handler
from conversations.operations.member_rows import FORGET_ROLE, forget_role, sort_by_new_name
from conversations.operations.space_deletion import WIPE_SPACE, wipe_space
from conversations.operations.space_marks import forget_marks


@job_handler(FORGET_ROLE)
def forget_deleted_role(*, space_id: str, role_id: str) -> None:
    """Take a role that is gone from those who still name it."""
    forget_role(space_id=uuid.UUID(space_id), role_id=uuid.UUID(role_id))


@job_handler(RENAMED)
def sort_renamed_person(*, user_id: str) -> None:
    """Put somebody with a new name in their place in the lists of spaces."""
    sort_by_new_name(user_id=uuid.UUID(user_id))


@job_handler(WIPE_SPACE)
def wipe_deleted_space(*, space_id: str) -> None:
    """Wipe what is left of a space that was deleted for all."""
    wipe_space(space_id=uuid.UUID(space_id))


@queue.task(name="conversations.tasks.forget_space_marks", ignore_result=True)  # type: ignore[untyped-decorator]  # Celery ships no types
def forget_space_marks() -> int:
    """Drop marks of spaces that are of no more use."""
    return forget_marks()
