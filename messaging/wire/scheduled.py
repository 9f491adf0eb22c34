"""Messages that wait to be sent."""

from typing import TypedDict

from messaging.models import Message
from messaging.wire.messages import Surroundings, message_json
from messaging.wire.shapes import MessageJSON


class FailureJSON(TypedDict):
    """Why a scheduled message was not sent: the code and words of the refusal."""

    code: str
    detail: str


class ScheduledJSON(MessageJSON):
    """A message that its author has scheduled, `seq` and `rev` None. `failure`: it could not be
    sent when its time came, and waits for its author; None: it waits for its time.
    """

    failure: FailureJSON | None


class ScheduledPageJSON(TypedDict):
    """A page of what somebody has scheduled in a conversation. `count`: how many wait there in
    all; `failed`: how many of these could not be sent.
    """

    results: list[ScheduledJSON]
    next: str | None
    count: int
    failed: int


def scheduled_json(message: Message, around: Surroundings) -> ScheduledJSON:
    """A message that waits, as its author sees it."""
    failure = message.failure
    shaped = message_json(message, around)
    return {
        **shaped,
        # What is due has a time of its own in the database; what failed is not due any more.
        "scheduled_at": shaped["scheduled_at"] if failure is None else failure["scheduled_at"],
        "failure": None
        if failure is None
        else {"code": failure["code"], "detail": failure["detail"]},
    }
