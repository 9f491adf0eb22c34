"""The threads that messages of one batch answer in: what their first messages say of them, and who
follows them, in two statements for all of them.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import orjson

from chatty.core.clock import wire_time
from chatty.core.errors import Invalid
from chatty.core.prepared import run_prepared
from conversations.access import require
from conversations.access.features import require_feature
from conversations.queries.speakers import Speaker
from conversations.rules.features import Feature
from messaging.events import MessageUpdated
from messaging.models import Message
from messaging.operations.announce import announce_message
from messaging.operations.follow_limit import drop_oldest_follows
from messaging.operations.new_rows import NewRow
from messaging.queries.messages import surroundings
from messaging.queries.sent import Place
from messaging.queries.thread_roots import answerable_roots
from messaging.rules.own_reading import OwnReading, read_by_sending
from messaging.rules.threads import Answer, grown
from messaging.wire import MessageJSON

# Both arrays choose partitions and index entries; the rows of `new` then find theirs.
_TELL = """
WITH new AS (
  SELECT * FROM json_to_recordset(%(rows)s::json) AS new (
    room uuid, id uuid, rev bigint, thread jsonb
  )
), told AS (
  UPDATE messages SET thread = new.thread, rev = new.rev FROM new
  WHERE messages.conversation_id = ANY(%(rooms)s) AND messages.id = ANY(%(ids)s)
    AND messages.conversation_id = new.room AND messages.id = new.id
)
UPDATE conversations SET rev = last.rev
FROM (SELECT room, max(rev) AS rev FROM new GROUP BY room) AS last
WHERE conversations.id = last.room
"""
# Who begins to follow has read up to their own answer; who said no before is not asked again. In
# one order, as all who lock these rows.
_FOLLOW = """
WITH new AS (
  SELECT * FROM json_to_recordset(%(rows)s::json) AS new (
    room uuid, id uuid, person uuid, seq bigint, since bigint
  )
)
INSERT INTO thread_follows (conversation_id, message_id, user_id, read_seq)
SELECT room, id, person, seq FROM new
ORDER BY room, id, person
ON CONFLICT (conversation_id, message_id, user_id) DO UPDATE SET read_seq = EXCLUDED.read_seq
WHERE thread_follows.read_seq < EXCLUDED.read_seq AND thread_follows.read_seq >= (
  SELECT new.since FROM new
  WHERE new.room = EXCLUDED.conversation_id AND new.id = EXCLUDED.message_id
    AND new.person = EXCLUDED.user_id
)
RETURNING user_id, message_id, xmax = 0
"""

_NOTHING = OwnReading(0, 0)


@dataclass(slots=True)
class _Thread:
    """A thread and what is new in it."""

    speaker: Speaker
    root: Message
    # The number of the last answer that was there before; 0 for none.
    last_seq: int
    answers: list[NewRow] = field(default_factory=list)


class ThreadBatch:
    """The threads of a batch of sends, while their conversations are locked."""

    def __init__(self, places: Collection[Place]) -> None:
        """Look up the threads that these (conversation, message) name."""
        self._roots = answerable_roots(places)
        self._threads: dict[uuid.UUID, _Thread] = {}

    def root_of(self, speaker: Speaker, thread_id: uuid.UUID) -> uuid.UUID:
        """The first message of the thread that the speaker would answer in; Forbidden, Invalid."""
        require(speaker, "reply")
        space_id = speaker.conversation.space_id
        require_feature(Feature.THREADS, user_id=speaker.user_id, space_id=space_id)
        root = self._roots.get((speaker.conversation_id, thread_id))
        if root is None or (root.seq or 0) < speaker.visible_from_seq:
            raise Invalid(
                errors={"thread_id": ["There is no such message to answer in this conversation."]}
            )
        return root.id

    def add(self, speaker: Speaker, message: NewRow) -> None:
        """Note a message that has its place; one that answers in no thread is none of ours."""
        if message.thread_id is None:
            return
        thread = self._threads.get(message.thread_id)
        if thread is None:
            root = next(root for root in self._roots.values() if root.id == message.thread_id)
            last_seq = (root.thread or {}).get("last_seq", 0)
            thread = self._threads[root.id] = _Thread(speaker, root, last_seq)
        thread.answers.append(message)

    def store(self) -> None:
        """Tell of the answers on the first messages, once a thread, and let people follow."""
        if not self._threads:
            return
        threads = list(self._threads.values())
        for thread in threads:
            floor = thread.speaker.conversation
            floor.rev += 1
            thread.root.rev = floor.rev
            thread.root.thread = grown(thread.root.thread, _answers(thread.answers))
        _tell([thread.root for thread in threads])
        _follow(threads)
        around = surroundings([thread.root for thread in threads], viewer_id=None)
        for thread in threads:
            announce_message(thread.root, around, partial(_told, thread.answers[-1].sender_id))


def _told(by: uuid.UUID, root: MessageJSON) -> MessageUpdated:
    return MessageUpdated(root, by=str(by), change="thread")


def _answers(messages: Sequence[NewRow]) -> list[Answer]:
    return [Answer(one.seq, str(one.sender_id), wire_time(one.created_at)) for one in messages]


def _tell(roots: Sequence[Message]) -> None:
    rows = [
        {"room": root.conversation_id, "id": root.id, "rev": root.rev, "thread": root.thread}
        for root in roots
    ]
    run_prepared(
        _TELL,
        {
            "rows": orjson.dumps(rows).decode(),
            "rooms": list({root.conversation_id for root in roots}),
            "ids": [root.id for root in roots],
        },
    )


def _follow(threads: Sequence[_Thread]) -> None:
    """Who wrote the first message, who answers, and who is mentioned in answers."""
    rows: list[dict[str, Any]] = []
    for thread in threads:
        named = {person for answer in thread.answers for person in answer.mentions}
        found = dict.fromkeys({thread.root.sender_id, *named}, _NOTHING) | _own_readings(thread)
        place = {"room": thread.root.conversation_id, "id": thread.root.id}
        rows += [
            {**place, "person": person, "seq": read.seq, "since": read.since}
            for person, read in found.items()
        ]
    kept = run_prepared(_FOLLOW, {"rows": orjson.dumps(rows).decode()})
    # A row without a former version was not there before.
    new = [(person, message_id) for person, message_id, is_new in kept if is_new]
    drop_oldest_follows({person for person, _ in new}, new={message_id for _, message_id in new})


def _own_readings(thread: _Thread) -> dict[uuid.UUID, OwnReading]:
    """How far those who answer have read, by person."""
    found: dict[uuid.UUID, OwnReading] = {}
    before = thread.last_seq
    for answer in thread.answers:
        found[answer.sender_id] = read_by_sending(
            found.get(answer.sender_id), seq=answer.seq, before=before, by_clock=answer.by_clock
        )
        before = answer.seq
    return found
