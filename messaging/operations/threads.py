"""Following threads, and reading in them. Nobody else learns of either."""

import uuid
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from accounts.models import User
from chatty.core.errors import NotFound
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from chatty.realtime.publish import publish
from chatty.realtime.topics import user_topic
from messaging.access import Reached, require_spoken
from messaging.events import ThreadUpdated
from messaging.models import ThreadFollow
from messaging.operations.follow_limit import drop_oldest_follows
from messaging.queries.threads import ThreadState, answers_to, find_thread, state_in_thread


def follow_thread(*, actor: User, message_id: object) -> ThreadState:
    """Follow the thread that a message is in or would begin; again changes nothing. The
    oldest of too many makes room.

    Own devices hear of it. Forbidden for what the conversation tells of itself, NotFound,
    RateLimited.
    """
    return _set_following(actor, message_id, active=True)


def unfollow_thread(*, actor: User, message_id: object) -> ThreadState:
    """Follow a thread no longer, whatever is written in it. NotFound, RateLimited."""
    return _set_following(actor, message_id, active=False)


def read_thread(*, actor: User, message_id: object, seq: int) -> ThreadState:
    """Move the own watermark in a thread up, no further than to its last answer. It is kept for who
    follows it or did; for others nothing is unread there. NotFound.
    """
    root = find_thread(message_id, viewer=actor)
    with transaction.atomic():
        own = _of(actor, root).select_for_update().first()
        if own is not None:
            last = answers_to(root).aggregate(last=Max("seq"))["last"] or 0
            if (upto := min(seq, last)) > own.read_seq:
                own.read_seq = upto
                own.save(update_fields=["read_seq"])
                _tell(actor, root, own)
    return state_in_thread(root)


def forget_follows(user_id: uuid.UUID, conversation_ids: Collection[uuid.UUID]) -> None:
    """Forget which threads somebody who leaves followed there, and which they did not want."""
    ThreadFollow.objects.filter(user_id=user_id, conversation_id__in=conversation_ids).delete()


def _set_following(actor: User, message_id: object, *, active: bool) -> ThreadState:
    take("follows", actor.id, per_minute(limits.thread_follows_per_minute))
    root = find_thread(message_id, viewer=actor)
    require_spoken(root.message)
    try:
        with transaction.atomic():
            own, is_new = (
                _of(actor, root)
                .select_for_update()
                .get_or_create(
                    conversation_id=root.message.conversation_id,
                    message_id=root.message.id,
                    user=actor,
                    defaults={"is_following": active},
                )
            )
            if is_new or own.is_following != active:
                own.is_following = active
                own.save(update_fields=["is_following"])
                if active:
                    drop_oldest_follows([actor.id], new=[root.message.id])
                _tell(actor, root, own)
    except IntegrityError:
        # It was purged in this moment.
        raise NotFound("There is no such message.") from None
    return state_in_thread(root)


def _of(actor: User, root: Reached) -> QuerySet[ThreadFollow]:
    return ThreadFollow.objects.filter(
        conversation_id=root.message.conversation_id, message_id=root.message.id, user=actor
    )


def _tell(actor: User, root: Reached, own: ThreadFollow) -> None:
    publish(
        user_topic(actor.id),
        ThreadUpdated(str(root.message.id), own.is_following, own.read_seq),
        conversation_id=root.message.conversation_id,
    )
