"""Polls on their way: checked and sealed before they are stored, and told when to close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chatty.core.clock import now, wire_time
from chatty.core.errors import Invalid
from chatty.core.jobs.outbox import start_job_at
from chatty.core.limits import limits
from conversations.access.features import require_feature
from conversations.queries.speakers import Speaker
from conversations.rules.features import Feature
from messaging.adapters.sealing import seal_options
from messaging.operations.new_rows import NewRow
from messaging.rules.polls import Poll, clean_options, clean_question, new_poll

CLOSE = "messaging.close_poll"


@dataclass(frozen=True, slots=True)
class WantedPoll:
    """A poll as somebody asks for it; the question is the message's body."""

    options: Sequence[str]
    multiple: bool = False
    anonymous: bool = False
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AskedPoll:
    """A poll that is allowed, with the texts of its options."""

    poll: Poll
    options: Sequence[str]


def check_question(body: str) -> str:
    """The body of a message with a poll as it is kept; ValueError says what is wrong with it."""
    return clean_question(body, at_most=limits.poll_question_code_points)


def check_poll(wanted: WantedPoll, *, by: Speaker) -> AskedPoll:
    """The poll as it is kept; Invalid says what is wrong with it. Forbidden where no polls are
    offered.
    """
    require_feature(Feature.POLLS, user_id=by.user_id, space_id=by.conversation.space_id)
    try:
        options = clean_options(
            wanted.options,
            fewest=limits.poll_options_min,
            most=limits.poll_options_max,
            at_most=limits.poll_option_code_points,
        )
    except ValueError as error:
        raise Invalid(str(error), errors={"poll.options": [str(error)]}) from None
    closes_at = wanted.closes_at
    if closes_at is not None and not _is_in_time(closes_at):
        seconds, days = limits.poll_seconds_min, limits.poll_days_max
        text = f"A poll closes after {seconds} seconds at the earliest, {days} days at the latest."
        raise Invalid(text, errors={"poll.closes_at": [text]})
    poll = new_poll(
        options=len(options),
        multiple=wanted.multiple,
        anonymous=wanted.anonymous,
        closes_at=None if closes_at is None else wire_time(closes_at),
    )
    return AskedPoll(poll, options)


def add_poll(message: NewRow, asked: AskedPoll) -> None:
    """Have a message that has its place carry a poll."""
    message.poll = asked.poll
    message.poll_text = seal_options(
        asked.options, conversation_id=message.conversation_id, message_id=message.id
    )


def close_polls_in_time(messages: Sequence[NewRow]) -> None:
    """Have those of these polls closed that have a time for it."""
    for message in messages:
        if message.poll is not None and message.poll["closes_at"] is not None:
            start_job_at(
                datetime.fromisoformat(message.poll["closes_at"]),
                CLOSE,
                conversation_id=str(message.conversation_id),
                message_id=str(message.id),
            )


def _is_in_time(closes_at: datetime) -> bool:
    left = closes_at - now()
    # A clock that is a little behind still gives the shortest time that is offered.
    earliest = timedelta(seconds=limits.poll_seconds_min) / 2
    return earliest <= left <= timedelta(days=limits.poll_days_max)
