"""Sending what was scheduled: by the clock, or because its author does not want to wait.

It goes the way of every send (`send_batch`), which asks at that moment who may, and removes the
waiting row in the transaction that gives the message its place. So a message is sent once, however
many workers try and whenever one of them dies.
"""

import logging
import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.db import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

from accounts.models import User
from chatty.core.clock import now, wire_time
from chatty.core.conflicts import retry_conflicts, sqlstate
from chatty.core.errors import (
    Forbidden,
    InternalError,
    NotFound,
    Refusal,
    Suspended,
    Unavailable,
    VersionConflict,
)
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from messaging.access import Located, find_waiting, locate_message, reach_message
from messaging.models import Message
from messaging.operations.changes_batch import change_together
from messaging.operations.send_batch import SENDS, NewMessage, Sending, Sent
from messaging.operations.waiting import Waiting, tell_author
from messaging.queries.messages import shape_messages
from messaging.queries.scheduled import due_messages
from messaging.wire import body_of

log = logging.getLogger(__name__)

type _Answer = Sent | Refusal | None


def send_due() -> bool:
    """Send what is due, the longest due first; what is refused waits for its author with the
    reason. False where there may be more that can be sent now.
    """
    due = due_messages(at=now(), limit=limits.scheduled_at_once)
    if not due:
        return True
    settled = 0
    for message, answer in zip(due, _send(due), strict=True):
        is_noted = isinstance(answer, Refusal) and _note_failure(message, answer)
        settled += is_noted or isinstance(answer, Sent)
    # Where nothing got any further, to look again at once would find the same.
    return len(due) < limits.scheduled_at_once or not settled


def send_now(*, actor: User, session_id: uuid.UUID, message_id: object) -> Sent:
    """Send an own scheduled message without waiting for its time; one that was sent already is
    given again.

    Counts as a message in the session's rate. What a send refuses is raised, and the message goes
    on waiting: NotFound, Forbidden, Invalid, SlowMode, RateLimited; VersionConflict when it is
    changed at the same moment.
    """
    take("messages", session_id, per_minute(limits.messages_per_minute))
    located = locate_message(message_id)
    if not located.waits:
        return _sent_already(actor, located)
    message = find_waiting(located, viewer=actor)
    (answer,) = SENDS.run([Sending(actor.id, _item(message, by_clock=False))])
    if isinstance(answer, Sent):
        return answer
    raise answer


def _sent_already(actor: User, located: Located) -> Sent:
    message = reach_message(located, viewer=actor).message
    if message.sender_id != actor.id:
        raise Forbidden("Only its author sends a message.")
    return Sent(shape_messages([message], viewer_id=actor.id)[0], is_duplicate=True)


def _send(due: Sequence[Message]) -> list[_Answer]:
    """What became of each, in their order; None for what is tried again at the next look."""
    try:
        return _send_together(due)
    except Exception as error:
        if _is_away(error):
            log.warning("scheduled.not_sent", exc_info=True)
            return [None] * len(due)
        # One of them did it; alone each shows.
        log.exception("scheduled.broken", extra={"messages": [str(one.id) for one in due]})
        if len(due) > 1:
            return _send_each(due)
        (message,) = due
        return [None if _may_pass(error, message) else InternalError()]


def _send_each(due: Sequence[Message]) -> list[_Answer]:
    """Each alone, but nothing more to a conversation that could not be written just now: every try
    may wait for a lock, and what was to be sent first goes first.
    """
    answers: list[_Answer] = []
    held: set[uuid.UUID] = set()
    for message in due:
        answer = None if message.conversation_id in held else _send([message])[0]
        if answer is None:
            held.add(message.conversation_id)
        answers.append(answer)
    return answers


def _is_away(error: Exception) -> bool:
    """Whether the database is away or too busy for anything, which says nothing about a message."""
    if isinstance(error, OperationalError):
        state = sqlstate(error)
        return state is None or state.startswith(("08", "57P"))
    return isinstance(error, (InterfaceError, PoolTimeout, Unavailable))


def _may_pass(error: Exception, message: Message) -> bool:
    """Whether a message that is alone in failing is tried again: somebody holds its conversation,
    say. Not for ever, or such messages would in time take the place of all others.
    """
    patience = timedelta(seconds=limits.scheduled_patience_seconds)
    due_at = message.scheduled_at or now()
    return isinstance(error, OperationalError) and now() - due_at < patience


def _send_together(due: Sequence[Message]) -> list[_Answer]:
    answers: list[_Answer] = [_refusal_of(message.sender) for message in due]
    places = [place for place, answer in enumerate(answers) if answer is None]
    sendings = [Sending(due[place].sender_id, _item(due[place], by_clock=True)) for place in places]
    sent = retry_conflicts(lambda: SENDS.run(sendings)) if sendings else []
    for place, answer in zip(places, sent, strict=True):
        if not isinstance(answer, (Sent, Refusal)):
            raise answer
        # Changed at the last moment: the next look finds it as it is now.
        answers[place] = None if isinstance(answer, VersionConflict) else answer
    return answers


def _refusal_of(sender: User) -> Refusal | None:
    """Whoever could not sign in to send it does not have it sent."""
    if sender.is_suspended:
        return Suspended()
    return None if sender.is_active else NotFound("The account is closed.")


def _item(message: Message, *, by_clock: bool) -> NewMessage:
    return NewMessage(
        conversation_id=message.conversation_id,
        client_id=message.client_id,
        body=body_of(message),
        reply_to=message.reply_to_id,
        thread_id=message.thread_id,
        metadata=message.metadata,
        waiting=Waiting(message.id, message.version, by_clock),
    )


def _note_failure(message: Message, refusal: Refusal) -> bool:
    """Keep why it was not sent, unless it was changed or cancelled meanwhile; False where that
    could not be written.
    """
    try:
        change_together(message.conversation_id, lambda: _fail(message, refusal))
    except OperationalError:
        # The next look finds it as it is; the others' reasons need not wait for that.
        log.warning("scheduled.not_noted", exc_info=True)
        return False
    return True


def _fail(message: Message, refusal: Refusal) -> None:
    # Without a time it is not due any more, and no look at what is due passes it again.
    failed = Message.objects.filter(
        conversation_id=message.conversation_id,
        id=message.id,
        seq=None,
        version=message.version,
    ).update(
        scheduled_at=None,
        failure={
            "code": refusal.code,
            "detail": refusal.detail,
            "scheduled_at": wire_time(message.scheduled_at or now()),
        },
    )
    if failed:
        tell_author(message.sender_id, message.conversation_id, message.id, "failed")
