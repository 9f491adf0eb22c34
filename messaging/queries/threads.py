"""Threads as they are read: a stretch of one, and where its reader stands."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from chatty.core.acting import acting_as_program
from messaging.access import Located, Reached, find_message, reach_message
from messaging.models import Message, ThreadFollow
from messaging.queries.lifetimes import living
from messaging.queries.messages import shape_messages
from messaging.wire import MessageJSON


@dataclass(frozen=True, slots=True)
class ThreadWindow:
    """A stretch of a thread, ascending by `seq`, and the message that it began with."""

    root: MessageJSON
    answers: Sequence[MessageJSON]
    has_before: bool
    has_after: bool


@dataclass(frozen=True, slots=True)
class ThreadState:
    """Where one person stands in a thread, and how many follow it."""

    following: bool
    read_seq: int
    followers_count: int


def find_thread(message_id: object, *, viewer: User) -> Reached:
    """The first message of the thread that a message is in, or would begin; NotFound."""
    reached = find_message(message_id, viewer=viewer)
    root_id = reached.message.thread_id
    if root_id is None:
        return reached
    return reach_message(Located(root_id, reached.message.conversation_id), viewer=viewer)


def newest_of_thread(root: Reached, *, limit: int) -> ThreadWindow:
    """The last `limit` answers."""
    rows = list(answers_to(root).order_by("-seq")[: limit + 1])
    return _window(root, rows[:limit][::-1], has_before=len(rows) > limit, has_after=False)


def thread_before(root: Reached, *, seq: int, limit: int) -> ThreadWindow:
    """The `limit` answers just before `seq`."""
    rows = list(answers_to(root).filter(seq__lt=seq).order_by("-seq")[: limit + 1])
    has_after = answers_to(root).filter(seq__gte=seq).exists()
    return _window(root, rows[:limit][::-1], has_before=len(rows) > limit, has_after=has_after)


def thread_after(root: Reached, *, seq: int, limit: int) -> ThreadWindow:
    """The `limit` answers just after `seq`."""
    rows = list(answers_to(root).filter(seq__gt=seq).order_by("seq")[: limit + 1])
    has_before = answers_to(root).filter(seq__lte=seq).exists()
    return _window(root, rows[:limit], has_before=has_before, has_after=len(rows) > limit)


def answers_to(root: Reached) -> QuerySet[Message]:
    """The answers in a thread, tombstones among them."""
    return Message.objects.filter(
        living(),
        conversation_id=root.message.conversation_id,
        thread_id=root.message.id,
        seq__isnull=False,
    )


def state_in_thread(root: Reached) -> ThreadState:
    """Where the viewer stands."""
    of_thread = ThreadFollow.objects.filter(
        conversation_id=root.message.conversation_id, message_id=root.message.id
    )
    own = of_thread.filter(user_id=root.membership.user_id).first()
    # How many they are is no secret; who they are is.
    with acting_as_program():
        count = of_thread.filter(is_following=True).count()
    return ThreadState(
        following=own is not None and own.is_following,
        read_seq=0 if own is None else own.read_seq,
        followers_count=count,
    )


def _window(
    root: Reached, answers: Sequence[Message], *, has_before: bool, has_after: bool
) -> ThreadWindow:
    viewer_id: uuid.UUID = root.membership.user_id
    first, *shaped = shape_messages([root.message, *answers], viewer_id=viewer_id)
    return ThreadWindow(first, shaped, has_before=has_before, has_after=has_after)
