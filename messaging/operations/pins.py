"""Pinning messages, so that everyone finds them."""

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Invalid, NotFound
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from conversations.access import require
from conversations.operations.announce import save_rev
from messaging.access import (
    Located,
    Reached,
    locate_message,
    reach_message,
    require_spoken,
)
from messaging.models import Message
from messaging.operations.announce import announce_update
from messaging.operations.changes_batch import change_together
from messaging.operations.deletions import record_for_space
from messaging.queries.messages import shape_messages
from messaging.queries.pins import count_pins
from messaging.wire import MessageJSON


def pin_message(*, actor: User, message_id: object) -> MessageJSON:
    """Pin a message for everyone; one that is pinned stays where it is among the pins.

    Forbidden for what the conversation tells of itself, Invalid when there are too many,
    RateLimited.
    """
    _take_turn(actor)
    located = locate_message(message_id)
    return change_together(located.conversation_id, lambda: _pin(actor, located))


def _pin(actor: User, located: Located) -> MessageJSON:
    reached = reach_message(located, viewer=actor)
    message = reached.message
    require_spoken(message)
    if message.deleted_at is not None:
        raise NotFound("This message was deleted.")
    require(reached.membership, "pin")
    if message.pinned_at is None:
        _refuse_too_many(message)
        moment = now()
        # As fine as the wire shows it, so that pages and clients sort pins alike.
        message.pinned_at = moment.replace(microsecond=moment.microsecond // 1_000 * 1_000)
        _save(reached, actor, "message_pin")
    return shape_messages([message], viewer_id=actor.id)[0]


def unpin_message(*, actor: User, message_id: object) -> MessageJSON:
    """Take a message from the pins; one that is not there changes nothing. RateLimited."""
    _take_turn(actor)
    located = locate_message(message_id)
    return change_together(located.conversation_id, lambda: _unpin(actor, located))


def _unpin(actor: User, located: Located) -> MessageJSON:
    reached = reach_message(located, viewer=actor)
    require(reached.membership, "pin")
    if reached.message.pinned_at is not None:
        reached.message.pinned_at = None
        _save(reached, actor, "message_unpin")
    return shape_messages([reached.message], viewer_id=actor.id)[0]


def _refuse_too_many(message: Message) -> None:
    most = limits.pins_per_conversation
    if count_pins(message.conversation_id) >= most:
        text = f"A conversation has at most {most} pinned messages. Unpin one first."
        raise Invalid(text, errors={"message_id": [text]})


def _take_turn(actor: User) -> None:
    """RateLimited for who pins without end: everyone hears of it. Before the conversation is
    locked, under which nobody waits for the counter of rates.
    """
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))


def _save(reached: Reached, actor: User, action: str) -> None:
    message = reached.message
    message.rev = save_rev(reached.membership.conversation)
    message.save(update_fields=["rev", "pinned_at"])
    if message.sender_id != actor.id:
        record_for_space(reached, actor=actor, action=action)
    announce_update(message, by=actor, change="pin")
