"""Changing what was said: edits, with what stood there before."""

import uuid
from datetime import datetime, timedelta

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import EditWindowOver, Forbidden, Invalid, NotFound, VersionConflict
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from conversations.access import require
from conversations.operations.announce import save_rev
from conversations.rules.settings import complete_settings
from messaging.access import (
    Located,
    Reached,
    locate_message,
    reach_message,
    require_spoken,
)
from messaging.adapters.sealing import seal_body
from messaging.models import Message, MessageEdit
from messaging.operations.announce import announce_update
from messaging.operations.changes_batch import change_together
from messaging.operations.mentions import former_mentions, replace_mentions, set_mentions
from messaging.operations.scheduled import change_scheduled
from messaging.operations.texts import read_body
from messaging.queries.messages import shape_messages
from messaging.wire import MessageJSON, body_of, edit_json


def edit_message(
    *,
    actor: User,
    session_id: uuid.UUID,
    message_id: object,
    body: str | None,
    scheduled_at: datetime | None = None,
    base_version: int | None = None,
) -> MessageJSON:
    """Replace the body of an own message; the former one goes to the history.

    `base_version` is the version that the editor saw: if the message has moved on, VersionConflict
    with `current` and, where the history has it, `base`. The same body again changes nothing.
    EditWindowOver where the conversation lets edits be made for a while and that is over. An edit
    counts as a message in the session's rate (RateLimited).

    Of a message that waits to be sent text and time are changed, without history
    (`change_scheduled`).
    """
    take("messages", session_id, per_minute(limits.messages_per_minute))
    located = locate_message(message_id)
    if located.waits:
        return change_scheduled(
            actor=actor, located=located, body=body, at=scheduled_at, base_version=base_version
        )
    if body is None:
        raise Invalid(errors={"scheduled_at": ["Only what waits to be sent has a time."]})
    text = read_body(body)
    return change_together(
        located.conversation_id, lambda: _edit(actor, located, text, base_version)
    )


def _edit(actor: User, located: Located, text: str, base_version: int | None) -> MessageJSON:
    reached = reach_message(located, viewer=actor)
    message = reached.message
    require_spoken(message)
    if message.sender_id != actor.id:
        raise Forbidden("Only its author edits a message.")
    if message.deleted_at is not None:
        raise NotFound("This message was deleted.")
    if message.poll is not None:
        raise Forbidden("A poll stays as it was asked: others have answered it.")
    if message.forward is not None:
        raise Forbidden("A forwarded message stays as it was said.")
    require(reached.membership, "send")
    # First: it may be this very edit, sent again since its answer was lost.
    if text == body_of(message):
        return _for_actor(message, actor)
    _require_in_time(reached)
    if base_version is not None and base_version != message.version:
        raise _conflict(message, base_version, actor)
    _replace_body(message, text, actor)
    former = former_mentions(message)
    set_mentions(reached.membership, [message], [text])
    replace_mentions(message, former=former.people)
    _save(reached, "body", "version", "edited_at", "mentions", "mentions_all")
    announce_update(message, by=actor, change="edit", former=former)
    return _for_actor(message, actor)


def _require_in_time(reached: Reached) -> None:
    window = complete_settings(reached.membership.conversation.settings)["edit_window_seconds"]
    if window and now() > reached.message.created_at + timedelta(seconds=window):
        raise EditWindowOver("Here messages can be edited for a while only, and that is over.")


def _replace_body(message: Message, text: str, actor: User) -> None:
    MessageEdit.objects.create(
        conversation_id=message.conversation_id,
        message_id=message.id,
        version=message.version,
        body=message.body,
        edited_at=message.edited_at or message.created_at,
        edited_by=actor,
    )
    message.version += 1
    message.edited_at = now()
    message.body = seal_body(
        text,
        conversation_id=message.conversation_id,
        message_id=message.id,
        version=message.version,
    )


def _save(reached: Reached, *fields: str) -> None:
    reached.message.rev = save_rev(reached.membership.conversation)
    reached.message.save(update_fields=["rev", *fields])


def _for_actor(message: Message, actor: User) -> MessageJSON:
    return shape_messages([message], viewer_id=actor.id)[0]


def _conflict(message: Message, base_version: int, actor: User) -> VersionConflict:
    base = MessageEdit.objects.filter(
        conversation_id=message.conversation_id, message_id=message.id, version=base_version
    ).first()
    return VersionConflict(
        "The message was edited in the meantime. Merge with `current` and send again.",
        current=_for_actor(message, actor),
        base=None if base is None else edit_json(base),
    )
