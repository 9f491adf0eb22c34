"""Messages for later: kept as rows without a place in the timeline, which their author alone sees.

`operations.due` sends them. The conversation's lock orders both: what is changed or cancelled here
is not sent as it was before.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Invalid, VersionConflict
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from conversations.access import find_membership, require
from conversations.access.features import require_feature
from conversations.models import Membership
from conversations.rules.features import Feature
from messaging.access import Located, find_waiting
from messaging.adapters.sealing import seal_body
from messaging.events import ScheduledState
from messaging.models import Message
from messaging.operations.changes_batch import change_together
from messaging.operations.send_batch import NewMessage, Sent
from messaging.operations.texts import read_body
from messaging.operations.waiting import tell_author
from messaging.queries.messages import shape_messages, surroundings
from messaging.queries.scheduled import waiting_of
from messaging.queries.sent import quotable, sent_before
from messaging.queries.thread_roots import answerable_roots
from messaging.rules.scheduling import refused_time
from messaging.wire import ScheduledJSON, body_of, scheduled_json


def schedule_message(*, actor: User, session_id: uuid.UUID, item: NewMessage, at: datetime) -> Sent:
    """Keep a message to be sent at that moment. A `client_id` that was sent or scheduled before
    gives that message again.

    NotFound, Forbidden (the role), Invalid (body, reply, time, too many wait), RateLimited: it
    counts as a message in the session's rate now, and no more when it is sent.
    """
    take("messages", session_id, per_minute(limits.messages_per_minute))
    text = read_body(item.body)
    return change_together(item.conversation_id, lambda: _schedule(actor, item, text, at))


def change_scheduled(
    *,
    actor: User,
    located: Located,
    body: str | None,
    at: datetime | None,
    base_version: int | None,
) -> ScheduledJSON:
    """Change text, time or both of an own scheduled message; with a time one that could not be
    sent waits again. NotFound for others' and for what was sent meanwhile, Invalid,
    VersionConflict with `current`.
    """
    text = None if body is None else read_body(body)
    return change_together(
        located.conversation_id, lambda: _change(actor, located, text, at, base_version)
    )


def cancel_scheduled(*, actor: User, located: Located) -> ScheduledJSON:
    """Let go of an own scheduled message: nothing of it stays. What it was, as a tombstone."""
    return change_together(located.conversation_id, lambda: _cancel(actor, located))


def forget_scheduled(user_id: uuid.UUID, conversation_ids: Collection[uuid.UUID]) -> None:
    """Delete what somebody who leaves would have sent there."""
    waiting_of(user_id, list(conversation_ids)).delete()


def for_author(messages: Sequence[Message], *, author_id: uuid.UUID) -> list[ScheduledJSON]:
    """Waiting messages as their author sees them."""
    around = surroundings(messages, viewer_id=author_id)
    return [scheduled_json(message, around) for message in messages]


def _schedule(actor: User, item: NewMessage, text: str, at: datetime) -> Sent:
    mine = find_membership(item.conversation_id, viewer=actor)
    known = sent_before([(item.conversation_id, actor.id, item.client_id)]).get(actor.id)
    if known:
        return Sent(shape_messages(known, viewer_id=actor.id)[0], is_duplicate=True)
    require(mine, "send")
    require_feature(Feature.SCHEDULED, user_id=actor.id, space_id=mine.conversation.space_id)
    _require_time(at)
    _require_target(mine, item)
    thread_id = _thread_of(mine, item)
    _refuse_too_many(mine)
    message = Message(
        conversation_id=item.conversation_id,
        sender=actor,
        client_id=item.client_id,
        reply_to_id=item.reply_to,
        thread_id=thread_id,
        metadata=dict(item.metadata),
        created_at=now(),
        scheduled_at=at,
    )
    _seal(message, text)
    message.save(force_insert=True)
    tell_author(actor.id, message.conversation_id, message.id, "waiting")
    return Sent(for_author([message], author_id=actor.id)[0], is_duplicate=False)


def _change(
    actor: User,
    located: Located,
    text: str | None,
    at: datetime | None,
    base_version: int | None,
) -> ScheduledJSON:
    message = find_waiting(located, viewer=actor)
    before = body_of(message)
    text = before if text is None else text
    if text == before and at in (None, message.scheduled_at):
        return for_author([message], author_id=actor.id)[0]
    if base_version is not None and base_version != message.version:
        raise VersionConflict(
            "The message was changed in the meantime. Merge with `current` and send again.",
            current=for_author([message], author_id=actor.id)[0],
        )
    if at is not None:
        _require_time(at)
        message.scheduled_at, message.failure = at, None
    message.version += 1
    _seal(message, text)
    message.save(update_fields=["body", "version", "scheduled_at", "failure"])
    state: ScheduledState = "waiting" if message.failure is None else "failed"
    tell_author(actor.id, message.conversation_id, message.id, state)
    return for_author([message], author_id=actor.id)[0]


def _cancel(actor: User, located: Located) -> ScheduledJSON:
    message = find_waiting(located, viewer=actor)
    message.deleted_at = now()
    shaped = for_author([message], author_id=actor.id)[0]
    Message.objects.filter(
        conversation_id=located.conversation_id, id=located.id, seq=None
    ).delete()
    tell_author(actor.id, located.conversation_id, located.id, "gone")
    return shaped


def _seal(message: Message, text: str) -> None:
    message.body = seal_body(
        text,
        conversation_id=message.conversation_id,
        message_id=message.id,
        version=message.version,
    )


def _require_time(at: datetime) -> None:
    text = refused_time(
        at,
        now=now(),
        seconds_min=limits.scheduled_seconds_min,
        days_max=limits.scheduled_days_max,
    )
    if text is not None:
        raise Invalid(text, errors={"scheduled_at": [text]})


def _require_target(mine: Membership, item: NewMessage) -> None:
    """Of what is replied to; it is looked at again when the message is sent."""
    if item.reply_to is None:
        return
    require(mine, "reply")
    place = (item.conversation_id, item.reply_to)
    if quotable({place}).get(place, 0) < mine.visible_from_seq:
        raise Invalid(errors={"reply_to": ["There is no such message in this conversation."]})


def _thread_of(mine: Membership, item: NewMessage) -> uuid.UUID | None:
    """The first message of the thread that it will answer in; looked for again then, too."""
    if item.thread_id is None:
        return None
    require(mine, "reply")
    require_feature(Feature.THREADS, user_id=mine.user_id, space_id=mine.conversation.space_id)
    root = answerable_roots({(item.conversation_id, item.thread_id)}).get(
        (item.conversation_id, item.thread_id)
    )
    if root is None or (root.seq or 0) < mine.visible_from_seq:
        raise Invalid(
            errors={"thread_id": ["There is no such message to answer in this conversation."]}
        )
    return root.id


def _refuse_too_many(mine: Membership) -> None:
    most = limits.scheduled_per_conversation
    if waiting_of(mine.user_id, [mine.conversation_id]).count() >= most:
        text = f"At most {most} of your messages can wait here. Send or delete one first."
        raise Invalid(text, errors={"scheduled_at": [text]})
