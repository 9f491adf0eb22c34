"""Where somebody was named, newest first, across their conversations."""

from accounts.models import User
from chatty.core.pagination import Page, PageRequest, cut_page, moment_bounds, moment_key
from chatty.core.prepared import run_prepared
from conversations.access import find_memberships
from messaging.models import Mention
from messaging.queries.places import seen_in, shape_in_places
from messaging.wire import MentionJSON, mention_json

# By when they were sent: the id of one that was scheduled is of when it was written. Within a
# conversation the numbers, given under its lock, say the same order, so that each gives no more
# than a page.
_MENTIONED = """
SELECT found.conversation_id, found.id, found.created_at
FROM unnest(%(rooms)s::uuid[], %(firsts)s::bigint[]) AS seen (room, first)
CROSS JOIN LATERAL (
  SELECT messages.conversation_id, messages.id, messages.created_at
  FROM mentions
  JOIN messages ON messages.conversation_id = seen.room AND messages.seq = mentions.seq
  WHERE mentions.conversation_id = seen.room AND mentions.user_id = %(viewer)s
    AND mentions.seq >= seen.first AND messages.deleted_at IS NULL
    AND (messages.expires_at IS NULL OR messages.expires_at > now())
    AND (%(at)s::timestamptz IS NULL
      OR (messages.created_at, messages.id) < (%(at)s::timestamptz, %(id)s::uuid))
    AND NOT EXISTS (
      SELECT FROM hidden_messages h
      WHERE h.conversation_id = seen.room AND h.message_id = messages.id
        AND h.user_id = %(viewer)s
    )
  ORDER BY mentions.seq DESC
  LIMIT %(limit)s
) AS found
ORDER BY found.created_at DESC, found.id DESC
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
    bounds = {**moment_bounds(page), **seen_in(visible), "viewer": viewer.id}
    found = run_prepared(_MENTIONED, bounds)
    cut = cut_page(found, limit=page.limit, key=lambda row: [moment_key(row[2]), row[1]])
    places = [(room, name) for room, name, _ in cut.rows]
    shaped = shape_in_places(places, visible, viewer=viewer)
    read = {str(room): mine.read_seq for room, mine in visible.items()}
    return Page(
        [mention_json(one, read_seq=read[one["conversation"]["id"]]) for one in shaped], cut.next
    )
