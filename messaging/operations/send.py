"""Sending: one operation for one message or many, for REST and sockets alike.

For each conversation: lock its row, see who may, look up the client ids, number only what is new,
insert, move the counters, commit, publish. A `client_id` that was seen before gives the first
message again and consumes no number, so a retry after a lost answer is always safe.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.db import transaction

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Invalid, InvalidAttachment, NotFound, Refusal, SlowMode
from chatty.core.ids import new_id, read_id
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from conversations.access import lock_conversation, require
from conversations.models import Membership
from conversations.rules.settings import complete_settings
from messaging.adapters.sealing import seal_body
from messaging.events import MessageCreated
from messaging.models import Message
from messaging.models.message import MessageType
from messaging.operations.announce import announce_message
from messaging.operations.mentions import keep_mentions, set_mentions
from messaging.queries.messages import surroundings
from messaging.rules.body import clean_body
from messaging.wire import MessageJSON, message_json


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What somebody wants to say."""

    conversation_id: uuid.UUID
    client_id: uuid.UUID
    body: str
    reply_to: uuid.UUID | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """The stored message; `is_duplicate` where this `client_id` was sent before."""

    message: MessageJSON
    is_duplicate: bool


def read_new_message(conversation_id: object, data: Mapping[str, Any]) -> NewMessage:
    """A checked input as a message; NotFound for what is no id, InvalidAttachment for files."""
    known = read_id(conversation_id)
    if known is None:
        raise NotFound("There is no such conversation.")
    if data.get("attachment_ids"):
        raise InvalidAttachment("Files cannot be sent yet.")
    return NewMessage(
        conversation_id=known,
        client_id=data["client_id"],
        body=data["body"],
        reply_to=data.get("reply_to"),
        metadata=data.get("metadata", {}),
    )


def send_messages(
    *, actor: User, session_id: uuid.UUID, items: Sequence[NewMessage]
) -> list[Sent | Refusal]:
    """Send in the order given; a refused item fails alone. Answers stand in the order of `items`.

    In the list: Invalid (body, reply_to), NotFound (conversation), Forbidden (the role), SlowMode.
    Raised for all: RateLimited.
    """
    rate = per_minute(limits.messages_per_minute)
    take("messages", session_id, rate, cost=len(items))
    answers: dict[int, Sent | Refusal] = {}
    # One conversation at a time: no transaction ever holds two of their locks.
    numbered = sorted(enumerate(items), key=lambda pair: (pair[1].conversation_id, pair[0]))
    for conversation_id, group in groupby(numbered, key=lambda pair: pair[1].conversation_id):
        places, batch = zip(*group, strict=True)
        try:
            found = _send_to_one(actor, conversation_id, batch)
        except Refusal as refusal:
            found = [refusal] * len(batch)
        answers |= dict(zip(places, found, strict=True))
    return [answers[place] for place in range(len(items))]


def send_message(*, actor: User, session_id: uuid.UUID, item: NewMessage) -> Sent:
    """`send_messages` for one; its refusal is raised."""
    answer = send_messages(actor=actor, session_id=session_id, items=[item])[0]
    if isinstance(answer, Refusal):
        raise answer
    return answer


@transaction.atomic
def _send_to_one(
    actor: User, conversation_id: uuid.UUID, items: Sequence[NewMessage]
) -> list[Sent | Refusal]:
    mine = lock_conversation(conversation_id, viewer=actor)
    messages = _already_sent(mine, items)
    duplicates = set(messages)
    targets = _reply_targets(mine, items)
    refused: dict[int, Refusal] = {}
    fresh: list[Message] = []
    texts: list[str] = []
    for place, item in enumerate(items):
        if item.client_id in messages:
            # Sent before, or twice within this batch.
            continue
        try:
            require(mine, "send")
            body = _check(mine, item, targets)
            _wait_for_turn(mine)
        except Refusal as refusal:
            refused[place] = refusal
        else:
            messages[item.client_id] = _number(mine, item, body)
            fresh.append(messages[item.client_id])
            texts.append(body)
    if fresh:
        set_mentions(mine, fresh, texts)
        _store(mine, fresh)
    shaped = _shape(list(messages.values()), actor)
    answers: list[Sent | Refusal] = []
    for place, item in enumerate(items):
        if place in refused:
            answers.append(refused[place])
        else:
            answers.append(Sent(shaped[item.client_id], item.client_id in duplicates))
            duplicates.add(item.client_id)
    return answers


def _already_sent(mine: Membership, items: Sequence[NewMessage]) -> dict[uuid.UUID, Message]:
    rows = Message.objects.filter(
        conversation_id=mine.conversation_id,
        sender_id=mine.user_id,
        client_id__in={item.client_id for item in items},
    )
    return {row.client_id: row for row in rows}


def _reply_targets(mine: Membership, items: Sequence[NewMessage]) -> set[uuid.UUID]:
    wanted = {item.reply_to for item in items if item.reply_to is not None}
    if not wanted:
        return set()
    return set(
        Message.objects.filter(
            conversation_id=mine.conversation_id,
            id__in=wanted,
            seq__gte=mine.visible_from_seq,
            deleted_at=None,
        )
        .exclude(type=MessageType.SYSTEM)
        .values_list("id", flat=True)
    )


def _check(mine: Membership, item: NewMessage, targets: set[uuid.UUID]) -> str:
    """The body as it is kept; Invalid or Forbidden."""
    if item.reply_to is not None:
        require(mine, "reply")
        if item.reply_to not in targets:
            raise Invalid(errors={"reply_to": ["There is no such message in this conversation."]})
    try:
        return clean_body(item.body, at_most=limits.body_code_points)
    except ValueError as error:
        raise Invalid(str(error), errors={"body": [str(error)]}) from None


def _wait_for_turn(mine: Membership) -> None:
    """SlowMode for who has sent something here less than the conversation's pause ago. The lock on
    the conversation lets one of two sends at once pass.
    """
    pause = complete_settings(mine.conversation.settings)["slow_mode_seconds"]
    if not pause or mine.sent_at is None or "manage_messages" in mine.permissions:
        return
    left = (mine.sent_at + timedelta(seconds=pause) - now()).total_seconds()
    if left > 0:
        raise SlowMode(
            f"Slow mode is on: one message every {pause} seconds. Yours can go in a moment.",
            retry_after=left,
        )


def _number(mine: Membership, item: NewMessage, body: str) -> Message:
    """A message with the next place in the timeline and the next change of the conversation."""
    conversation = mine.conversation
    conversation.last_seq += 1
    conversation.rev += 1
    message_id, mine.sent_at = new_id(), now()
    return Message(
        conversation=conversation,
        id=message_id,
        seq=conversation.last_seq,
        rev=conversation.rev,
        sender_id=mine.user_id,
        client_id=item.client_id,
        body=seal_body(body, conversation_id=conversation.id, message_id=message_id, version=1),
        reply_to_id=item.reply_to,
        metadata=dict(item.metadata),
        created_at=mine.sent_at,
    )


def _store(mine: Membership, fresh: Sequence[Message]) -> None:
    """The rows, the conversation's counters, and the sender's own watermark."""
    Message.objects.bulk_create(fresh)
    keep_mentions(fresh)
    conversation, last = mine.conversation, fresh[-1]
    conversation.last_activity_at = last.created_at
    conversation.save(update_fields=["last_seq", "rev", "last_activity_at"])
    # Whoever speaks last has seen what stands above.
    Membership.objects.filter(conversation_id=mine.conversation_id, user_id=mine.user_id).update(
        read_seq=last.seq,
        read_at=last.created_at,
        delivered_seq=last.seq,
        delivered_at=last.created_at,
        sent_at=last.created_at,
        marked_unread=False,
    )
    shared = surroundings(fresh, viewer_id=None)
    for message in fresh:
        announce_message(message, shared, MessageCreated)


def _shape(messages: Sequence[Message], actor: User) -> dict[uuid.UUID, MessageJSON]:
    around = surroundings(messages, viewer_id=actor.id)
    return {message.client_id: message_json(message, around) for message in messages}
