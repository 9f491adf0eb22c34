"""The threads that somebody follows, as far as they may still see them."""

import uuid
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from chatty.core.limits import limits
from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from chatty.core.prepared import run_prepared
from conversations.access import find_memberships
from conversations.models import Membership
from messaging.models import ThreadFollow
from messaging.queries.places import seen_in, shape_in_places
from messaging.wire import FollowedThreadJSON, followed_thread_json

# What people follow is put in order anew, one probe a thread; what is unread is counted for the
# page alone. Times are text of one length, which sorts as they do.
_FOLLOWED = """
SELECT page.*, unread.answers FROM (
  SELECT f.conversation_id, f.message_id, f.read_seq, root.last_at
  FROM thread_follows f
  JOIN unnest(%(rooms)s::uuid[], %(firsts)s::bigint[]) AS seen (room, first)
    ON seen.room = f.conversation_id
  JOIN LATERAL (
    SELECT messages.seq, messages.thread ->> 'last_at' AS last_at,
      (messages.thread ->> 'last_seq')::bigint AS last_seq
    FROM messages
    WHERE messages.conversation_id = f.conversation_id AND messages.id = f.message_id
      AND messages.thread IS NOT NULL
      AND (messages.expires_at IS NULL OR messages.expires_at > now())
    OFFSET 0
  ) AS root ON root.seq >= seen.first
  WHERE f.user_id = %(viewer)s AND f.is_following
    AND (NOT %(unread)s OR root.last_seq > f.read_seq)
    AND (%(at)s::text IS NULL OR (root.last_at, f.message_id) < (%(at)s::text, %(id)s::uuid))
  ORDER BY root.last_at DESC, f.message_id DESC
  LIMIT %(limit)s
) AS page
CROSS JOIN LATERAL (
  SELECT count(*) AS answers FROM (
    SELECT FROM messages
    WHERE messages.conversation_id = page.conversation_id AND messages.thread_id = page.message_id
      AND messages.seq > page.read_seq AND messages.deleted_at IS NULL
      AND messages.sender_id <> %(viewer)s
      AND (messages.expires_at IS NULL OR messages.expires_at > now())
    LIMIT %(most)s
  ) AS counted
) AS unread
ORDER BY page.last_at DESC, page.message_id DESC
"""


@dataclass(frozen=True, slots=True)
class _Followed:
    """A thread by its first message, and where its follower stands."""

    conversation_id: uuid.UUID
    message_id: uuid.UUID
    read_seq: int
    last_at: str
    unread_count: int


def list_threads(
    *, viewer: User, page: PageRequest, unread_only: bool = False
) -> Page[FollowedThreadJSON]:
    """The threads with answers that the viewer follows, the one last answered in first; with
    `unread_only` those with answers that they have not read. Of these at most
    `limits.thread_answers_counted` are counted.
    """
    at, last_id = None, None
    if page.after is not None:
        at, last_id = page.after[0], read_id_key(page.after[1])
    visible = _visible(viewer)
    found = _followed(
        viewer, visible, {"limit": page.limit + 1, "unread": unread_only, "at": at, "id": last_id}
    )
    cut = cut_page(found, limit=page.limit, key=lambda row: [row.last_at, row.message_id])
    rows = {str(row.message_id): row for row in cut.rows}
    shaped = shape_in_places(
        [(row.conversation_id, row.message_id) for row in cut.rows], visible, viewer=viewer
    )
    return Page([_shape(one, rows[one["message"]["id"]]) for one in shaped], cut.next)


def _shape(placed: Any, row: _Followed) -> FollowedThreadJSON:
    return followed_thread_json(placed, read_seq=row.read_seq, unread_count=row.unread_count)


def _visible(viewer: User) -> dict[uuid.UUID, Membership]:
    rooms = ThreadFollow.objects.filter(user=viewer, is_following=True).values_list(
        "conversation_id", flat=True
    )
    return find_memberships(set(rooms.distinct()), viewer=viewer)


def _followed(
    viewer: User, visible: dict[uuid.UUID, Membership], bounds: dict[str, Any]
) -> list[_Followed]:
    if not visible:
        return []
    rows = run_prepared(
        _FOLLOWED,
        {
            **bounds,
            **seen_in(visible),
            "viewer": viewer.id,
            "most": limits.thread_answers_counted,
        },
    )
    return [_Followed(*row) for row in rows]
