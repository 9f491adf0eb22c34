"""What people kept for themselves, as far as they may still see it."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from chatty.core.pagination import Page, PageRequest, cut_page, moment_bounds, moment_key
from chatty.core.prepared import run_prepared
from conversations.access import find_memberships
from conversations.models import Membership
from messaging.models import Bookmark
from messaging.queries.places import seen_in, shape_in_places
from messaging.wire import BookmarkJSON, bookmark_json

# A person has so few that their order is made anew; each message is one probe.
_KEPT = """
SELECT b.conversation_id, b.message_id, b.created_at
FROM bookmarks b
JOIN unnest(%(rooms)s::uuid[], %(firsts)s::bigint[]) AS seen (room, first)
  ON seen.room = b.conversation_id
JOIN LATERAL (
  SELECT seq FROM messages
  WHERE messages.conversation_id = b.conversation_id AND messages.id = b.message_id
    AND messages.deleted_at IS NULL
    AND (messages.expires_at IS NULL OR messages.expires_at > now())
  OFFSET 0
) AS said ON said.seq >= seen.first
WHERE b.user_id = %(viewer)s
  AND (%(at)s::timestamptz IS NULL
    OR (b.created_at, b.message_id) < (%(at)s::timestamptz, %(id)s::uuid))
  AND NOT EXISTS (
    SELECT FROM hidden_messages h
    WHERE h.conversation_id = b.conversation_id AND h.message_id = b.message_id
      AND h.user_id = b.user_id
  )
ORDER BY b.created_at DESC, b.message_id DESC
LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A message that one keeps, and since when."""

    conversation_id: uuid.UUID
    message_id: uuid.UUID
    created_at: datetime


def list_bookmarks(*, viewer: User, page: PageRequest) -> Page[BookmarkJSON]:
    """The viewer's bookmarks, the newest first: none of what is deleted or hidden, or stands where
    they may not look any more.
    """
    visible = _visible(viewer)
    found = _kept(viewer, visible, moment_bounds(page))
    cut = cut_page(
        found, limit=page.limit, key=lambda row: [moment_key(row.created_at), row.message_id]
    )
    kept_at = {str(row.message_id): row.created_at for row in cut.rows}
    shaped = shape_in_places(
        [(row.conversation_id, row.message_id) for row in cut.rows], visible, viewer=viewer
    )
    return Page(
        [bookmark_json(one, kept_at=kept_at[one["message"]["id"]]) for one in shaped], cut.next
    )


def bookmarked_ids(*, viewer: User) -> list[uuid.UUID]:
    """The messages that the viewer keeps and sees, the newest bookmark first."""
    found = _kept(viewer, _visible(viewer), {"limit": None, "at": None, "id": None})
    return [row.message_id for row in found]


def _visible(viewer: User) -> dict[uuid.UUID, Membership]:
    rooms = Bookmark.objects.filter(user=viewer).values_list("conversation_id", flat=True)
    return find_memberships(set(rooms), viewer=viewer)


def _kept(viewer: User, visible: dict[uuid.UUID, Membership], bounds: dict[str, Any]) -> list[Kept]:
    if not visible:
        return []
    rows = run_prepared(_KEPT, {**bounds, **seen_in(visible), "viewer": viewer.id})
    return [Kept(*row) for row in rows]
