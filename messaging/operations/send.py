"""Sending: one operation for one message or many, for REST and sockets alike.

What is sent at the same time, by whomever, is written together (`send_batch`).
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import User
from chatty.core.errors import InvalidAttachment, NotFound, Refusal
from chatty.core.ids import read_id
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from messaging.operations.new_polls import WantedPoll
from messaging.operations.send_batch import SENDS, NewMessage, Sending, Sent


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
        thread_id=data.get("thread_id"),
        metadata=data.get("metadata", {}),
        poll=WantedPoll(**data["poll"]) if data.get("poll") else None,
    )


def send_messages(
    *, actor: User, session_id: uuid.UUID, items: Sequence[NewMessage]
) -> list[Sent | Refusal]:
    """Send in the order given; a refused item fails alone. Answers stand in the order of `items`.

    In the list: Invalid (body, reply_to), NotFound (conversation), Forbidden (the role), SlowMode.
    Raised for all: RateLimited; Unavailable when too many wait; what the database says when it
    fails, after which the same items may be sent again.
    """
    take("messages", session_id, per_minute(limits.messages_per_minute), cost=len(items))
    answers: list[Sent | Refusal] = []
    for answer in SENDS.run([Sending(actor.id, item) for item in items]) if items else ():
        if isinstance(answer, (Sent, Refusal)):
            answers.append(answer)
        else:
            raise answer
    return answers


def send_message(*, actor: User, session_id: uuid.UUID, item: NewMessage) -> Sent:
    """`send_messages` for one; its refusal is raised."""
    answer = send_messages(actor=actor, session_id=session_id, items=[item])[0]
    if isinstance(answer, Refusal):
        raise answer
    return answer
