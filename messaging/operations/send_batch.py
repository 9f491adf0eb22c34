"""Writing many new messages, of many people to many conversations, in one transaction.

Lock the conversations, in one order; read who may; look up the client ids; number only what is
new; insert; move the counters; commit; publish. A `client_id` that was seen before gives the first
message again and consumes no number, so that a retry after a lost answer is always safe.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction

from chatty.core.clock import now
from chatty.core.errors import Invalid, NotFound, Refusal, SlowMode
from chatty.core.group_commit import LATER, GroupCommitter, Later
from chatty.core.ids import new_id
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute
from conversations.access import require
from conversations.queries.speakers import Floor, Pair, Speaker, lock_floors, lock_speakers
from conversations.rules.settings import complete_settings
from messaging.adapters.sealing import seal_body
from messaging.events import MessageCreated
from messaging.models import Message
from messaging.operations.announce import announce_shaped
from messaging.operations.callers import refuse_callers
from messaging.operations.mentions import keep_mentions, set_mentions
from messaging.operations.new_rows import insert_messages, move_counters
from messaging.queries.messages import shape_messages, surroundings
from messaging.queries.sent import Key, Place, quotable, sent_before
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


@dataclass(frozen=True, slots=True)
class Sending:
    """A message on its way. `session_id`: still to be proved and charged, for what comes from a
    socket without a look at either.
    """

    actor_id: uuid.UUID
    item: NewMessage
    session_id: uuid.UUID | None = None

    @property
    def pair(self) -> Pair:
        """Who speaks where."""
        return (self.item.conversation_id, self.actor_id)


type Answer = Sent | Refusal | Later


def write_sends(sendings: Sequence[Sending], /, *, wait: bool) -> list[Answer]:
    """`chatty.core.group_commit.Write` of messages. In the list: NotAuthenticated, Suspended,
    RateLimited (where a session is named), NotFound, Forbidden, Invalid, SlowMode.
    """
    refused = refuse_callers(
        [sending.session_id for sending in sendings],
        bucket="messages",
        rate=per_minute(limits.messages_per_minute),
    )
    rest = [sending for sending, no in zip(sendings, refused, strict=True) if no is None]
    written = iter(_write(rest, wait=wait) if rest else ())
    return [next(written) if no is None else no for no in refused]


SENDS: GroupCommitter[Sending, Sent | Refusal] = GroupCommitter("sends", write_sends)


@transaction.atomic
def _write(sendings: Sequence[Sending], *, wait: bool) -> list[Answer]:
    rooms = {sending.item.conversation_id for sending in sendings}
    floors, busy = lock_floors(rooms, wait=wait)
    pairs = {sending.pair for sending in sendings if sending.item.conversation_id in floors}
    batch = _Batch(floors, lock_speakers(floors, pairs) if pairs else {})
    batch.look_up([sending for sending in sendings if sending.pair in batch.speakers])
    answers: list[Answer | None] = []
    for sending in sendings:
        if sending.item.conversation_id in busy:
            answers.append(LATER)
        else:
            answers.append(batch.take(sending))
    batch.store()
    return [
        batch.answer(sending) if answer is None else answer
        for sending, answer in zip(sendings, answers, strict=True)
    ]


class _Batch:
    """One transaction's new messages, and what they were checked against."""

    def __init__(self, floors: Mapping[uuid.UUID, Floor], speakers: Mapping[Pair, Speaker]) -> None:
        self.floors = floors
        self.speakers = speakers
        self._fresh: dict[Key, tuple[Message, str]] = {}
        self._shaped: dict[Key, MessageJSON] = {}
        self._answered: set[Key] = set()
        self._targets: dict[Place, int] = {}

    def look_up(self, sendings: Sequence[Sending]) -> None:
        """What was sent before, and which of the messages that are replied to are there."""
        keys = [_key(sending) for sending in sendings]
        for person, rows in sent_before(keys).items():
            shaped = shape_messages(rows, viewer_id=person)
            for row, message in zip(rows, shaped, strict=True):
                key = (row.conversation_id, person, row.client_id)
                self._shaped[key] = message
                self._answered.add(key)
        items = [sending.item for sending in sendings]
        self._targets = quotable(
            {(item.conversation_id, item.reply_to) for item in items if item.reply_to is not None}
        )

    def take(self, sending: Sending) -> Refusal | None:
        """Number a message that is new and allowed; the refusal of one that is not."""
        key = _key(sending)
        if key in self._shaped or key in self._fresh:
            return None
        speaker = self.speakers.get(sending.pair)
        if speaker is None:
            return NotFound("There is no such conversation.")
        try:
            require(speaker, "send")
            body = self._check(speaker, sending.item)
            _wait_for_turn(speaker)
        except Refusal as refusal:
            return refusal
        self._fresh[key] = (_number(speaker, sending.item, body), body)
        return None

    def store(self) -> None:
        """The rows, the counters, the speakers' own watermarks, and word of it."""
        if not self._fresh:
            return
        fresh = [message for message, _ in self._fresh.values()]
        self._set_mentions()
        insert_messages(fresh)
        keep_mentions(fresh)
        move_counters(self.floors, fresh)
        around = surroundings(fresh, viewer_id=None)
        for key, (message, body) in self._fresh.items():
            shaped = message_json(message, around, body=body)
            announce_shaped(message, shaped, MessageCreated)
            self._shaped[key] = self._for_sender(key[1], message, shaped)

    def _set_mentions(self) -> None:
        by_speaker: dict[Pair, list[tuple[Message, str]]] = {}
        for (room, person, _), (message, body) in self._fresh.items():
            if "@" in body:
                by_speaker.setdefault((room, person), []).append((message, body))
        for pair, spoken in by_speaker.items():
            messages, bodies = zip(*spoken, strict=True)
            set_mentions(self.speakers[pair], messages, bodies)

    def answer(self, sending: Sending) -> Sent:
        """What the sender of a stored message is told."""
        key = _key(sending)
        is_duplicate = key in self._answered
        self._answered.add(key)
        return Sent(self._shaped[key], is_duplicate)

    def _check(self, speaker: Speaker, item: NewMessage) -> str:
        """The body as it is kept; Invalid or Forbidden."""
        if item.reply_to is not None:
            require(speaker, "reply")
            seq = self._targets.get((item.conversation_id, item.reply_to), 0)
            if seq < speaker.visible_from_seq:
                raise Invalid(
                    errors={"reply_to": ["There is no such message in this conversation."]}
                )
        try:
            return clean_body(item.body, at_most=limits.body_code_points)
        except ValueError as error:
            raise Invalid(str(error), errors={"body": [str(error)]}) from None

    def _for_sender(self, person: uuid.UUID, message: Message, shared: MessageJSON) -> MessageJSON:
        """A new message has nobody's reactions yet; what it quotes may lie before its sender's
        time.
        """
        if message.reply_to_id is None:
            return shared
        return shape_messages([message], viewer_id=person)[0]


def _key(sending: Sending) -> Key:
    return (sending.item.conversation_id, sending.actor_id, sending.item.client_id)


def _wait_for_turn(speaker: Speaker) -> None:
    """SlowMode for who has sent something here less than the conversation's pause ago. The lock on
    the conversation lets one of two sends at once pass.
    """
    pause = complete_settings(speaker.conversation.settings)["slow_mode_seconds"]
    if not pause or speaker.sent_at is None or "manage_messages" in speaker.permissions:
        return
    left = (speaker.sent_at + timedelta(seconds=pause) - now()).total_seconds()
    if left > 0:
        raise SlowMode(
            f"Slow mode is on: one message every {pause} seconds. Yours can go in a moment.",
            retry_after=left,
        )


def _number(speaker: Speaker, item: NewMessage, body: str) -> Message:
    """A message with the next place in the timeline and the next change of the conversation."""
    floor = speaker.conversation
    floor.last_seq += 1
    floor.rev += 1
    message_id, speaker.sent_at = new_id(), now()
    return Message(
        conversation_id=floor.id,
        id=message_id,
        seq=floor.last_seq,
        rev=floor.rev,
        sender_id=speaker.user_id,
        client_id=item.client_id,
        body=seal_body(body, conversation_id=floor.id, message_id=message_id, version=1),
        reply_to_id=item.reply_to,
        metadata=dict(item.metadata),
        created_at=speaker.sent_at,
    )
