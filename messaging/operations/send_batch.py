"""Writing many new messages, of many people to many conversations, in one transaction.

Lock the conversations, in one order; read who may; look up the client ids; number only what is
new; insert; move the counters; commit; publish. A `client_id` that was seen before gives the first
message again and consumes no number, so that a retry after a lost answer is always safe.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction

from chatty.core.clock import now
from chatty.core.errors import Invalid, NotFound, Refusal, SlowMode
from chatty.core.group_commit import LATER, GroupCommitter, Later
from chatty.core.ids import new_id
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute
from conversations.access import require
from conversations.queries.speakers import Speaker, lock_floors, lock_speakers
from conversations.queries.standings import Pair
from conversations.rules.settings import complete_settings
from messaging.adapters.sealing import seal_body
from messaging.events import MessageCreated
from messaging.operations.announce import announce_shaped
from messaging.operations.callers import Asking, write_proved
from messaging.operations.mentions import keep_mentions, set_mentions
from messaging.operations.new_polls import (
    WantedPoll,
    add_poll,
    check_poll,
    close_polls_in_time,
)
from messaging.operations.new_rows import NewRow, store_messages
from messaging.operations.texts import read_body, read_question
from messaging.operations.thread_batch import ThreadBatch
from messaging.operations.waiting import Waiting, require_unchanged, take_waiting
from messaging.queries.many_viewers import shape_for_each
from messaging.queries.messages import surroundings_of
from messaging.queries.sent import quotable, sent_before
from messaging.rules.forwards import Origin
from messaging.rules.lifetime import expiry
from messaging.wire import MessageJSON, message_json, message_row, unmarked


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What somebody wants to say. `waiting`: since a time that has come."""

    conversation_id: uuid.UUID
    client_id: uuid.UUID
    body: str
    reply_to: uuid.UUID | None = None
    thread_id: uuid.UUID | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    poll: WantedPoll | None = None
    forward: Origin | None = None
    waiting: Waiting | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The stored message; `is_duplicate` where this `client_id` was sent before."""

    message: MessageJSON
    is_duplicate: bool


@dataclass(frozen=True, slots=True)
class Sending:
    """A message on its way. `asking`: a session that is still to be proved and charged, for what
    comes from a socket without a look at either.
    """

    actor_id: uuid.UUID
    item: NewMessage
    asking: Asking | None = None

    @property
    def pair(self) -> Pair:
        """Who speaks where."""
        return (self.item.conversation_id, self.actor_id)


type Answer = Sent | Refusal | Later


def write_sends(sendings: Sequence[Sending], /, *, wait: bool) -> list[Answer]:
    """`chatty.core.group_commit.Write` of messages. In the list: NotAuthenticated, Suspended,
    RateLimited (where a session is named), NotFound, Forbidden, Invalid, SlowMode.
    """
    rate = per_minute(limits.messages_per_minute)
    return write_proved(sendings, partial(_write, wait=wait), bucket="messages", rate=rate)


SENDS: GroupCommitter[Sending, Sent | Refusal] = GroupCommitter("sends", write_sends)


@transaction.atomic
def _write(sendings: Sequence[Sending], *, wait: bool) -> list[Answer]:
    floors, busy = lock_floors({sending.item.conversation_id for sending in sendings}, wait=wait)
    pairs = {sending.pair for sending in sendings if sending.item.conversation_id in floors}
    speakers, busy_pairs = lock_speakers(floors, pairs, wait=wait)
    pending = [_Pending(sending.item, speakers.get(sending.pair)) for sending in sendings]
    batch = _Batch([one for one in pending if one.speaker is not None])
    for one, sending in zip(pending, sendings, strict=True):
        if sending.item.conversation_id in busy or sending.pair in busy_pairs:
            one.refusal = LATER
        else:
            batch.take(one)
    batch.store()
    return [one.answer() for one in pending]


@dataclass(slots=True)
class _Entry:
    """A message of the batch: stored before (`shaped`), or about to be (`fresh`)."""

    fresh: NewRow | None = None
    shaped: MessageJSON | None = None

    @property
    def waits(self) -> bool:
        """Whether it is stored without a place in the timeline."""
        return self.shaped is not None and self.shaped["seq"] is None


@dataclass(slots=True)
class _Pending:
    """What became of one item so far."""

    item: NewMessage
    speaker: Speaker | None
    refusal: Refusal | Later | None = None
    entry: _Entry | None = None
    is_duplicate: bool = False

    def answer(self) -> Answer:
        """What its sender is told, when all is stored."""
        if self.refusal is not None:
            return self.refusal
        assert self.entry is not None  # noqa: S101 - what is not refused has one
        assert self.entry.shaped is not None  # noqa: S101 - it is stored
        return Sent(self.entry.shaped, self.is_duplicate)


class _Batch:
    """One transaction's messages, and what they are checked against."""

    def __init__(self, pending: Sequence[_Pending]) -> None:
        """Look up what was sent before, and what is replied to."""
        # By speaker, the object, and client id.
        self._entries: dict[tuple[int, uuid.UUID], _Entry] = {}
        self._fresh: list[tuple[Speaker, NewRow, _Entry]] = []
        spoken = [(one.item, one.speaker) for one in pending if one.speaker is not None]
        speakers = {(who.conversation_id, who.user_id): who for _, who in spoken}
        keys = [(item.conversation_id, who.user_id, item.client_id) for item, who in spoken]
        known = [row for rows in sent_before(keys).values() for row in rows]
        shaped = shape_for_each([(message_row(row), row.sender_id) for row in known])
        for row, message in zip(known, shaped, strict=True):
            name = (id(speakers[row.conversation_id, row.sender_id]), row.client_id)
            self._entries[name] = _Entry(shaped=message)
        self._targets = quotable(
            {
                (item.conversation_id, item.reply_to)
                for item, _ in spoken
                if item.reply_to is not None
            }
        )
        self._threads = ThreadBatch(
            {
                (item.conversation_id, item.thread_id)
                for item, _ in spoken
                if item.thread_id is not None
            }
        )

    def take(self, one: _Pending) -> None:
        """Number a message that is new and allowed; note the refusal of one that is not."""
        item, speaker = one.item, one.speaker
        if speaker is None:
            one.refusal = NotFound("There is no such conversation.")
            return
        name = (id(speaker), item.client_id)
        entry = self._entries.get(name)
        if entry is not None and not (entry.waits and item.waiting is not None):
            # Sent before, or twice within this batch; or scheduled, and sent before its time.
            one.entry, one.is_duplicate = entry, True
            return
        try:
            if item.waiting is not None:
                require_unchanged(item.waiting, None if entry is None else entry.shaped)
            require(speaker, "send")
            body = self._check(speaker, item)
            thread_id = item.thread_id and self._threads.root_of(speaker, item.thread_id)
            poll = None if item.poll is None else check_poll(item.poll, by=speaker)
            _wait_for_turn(speaker)
        except Refusal as refusal:
            one.refusal = refusal
            return
        fresh = _number(speaker, item, body)
        fresh.thread_id, fresh.forward = thread_id, item.forward
        self._threads.add(speaker, fresh)
        if poll is not None:
            add_poll(fresh, poll)
        one.entry = self._entries[name] = _Entry(fresh=fresh)
        self._fresh.append((speaker, fresh, one.entry))

    def store(self) -> None:
        """The rows, the counters, the speakers' own watermarks, and word of it."""
        if not self._fresh:
            return
        self._set_mentions()
        fresh = [message for _, message, _ in self._fresh]
        if waited := [message for message in fresh if message.has_waited]:
            take_waiting(waited)
        store_messages(fresh)
        keep_mentions(fresh)
        close_polls_in_time(fresh)
        rows = [message.stored() for message in fresh]
        around = surroundings_of(rows, viewer_id=None)
        quoting = []
        for (_, message, entry), row in zip(self._fresh, rows, strict=True):
            shared = message_json(row, around, body=message.text)
            announce_shaped(message, shared, MessageCreated)
            entry.shaped = unmarked(shared)
            if message.reply_to_id is not None:
                quoting.append((entry, row, message.sender_id))
        # Nobody has marked them yet; but what they quote may be hidden from their senders.
        own = shape_for_each([(row, sender) for _, row, sender in quoting])
        for (entry, _, _), mine in zip(quoting, own, strict=True):
            entry.shaped = mine
        self._threads.store()

    def _set_mentions(self) -> None:
        by_speaker: dict[int, tuple[Speaker, list[NewRow]]] = {}
        for speaker, message, _ in self._fresh:
            # Whom somebody else named elsewhere is not called here.
            if "@" in message.text and message.forward is None:
                by_speaker.setdefault(id(speaker), (speaker, []))[1].append(message)
        for speaker, spoken in by_speaker.values():
            set_mentions(speaker, spoken, [message.text for message in spoken])

    def _check(self, speaker: Speaker, item: NewMessage) -> str:
        """The body as it is kept; Invalid or Forbidden."""
        if item.reply_to is not None:
            require(speaker, "reply")
            seq = self._targets.get((item.conversation_id, item.reply_to), 0)
            if seq < speaker.visible_from_seq:
                raise Invalid(
                    errors={"reply_to": ["There is no such message in this conversation."]}
                )
        return read_body(item.body) if item.poll is None else read_question(item.body)


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


def _number(speaker: Speaker, item: NewMessage, body: str) -> NewRow:
    """A message with the next place in the timeline and the next change of the conversation."""
    floor = speaker.conversation
    floor.last_seq += 1
    floor.rev += 1
    speaker.sent_at, waiting = now(), item.waiting
    message_id, version = (new_id(), 1) if waiting is None else (waiting.id, waiting.version)
    return NewRow(
        conversation_id=floor.id,
        id=message_id,
        seq=floor.last_seq,
        rev=floor.rev,
        sender_id=speaker.user_id,
        client_id=item.client_id,
        text=body,
        body=seal_body(body, conversation_id=floor.id, message_id=message_id, version=version),
        reply_to_id=item.reply_to,
        metadata=item.metadata,
        created_at=speaker.sent_at,
        expires_at=expiry(complete_settings(floor.settings), sent_at=speaker.sent_at),
        version=version,
        has_waited=waiting is not None,
        by_clock=waiting is not None and waiting.by_clock,
    )
