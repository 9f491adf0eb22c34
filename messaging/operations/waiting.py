"""Messages that wait to be sent, on their way out of waiting; what changes about them is told to
their author's sockets alone.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from chatty.core.errors import NotFound, VersionConflict
from chatty.core.prepared import run_prepared
from chatty.realtime.publish import publish
from chatty.realtime.topics import user_topic
from conversations.queries.standings import Pair
from messaging.events import ScheduledCounted, ScheduledState, ScheduledUpdated
from messaging.operations.new_rows import NewRow
from messaging.queries.scheduled import count_waiting
from messaging.wire import MessageJSON

_TAKE = """
DELETE FROM messages
WHERE conversation_id = ANY(%(rooms)s) AND id = ANY(%(ids)s) AND seq IS NULL
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The row in which a scheduled message waits, at the version that it was read at. `by_clock`:
    its time has come, and its author may not be there.
    """

    id: uuid.UUID
    version: int
    by_clock: bool


def require_unchanged(waiting: Waiting, stored: MessageJSON | None) -> None:
    """NotFound for a scheduled message that was cancelled since it was read, VersionConflict for
    one that was changed. With the conversation locked neither happens any more.
    """
    if stored is None:
        raise NotFound("It was cancelled.")
    if stored["version"] != waiting.version:
        raise VersionConflict("It was changed in the meantime.", current=stored)


def take_waiting(sent: Sequence[NewRow]) -> None:
    """Remove the rows in which these messages waited, just before they are stored with a place.

    In the transaction that sends them: each is either still waiting or sent, whatever breaks.
    """
    rooms = {message.conversation_id for message in sent}
    run_prepared(_TAKE, {"rooms": list(rooms), "ids": [message.id for message in sent]})
    _tell_authors(
        [(message.conversation_id, message.sender_id) for message in sent],
        [message.id for message in sent],
        "gone",
    )


def tell_author(
    user_id: uuid.UUID, conversation_id: uuid.UUID, message_id: uuid.UUID, state: ScheduledState
) -> None:
    """Publish what became of a message, and how many wait there now: its conversation is locked,
    and it is written as it is.
    """
    _tell_authors([(conversation_id, user_id)], [message_id], state)


def _tell_authors(
    places: Sequence[Pair], message_ids: Sequence[uuid.UUID], state: ScheduledState
) -> None:
    for (room, author), message_id in zip(places, message_ids, strict=True):
        told = ScheduledUpdated(str(message_id), state)
        publish(user_topic(author), told, conversation_id=room)
    for (room, author), waiting in count_waiting(set(places)).items():
        counted = ScheduledCounted(str(room), waiting.count, waiting.failed)
        publish(user_topic(author), counted, conversation_id=room)
