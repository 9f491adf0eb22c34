"""Where somebody was named, newest first, across their conversations."""

import uuid
from typing import Any

from accounts.models import User
from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from chatty.core.prepared import run_prepared
from conversations.access import find_memberships
from messaging.models import Mention
from messaging.queries.places import shape_in_places
from messaging.wire import MentionJSON, mention_json

# Ids are of the moment at which a message was sent, so they put those of many conversations in
# order. Each conversation gives no more than a page.
_MENTIONED = """
SELECT found.conversation_id, found.id
FROM unnest(%(rooms)s::uuid[], %(firsts)s::bigint[]) AS seen (room, first)
CROSS JOIN LATERAL (
  SELECT messages.conversation_id, messages.id
  FROM mentions
  JOIN messages ON messages.conversation_id = seen.room AND messages.seq = mentions.seq
  WHERE mentions.conversation_id = seen.room AND mentions.user_id = %(viewer)s
    AND mentions.seq >= seen.first AND messages.deleted_at IS NULL
    AND (messages.expires_at IS NULL OR messages.expires_at > now())
    AND (%(before)s::uuid IS NULL OR messages.id < %(before)s::uuid)
    AND NOT EXISTS (
      SELECT FROM hidden_messages h
      WHERE h.conversation_id = seen.room AND h.message_id = messages.id
        AND h.user_id = %(viewer)s
    )
  ORDER BY mentions.seq DESC
  LIMIT %(limit)s
) AS found
ORDER BY found.id DESC
LIMIT %(limit)s
"""


def list_mentions(*, viewer: User, page: PageRequest) -> Page[MentionJSON]:
    """Messages that name the viewer and that they may see, the newest first. Calls to all are not
    among them.
    """
    rooms = Mention.objects.filter(user=viewer).values_list("conversation_id", flat=True)
    visible = find_memberships(set(rooms.order_by().distinct()), viewer=viewer)
    if not visible:
        return Page([], None)
    bounds: dict[str, Any] = {
        "viewer": viewer.id,
        "limit": page.limit + 1,
        "before": None if page.after is None else read_id_key(page.after[0]),
        "rooms": list(visible),
        "firsts": [mine.visible_from_seq for mine in visible.values()],
    }
    found: list[tuple[uuid.UUID, uuid.UUID]] = [
        (room, name) for room, name in run_prepared(_MENTIONED, bounds)
    ]
    cut = cut_page(found, limit=page.limit, key=lambda row: [row[1]])
    shaped = shape_in_places(cut.rows, visible, viewer=viewer)
    read = {str(room): mine.read_seq for room, mine in visible.items()}
    return Page(
        [mention_json(one, read_seq=read[one["conversation"]["id"]]) for one in shaped], cut.next
    )
