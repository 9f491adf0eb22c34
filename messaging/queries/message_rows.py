"""Messages as rows, straight from the table to the wire: no model is made of them.

Every statement names the conversation of what it looks for, so each probe goes to one partition.
"""

import uuid
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any, cast

from chatty.core.prepared import run_prepared
from conversations.models import Membership
from messaging.queries.own_votes import VOTES, name_of_ballot, read_marks, vote_parameters
from messaging.wire import MessageRow, OwnMarks

# In the order of `MessageRow`. What is empty comes as NULL, which costs nothing to read.
_COLUMNS = """
id::text, conversation_id::text, seq, rev, sender_id::text, client_id::text, type, body,
reply_to_id::text, NULLIF(mentions, '{}')::text[], mentions_all, link_preview,
NULLIF(metadata, '{}'), NULLIF(reaction_counts, '[]'), version, created_at, edited_at, deleted_at,
pinned_at, expires_at, thread_id::text, thread, forward, poll, poll_text, scheduled_at
"""
# `MessageRow._make` without its check of the length, which `_COLUMNS` settles.
_row = cast("Callable[[tuple[Any, ...]], MessageRow]", partial(tuple.__new__, MessageRow))
# What disappears is not shown from its moment on, though it may be some seconds until it is purged.
_LIVES = "(expires_at IS NULL OR expires_at > now())"
_VISIBLE = f"""
SELECT {_COLUMNS} FROM messages
WHERE conversation_id = %(room)s AND seq >= %(first)s AND {_LIVES}
"""  # noqa: S608 - the columns above
_NEWEST = f"{_VISIBLE} ORDER BY seq DESC LIMIT %(limit)s"
_BEFORE = f"{_VISIBLE} AND seq < %(seq)s ORDER BY seq DESC LIMIT %(limit)s"
# One bound for both what may be seen and what is asked for, where one suffices.
_FROM = f"{_VISIBLE} ORDER BY seq LIMIT %(limit)s"
_CHANGED = f"{_VISIBLE} AND rev > %(since)s AND rev <= %(until)s ORDER BY rev LIMIT %(limit)s"
# LIMIT and OFFSET keep each probe to itself: else the planner may join whole partitions.
_AT = f"""
SELECT found.* FROM unnest(%(rooms)s::uuid[], %(seqs)s::bigint[]) AS wanted (room, seq)
CROSS JOIN LATERAL (
  SELECT {_COLUMNS} FROM messages
  WHERE messages.conversation_id = wanted.room AND messages.seq = wanted.seq AND {_LIVES}
  LIMIT 1
) AS found
"""  # noqa: S608 - the columns above
_LAST_BEFORE = f"""
SELECT found.*
FROM unnest(%(rooms)s::uuid[], %(seqs)s::bigint[], %(firsts)s::bigint[])
  AS wanted (room, seq, first)
CROSS JOIN LATERAL (
  SELECT {_COLUMNS} FROM messages
  WHERE messages.conversation_id = wanted.room AND messages.seq < wanted.seq
    AND messages.seq >= wanted.first AND {_LIVES}
  ORDER BY messages.seq DESC LIMIT 1
) AS found
"""  # noqa: S608 - the columns above
_NAMED = f"""
SELECT found.* FROM unnest(%(rooms)s::uuid[], %(ids)s::uuid[]) AS wanted (room, id)
CROSS JOIN LATERAL (
  SELECT {_COLUMNS} FROM messages
  WHERE messages.conversation_id = wanted.room AND messages.id = wanted.id AND {_LIVES}
  LIMIT 1
) AS found
"""  # noqa: S608 - the columns above
# What the viewer may not see is not quoted to them, though a later message quotes it. Whoever has
# no row is in a channel of a space, all of which they may see.
_NAMED_TO_VIEWER = f"""{_NAMED}
LEFT JOIN memberships m
  ON m.conversation_id = found.conversation_id::uuid AND m.user_id = %(viewer)s
WHERE COALESCE(m.visible_from_seq, 1) <= found.seq
"""
# The same for several people at once.
_NAMED_TO_EACH = f"""
SELECT wanted.viewer, found.*
FROM unnest(%(rooms)s::uuid[], %(ids)s::uuid[], %(viewers)s::uuid[])
  AS wanted (room, id, viewer)
CROSS JOIN LATERAL (
  SELECT {_COLUMNS} FROM messages
  WHERE messages.conversation_id = wanted.room AND messages.id = wanted.id AND {_LIVES}
  LIMIT 1
) AS found
LEFT JOIN memberships m ON m.conversation_id = wanted.room AND m.user_id = wanted.viewer
WHERE COALESCE(m.visible_from_seq, 1) <= found.seq
"""  # noqa: S608 - the columns above
# What one person put on the messages of a page. Few hold any of it, so a branch reads a stretch of
# its index; reactions, of which others have many, are asked for one message at a time.
_OWN_MARKS = """
SELECT message_id::text, 'reaction', emoji
FROM unnest(%(reacted_rooms)s::uuid[], %(reacted_ids)s::uuid[]) AS wanted (room, id)
JOIN LATERAL (
  SELECT message_id, emoji FROM reactions
  WHERE reactions.conversation_id = wanted.room AND reactions.message_id = wanted.id
    AND reactions.user_id = %(viewer)s
  OFFSET 0
) AS found ON true
UNION ALL
SELECT message_id::text, 'bookmark', '' FROM bookmarks
WHERE conversation_id = ANY(%(rooms)s) AND message_id = ANY(%(ids)s) AND user_id = %(viewer)s
UNION ALL
SELECT message_id::text, 'hidden', '' FROM hidden_messages
WHERE conversation_id = ANY(%(rooms)s) AND message_id = ANY(%(ids)s) AND user_id = %(viewer)s
"""

_OWN_MARKS_AND_VOTES = f"{_OWN_MARKS}{VOTES}"


def newest_rows(*, within: Membership, limit: int) -> list[MessageRow]:
    """The last `limit` messages, descending."""
    return _read(_NEWEST, _bounds(within, limit))


def rows_before(*, within: Membership, seq: int, limit: int) -> list[MessageRow]:
    """The `limit` messages just before `seq`, descending."""
    return _read(_BEFORE, {**_bounds(within, limit), "seq": seq})


def rows_from(*, within: Membership, seq: int, limit: int) -> list[MessageRow]:
    """The `limit` messages from `seq` on, ascending."""
    bounds = _bounds(within, limit)
    return _read(_FROM, {**bounds, "first": max(seq, bounds["first"])})


def rows_changed(
    *, within: Membership, since_rev: int, until_rev: int, limit: int
) -> list[MessageRow]:
    """Messages that changed in (since_rev, until_rev], by `rev`."""
    return _read(_CHANGED, {**_bounds(within, limit), "since": since_rev, "until": until_rev})


def rows_at(
    rooms: Sequence[uuid.UUID], seqs: Sequence[int], firsts: Sequence[int]
) -> list[MessageRow]:
    """The messages in these places, each conversation with its `seq`; where there is none any more,
    the last one before it that is not below `firsts`.
    """
    found = _read(_AT, {"rooms": list(rooms), "seqs": list(seqs)})
    if len(found) == len(rooms):
        return found
    # Purged, or about to be: seldom, so that only then one looks for what stands before.
    known = {row.conversation_id for row in found}
    places = zip(rooms, seqs, firsts, strict=True)
    missing = [place for place in places if str(place[0]) not in known]
    names = ("rooms", "seqs", "firsts")
    columns = map(list, zip(*missing, strict=True))
    return found + _read(_LAST_BEFORE, dict(zip(names, columns, strict=True)))


def rows_named(places: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> list[MessageRow]:
    """These messages (conversation, message), as far as they are there, in any order. Whoever asks
    has seen to it that they may be seen.
    """
    rooms, ids = [room for room, _ in places], [name for _, name in places]
    return _read(_NAMED, {"rooms": rooms, "ids": ids})


def rows_named_to(
    places: Sequence[tuple[uuid.UUID, uuid.UUID, uuid.UUID]],
) -> list[tuple[uuid.UUID, MessageRow]]:
    """Of these (conversation, message, viewer) the messages that their viewers may see, each with
    its viewer.
    """
    names = ("rooms", "ids", "viewers")
    columns = map(list, zip(*places, strict=True))
    found = run_prepared(_NAMED_TO_EACH, dict(zip(names, columns, strict=True)))
    return [(row[0], _row(row[1:])) for row in found]


def replied_to(
    rows: Collection[MessageRow], *, viewer_id: uuid.UUID | None
) -> dict[str, MessageRow]:
    """What these messages reply to, by id, as far as the viewer may see it."""
    wanted = {row.reply_to_id: row.conversation_id for row in rows if row.reply_to_id is not None}
    if not wanted:
        return {}
    known = {row.id: row for row in rows if row.id in wanted}
    if missing := wanted.keys() - known.keys():
        places: dict[str, Any] = {
            "rooms": [uuid.UUID(wanted[name]) for name in missing],
            "ids": [uuid.UUID(name) for name in missing],
        }
        found = (
            _read(_NAMED, places)
            if viewer_id is None
            else _read(_NAMED_TO_VIEWER, {**places, "viewer": viewer_id})
        )
        known |= {row.id: row for row in found}
    return known


def own_marks(rows: Collection[MessageRow], *, viewer_id: uuid.UUID) -> dict[str, OwnMarks]:
    """The viewer's own marks, by the messages' ids; messages without any are left out."""
    if not rows:
        return {}
    reacted = [row for row in rows if row.reaction_counts]
    parameters = {
        "reacted_rooms": [uuid.UUID(row.conversation_id) for row in reacted],
        "reacted_ids": [uuid.UUID(row.id) for row in reacted],
        "rooms": [uuid.UUID(room) for room in {row.conversation_id for row in rows}],
        "ids": [uuid.UUID(row.id) for row in rows],
        "viewer": viewer_id,
    }
    polls = {row.id: row for row in rows if row.poll is not None}
    names = {row.id: name_of_ballot(row, viewer_id=viewer_id) for row in polls.values()}
    if polls:
        marks = run_prepared(_OWN_MARKS_AND_VOTES, parameters | vote_parameters(polls, names))
    else:
        marks = run_prepared(_OWN_MARKS, parameters)
    found: dict[str, dict[str, set[str]]] = {}
    for message_id, kind, what in marks:
        found.setdefault(message_id, {}).setdefault(kind, set()).add(what)
    return {
        message_id: read_marks(kinds, poll=polls.get(message_id), name=names.get(message_id))
        for message_id, kinds in found.items()
    }


def _bounds(within: Membership, limit: int) -> dict[str, Any]:
    return {
        "room": within.conversation_id,
        "first": within.visible_from_seq,
        "limit": limit,
    }


def _read(query: str, parameters: dict[str, Any]) -> list[MessageRow]:
    return list(map(_row, run_prepared(query, parameters)))
