"""What one person chose in polls, as `message_rows` reads it of a page of messages, and
`many_viewers` of a message for each of several people, with their other marks.
"""

import uuid
from collections.abc import Collection, Mapping
from typing import Any, Final

from messaging.adapters.ballots import ballot_name, open_choice
from messaging.wire import MessageRow, OwnMarks

_NO_VOTES: Final[frozenset[int]] = frozenset()

# Branches of one statement; ballots are found by the names that only the program can make.
VOTES: Final = """
UNION ALL
SELECT message_id::text, 'vote', option::text FROM poll_votes
WHERE conversation_id = ANY(%(polled_rooms)s) AND message_id = ANY(%(polled_ids)s)
  AND user_id = %(viewer)s
UNION ALL
SELECT message_id::text, 'ballot', encode(choice, 'hex')
FROM unnest(%(ballot_rooms)s::uuid[], %(ballot_ids)s::uuid[], %(ballot_names)s::bytea[])
  AS wanted (room, id, name)
JOIN LATERAL (
  SELECT message_id, choice FROM poll_ballots
  WHERE poll_ballots.conversation_id = wanted.room AND poll_ballots.message_id = wanted.id
    AND poll_ballots.name = wanted.name
  OFFSET 0
) AS found ON true
"""


def vote_parameters(
    polls: Mapping[str, MessageRow], names: Mapping[str, bytes | None]
) -> dict[str, Any]:
    """Those of `VOTES`, less the viewer: of rows that hold polls, by their ids, and the names of
    their ballots.
    """
    places = {
        message_id: (uuid.UUID(row.conversation_id), uuid.UUID(message_id))
        for message_id, row in polls.items()
    }
    named = {message_id: name for message_id, name in names.items() if name is not None}
    votes = [place for message_id, place in places.items() if message_id not in named]
    return {
        "polled_rooms": list({room for room, _ in votes}),
        "polled_ids": [message for _, message in votes],
        "ballot_rooms": [places[message_id][0] for message_id in named],
        "ballot_ids": [places[message_id][1] for message_id in named],
        "ballot_names": list(named.values()),
    }


def name_of_ballot(row: MessageRow, *, viewer_id: uuid.UUID) -> bytes | None:
    """Under what name somebody's vote in a poll is kept; None where votes have none."""
    if row.poll is None or not row.poll["anonymous"]:
        return None
    room, message = uuid.UUID(row.conversation_id), uuid.UUID(row.id)
    return ballot_name(conversation_id=room, message_id=message, user_id=viewer_id)


def read_marks(
    found: Mapping[str, Collection[str]], *, poll: MessageRow | None, name: bytes | None
) -> OwnMarks:
    """What one person has put on one message, of what was found of it by its kind. `poll`: the
    message, where it holds one; `name`: that of their ballot.
    """
    return OwnMarks(
        reactions=frozenset(found.get("reaction", ())),
        votes=_NO_VOTES if poll is None else _choice(found, poll, name),
        bookmarked="bookmark" in found,
        hidden="hidden" in found,
    )


def _choice(
    found: Mapping[str, Collection[str]], poll: MessageRow, name: bytes | None
) -> frozenset[int]:
    options = frozenset(int(number) for number in found.get("vote", ()))
    if name is None:
        return options
    room, message = uuid.UUID(poll.conversation_id), uuid.UUID(poll.id)
    for sealed in found.get("ballot", ()):
        raw = bytes.fromhex(sealed)
        options |= open_choice(raw, conversation_id=room, message_id=message, name=name)
    return options
