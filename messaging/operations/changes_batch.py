"""Changes to what stands in a timeline, written together: edits, reactions, pins, tombstones."""

import uuid
from collections.abc import Callable, Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from chatty.core.errors import Refusal
from chatty.core.group_commit import LATER, GroupCommitter, Later
from conversations.queries.speakers import lock_floors


@dataclass(frozen=True, slots=True)
class Change:
    """Something to do while the conversation is locked, and what it is done within (log lines
    name the request).
    """

    conversation_id: uuid.UUID
    work: Callable[[], Any]
    context: Context = field(default_factory=copy_context)


def write_changes(changes: Sequence[Change], /, *, wait: bool) -> list[Any | Refusal | Later]:
    """`chatty.core.group_commit.Write` of changes, each in a savepoint of its own."""
    with transaction.atomic():
        rooms = {change.conversation_id for change in changes}
        _floors, busy = lock_floors(rooms, wait=wait)
        return [
            LATER if change.conversation_id in busy else _do(change, is_alone=len(changes) == 1)
            for change in changes
        ]


CHANGES: GroupCommitter[Change, Any] = GroupCommitter("changes", write_changes)


def change_together[Result](conversation_id: uuid.UUID, work: Callable[[], Result]) -> Result:
    """Do `work` with the conversation locked, in one commit with what others change meanwhile.

    Its refusal is raised; so is what the database says when it fails, and Unavailable.
    """
    (answer,) = CHANGES.run([Change(conversation_id, work)])
    if isinstance(answer, Exception):
        raise answer
    result: Result = answer
    return result


def _do(change: Change, *, is_alone: bool) -> Any | Refusal:
    """What the change answers. Other failures than refusals end the batch; each is then tried
    alone.
    """
    try:
        with transaction.atomic(savepoint=not is_alone):
            return change.context.run(change.work)
    except Refusal as refusal:
        return refusal
