"""How many threads one person follows. Others can make somebody follow, by naming them."""

import uuid
from collections.abc import Collection

from chatty.core.limits import limits
from chatty.core.prepared import run_prepared

# What somebody else holds is passed over, not waited for: it goes the next time.
_DROP = """
DELETE FROM thread_follows WHERE (conversation_id, message_id, user_id) IN (
  SELECT f.conversation_id, f.message_id, f.user_id
  FROM unnest(%(people)s::uuid[]) AS whose (person)
  CROSS JOIN LATERAL (
    SELECT conversation_id, message_id FROM thread_follows
    WHERE user_id = whose.person AND is_following
    ORDER BY message_id = ANY(%(new)s::uuid[]) DESC, message_id DESC
    OFFSET %(most)s
  ) AS old
  JOIN thread_follows f ON f.conversation_id = old.conversation_id
    AND f.message_id = old.message_id AND f.user_id = whose.person
  FOR UPDATE OF f SKIP LOCKED
)
"""


def drop_oldest_follows(people: Collection[uuid.UUID], *, new: Collection[uuid.UUID]) -> None:
    """Of what these people follow leave `limits.thread_follows_per_person` threads: those that
    they have just begun to follow (`new`), and of the others those that began last.
    """
    if people:
        most = limits.thread_follows_per_person
        run_prepared(_DROP, {"people": sorted(people), "new": list(new), "most": most})
