"""Keeping messages for oneself. Nobody else learns of it."""

import uuid
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.models import User
from chatty.core.errors import Invalid, NotFound
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from chatty.realtime.publish import publish
from chatty.realtime.topics import user_topic
from messaging.access import Located, locate_message, reach_message, require_spoken
from messaging.events import BookmarksUpdated
from messaging.models import Bookmark, BookmarkList, HiddenMessage, Message
from messaging.queries.bookmarks import bookmarked_ids
from messaging.queries.messages import shape_messages
from messaging.wire import MessageJSON


def add_bookmark(*, actor: User, message_id: object) -> MessageJSON:
    """Keep a message among one's bookmarks; one that is there stays where it is.

    Own devices hear of it. Forbidden for what the conversation tells of itself, NotFound for what
    is deleted, Invalid when there are too many, RateLimited.
    """
    return _set_bookmark(actor, message_id, active=True)


def remove_bookmark(*, actor: User, message_id: object) -> MessageJSON:
    """Take a message from one's bookmarks; one that is not there changes nothing. RateLimited."""
    return _set_bookmark(actor, message_id, active=False)


def forget_bookmarks(user_id: uuid.UUID, conversation_ids: Collection[uuid.UUID]) -> None:
    """Delete what somebody who leaves had kept there."""
    kept = Bookmark.objects.filter(user_id=user_id, conversation_id__in=conversation_ids)
    if kept.exists():
        # The lock of the list, first, as where one is kept or taken back.
        _stamp(user_id)
        kept.delete()


def _set_bookmark(actor: User, message_id: object, *, active: bool) -> MessageJSON:
    take("bookmarks", actor.id, per_minute(limits.bookmarks_per_minute))
    located = locate_message(message_id)
    try:
        with transaction.atomic():
            message = reach_message(located, viewer=actor).message
            if _own(located, actor).exists() != active:
                _write(message, located, actor, active=active)
            return shape_messages([message], viewer_id=actor.id)[0]
    except IntegrityError:
        # It was purged in this moment.
        raise NotFound("There is no such message.") from None


def _write(message: Message, located: Located, actor: User, *, active: bool) -> None:
    if active:
        require_spoken(message)
        _refuse_deleted(message, actor)
    # The lock of the list, first: so two devices count alike.
    _stamp(actor.id)
    if active:
        _make_room(actor)
        Bookmark.objects.bulk_create(
            [Bookmark(conversation_id=located.conversation_id, message_id=located.id, user=actor)],
            ignore_conflicts=True,
        )
    else:
        _own(located, actor).delete()
    publish(
        user_topic(actor.id),
        BookmarksUpdated(str(located.id), bookmarked=active),
        conversation_id=located.conversation_id,
    )


def _own(located: Located, actor: User) -> QuerySet[Bookmark]:
    return Bookmark.objects.filter(
        conversation_id=located.conversation_id, message_id=located.id, user=actor
    )


def _stamp(user_id: uuid.UUID) -> None:
    BookmarkList.objects.bulk_create(
        [BookmarkList(user_id=user_id)],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["changed_xid"],
    )


def _refuse_deleted(message: Message, actor: User) -> None:
    hidden = HiddenMessage.objects.filter(
        conversation_id=message.conversation_id, message_id=message.id, user=actor
    )
    if message.deleted_at is not None or hidden.exists():
        raise NotFound("This message was deleted.")


def _make_room(actor: User) -> None:
    """Invalid where somebody sees as many as there can be. Of what they do not see (deleted,
    hidden, behind a door that closed) the oldest goes, lest it take places for ever.
    """
    most = limits.bookmarks_per_person
    own = Bookmark.objects.filter(user=actor)
    ids = list(own.order_by("created_at", "message_id").values_list("message_id", flat=True))
    if len(ids) < most:
        return
    seen = set(bookmarked_ids(viewer=actor))
    if len(seen) >= most:
        text = f"You have {most} bookmarks, the most there can be. Remove one first."
        raise Invalid(text, errors={"message_id": [text]})
    unseen = [message_id for message_id in ids if message_id not in seen]
    own.filter(message_id__in=unseen[: len(ids) - most + 1]).delete()
