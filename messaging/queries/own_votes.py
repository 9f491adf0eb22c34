"""What one person chose in the polls of a page of messages, as `message_rows` reads it with their
other marks.
"""

import uuid
from collections.abc import Collection, Mapping
from typing import Any, Final

from messaging.adapters.ballots import ballot_name, open_choice
from messaging.wire import MessageRow

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


class OwnVotes:
    """Where one person's votes in these polls are found, and what they say."""

    def __init__(self, polls: Collection[MessageRow], *, viewer_id: uuid.UUID) -> None:
        """`polls`: rows that hold one."""
        self._ballots: dict[str, tuple[uuid.UUID, uuid.UUID, bytes]] = {}
        self._votes: list[tuple[uuid.UUID, uuid.UUID]] = []
        for row in polls:
            room, message = uuid.UUID(row.conversation_id), uuid.UUID(row.id)
            if row.poll is not None and row.poll["anonymous"]:
                name = ballot_name(conversation_id=room, message_id=message, user_id=viewer_id)
                self._ballots[row.id] = (room, message, name)
            else:
                self._votes.append((room, message))

    def parameters(self) -> dict[str, Any]:
        """Those of `VOTES`, less the viewer."""
        ballots = self._ballots.values()
        return {
            "polled_rooms": list({room for room, _ in self._votes}),
            "polled_ids": [message for _, message in self._votes],
            "ballot_rooms": [room for room, _, _ in ballots],
            "ballot_ids": [message for _, message, _ in ballots],
            "ballot_names": [name for _, _, name in ballots],
        }

    def read(self, message_id: str, found: Mapping[str, Collection[str]]) -> frozenset[int]:
        """The options of one poll, of what `VOTES` found of it by its kind."""
        options = frozenset(int(number) for number in found.get("vote", ()))
        for sealed in found.get("ballot", ()):
            room, message, name = self._ballots[message_id]
            raw = bytes.fromhex(sealed)
            options |= open_choice(raw, conversation_id=room, message_id=message, name=name)
        return options
