"""Saying elsewhere what was said here, with where it comes from."""

import uuid
from collections.abc import Sequence

from accounts.models import User
from accounts.wire import shows_origin
from chatty.core.clock import wire_time
from chatty.core.errors import Forbidden, Invalid, NotFound, Refusal
from chatty.core.limits import limits
from conversations.access import find_memberships
from conversations.access.features import require_feature
from conversations.rules.features import Feature
from conversations.rules.settings import complete_settings
from messaging.access import find_message, require_spoken
from messaging.models import HiddenMessage, Message
from messaging.operations.new_polls import WantedPoll
from messaging.operations.send import send_messages
from messaging.operations.send_batch import NewMessage, Sent
from messaging.queries.messages import shape_messages
from messaging.queries.sent import sent_before
from messaging.rules.forwards import Origin, metadata_along
from messaging.wire import body_of, options_of


def forward_message(
    *,
    actor: User,
    session_id: uuid.UUID,
    message_id: object,
    conversation_ids: Sequence[uuid.UUID],
    client_ids: Sequence[uuid.UUID],
) -> list[Sent | Refusal]:
    """Send what a message says to these conversations, each under the client id in its place. A
    refused one fails alone; answers stand in their order, as those of `send_messages`.

    Who reads there learns who said it first, as that person's privacy allows. What was forwarded
    before is given again, whatever has become of the message since. Raised for all others:
    NotFound (the message; one that is deleted, for everyone or for the actor), Forbidden (what the
    conversation tells of itself; where the conversation keeps to itself what is said there, or
    forwards are not offered), Invalid, RateLimited.
    """
    _check(conversation_ids, client_ids)
    try:
        message = _forwardable(message_id, actor)
    except Refusal as refusal:
        known = _forwarded_before(actor, conversation_ids, client_ids)
        if not known:
            raise
        return [known.get(room, refusal) for room in conversation_ids]
    body, poll, metadata = body_of(message), _poll_of(message), metadata_along(message.metadata)
    origin = _origin_of(message)
    items = [
        NewMessage(room, client_id, body, metadata=metadata, poll=poll, forward=origin)
        for room, client_id in zip(conversation_ids, client_ids, strict=True)
    ]
    return send_messages(actor=actor, session_id=session_id, items=items)


def _check(conversation_ids: Sequence[uuid.UUID], client_ids: Sequence[uuid.UUID]) -> None:
    most = limits.forward_conversations
    if not 1 <= len(conversation_ids) <= most:
        text = f"Forward to at least one conversation, and to {most} at most."
        raise Invalid(text, errors={"conversation_ids": [text]})
    if len(set(conversation_ids)) < len(conversation_ids):
        raise Invalid(errors={"conversation_ids": ["Name each conversation once."]})
    if len(client_ids) != len(conversation_ids):
        raise Invalid(errors={"client_ids": ["Give one for each conversation."]})


def _forwarded_before(
    actor: User, conversation_ids: Sequence[uuid.UUID], client_ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, Sent]:
    """What these client ids have sent already, by conversation; of those that the actor sees."""
    visible = find_memberships(conversation_ids, viewer=actor)
    keys = [
        (room, actor.id, client_id)
        for room, client_id in zip(conversation_ids, client_ids, strict=True)
        if room in visible
    ]
    rows = sent_before(keys).get(actor.id, [])
    shaped = shape_messages(rows, viewer_id=actor.id)
    return {
        row.conversation_id: Sent(message, is_duplicate=True)
        for row, message in zip(rows, shaped, strict=True)
    }


def _forwardable(message_id: object, actor: User) -> Message:
    """The message, if the actor may see it and carry it elsewhere; NotFound, Forbidden."""
    reached = find_message(message_id, viewer=actor)
    message = reached.message
    require_spoken(message)
    hidden = HiddenMessage.objects.filter(
        conversation_id=message.conversation_id,
        message_id=message.id,
        user_id=actor.id,
    )
    if message.deleted_at is not None or hidden.exists():
        raise NotFound("This message was deleted.")
    conversation = reached.membership.conversation
    require_feature(Feature.FORWARDS, user_id=actor.id, space_id=conversation.space_id)
    if not complete_settings(conversation.settings)["allow_forwards"]:
        raise Forbidden("What is said in this conversation cannot be forwarded.")
    return message


def _poll_of(message: Message) -> WantedPoll | None:
    """The same poll, in which nobody has voted, for as long as anybody likes."""
    if message.poll is None:
        return None
    return WantedPoll(
        options=options_of(message),
        multiple=message.poll["multiple"],
        anonymous=message.poll["anonymous"],
    )


def _origin_of(message: Message) -> Origin:
    """Where it was said first, however often it was forwarded since."""
    if message.forward is not None:
        return Origin(
            sender_id=message.forward["sender_id"],
            sender_name=message.forward["sender_name"],
            sent_at=message.forward["sent_at"],
        )
    sender = User.objects.get(id=message.sender_id)
    return Origin(
        sender_id=str(sender.id) if shows_origin(sender) else None,
        sender_name=sender.display_name or sender.username,
        sent_at=wire_time(message.created_at),
    )
