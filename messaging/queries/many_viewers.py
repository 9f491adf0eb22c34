"""Messages as each of several people sees them, in as many statements as for one of them."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from chatty.core.prepared import run_prepared
from messaging.queries.message_rows import rows_named_to
from messaging.queries.own_votes import name_of_ballot, read_marks
from messaging.wire import MessageJSON, MessageRow, OwnMarks, Surroundings, messages_json

type _ToViewer = tuple[MessageRow, uuid.UUID]

# OFFSET keeps each probe to itself: else the planner may join whole tables.
_MARKS = """
SELECT wanted.viewer, wanted.id::text, found.kind, found.what
FROM unnest(%(rooms)s::uuid[], %(ids)s::uuid[], %(viewers)s::uuid[])
  AS wanted (room, id, viewer)
CROSS JOIN LATERAL (
  SELECT 'reaction' AS kind, emoji AS what FROM reactions
  WHERE conversation_id = wanted.room AND message_id = wanted.id AND user_id = wanted.viewer
  UNION ALL
  SELECT 'bookmark', '' FROM bookmarks
  WHERE conversation_id = wanted.room AND message_id = wanted.id AND user_id = wanted.viewer
  UNION ALL
  SELECT 'hidden', '' FROM hidden_messages
  WHERE conversation_id = wanted.room AND message_id = wanted.id AND user_id = wanted.viewer
  UNION ALL
  SELECT 'vote', option::text FROM poll_votes
  WHERE conversation_id = wanted.room AND message_id = wanted.id AND user_id = wanted.viewer
  OFFSET 0
) AS found
UNION ALL
SELECT wanted.viewer, wanted.id::text, 'ballot', encode(found.choice, 'hex')
FROM unnest(
  %(ballot_rooms)s::uuid[], %(ballot_ids)s::uuid[], %(ballot_viewers)s::uuid[],
  %(ballot_names)s::bytea[]
) AS wanted (room, id, viewer, name)
CROSS JOIN LATERAL (
  SELECT choice FROM poll_ballots
  WHERE conversation_id = wanted.room AND message_id = wanted.id AND name = wanted.name
  OFFSET 0
) AS found
"""


def shape_for_each(rows: Sequence[_ToViewer]) -> list[MessageJSON]:
    """Each message as the person beside it sees it, in their order: at most two statements, however
    many people there are.
    """
    if not rows:
        return []
    replies = _replied_to(rows)
    quoted = [(row, viewer) for viewer, found in replies.items() for row in found.values()]
    marks = _marks([*rows, *quoted])
    shaped = []
    for row, viewer in rows:
        around = Surroundings(replies=replies.get(viewer, {}), mine=marks[viewer])
        shaped += messages_json([row], around)
    return shaped


def _replied_to(rows: Sequence[_ToViewer]) -> Mapping[uuid.UUID, dict[str, MessageRow]]:
    """What they reply to, by viewer and id, as far as each may see it."""
    wanted = {
        (uuid.UUID(row.conversation_id), uuid.UUID(row.reply_to_id), viewer)
        for row, viewer in rows
        if row.reply_to_id is not None
    }
    found: dict[uuid.UUID, dict[str, MessageRow]] = defaultdict(dict)
    for viewer, row in rows_named_to(list(wanted)) if wanted else ():
        found[viewer][row.id] = row
    return found


def _marks(rows: Sequence[_ToViewer]) -> Mapping[uuid.UUID, dict[str, OwnMarks]]:
    """What each has put on the message beside them, by viewer and id."""
    asked = {(row.id, viewer): row for row, viewer in rows}
    names = {place: name_of_ballot(row, viewer_id=place[1]) for place, row in asked.items()}
    found: dict[tuple[str, uuid.UUID], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for viewer, message_id, kind, what in run_prepared(_MARKS, _parameters(asked, names)):
        found[message_id, viewer][kind].add(what)
    marks: dict[uuid.UUID, dict[str, OwnMarks]] = defaultdict(dict)
    for place, kinds in found.items():
        marks[place[1]][place[0]] = read_marks(kinds, poll=asked[place], name=names[place])
    return marks


def _parameters(
    asked: Mapping[tuple[str, uuid.UUID], MessageRow],
    names: Mapping[tuple[str, uuid.UUID], bytes | None],
) -> dict[str, Any]:
    ballots = [(place, name) for place, name in names.items() if name is not None]
    return {
        "rooms": [uuid.UUID(row.conversation_id) for row in asked.values()],
        "ids": [uuid.UUID(message_id) for message_id, _ in asked],
        "viewers": [viewer for _, viewer in asked],
        "ballot_rooms": [uuid.UUID(asked[place].conversation_id) for place, _ in ballots],
        "ballot_ids": [uuid.UUID(place[0]) for place, _ in ballots],
        "ballot_viewers": [place[1] for place, _ in ballots],
        "ballot_names": [name for _, name in ballots],
    }
