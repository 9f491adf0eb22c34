"""Whether anything of what people put on messages for themselves alone has changed."""

from typing import NamedTuple

from accounts.models import User
from chatty.core.prepared import run_prepared

_CHANGED = """
SELECT EXISTS (SELECT FROM bookmark_lists WHERE user_id = %(viewer)s AND changed_xid >= %(since)s),
  EXISTS (SELECT FROM hidden_messages WHERE user_id = %(viewer)s AND changed_xid >= %(since)s)
"""


class MarksChanged(NamedTuple):
    """Whether a bookmark came or went, and whether a message was hidden."""

    bookmarks: bool
    hidden: bool


def marks_changed(*, viewer: User, since_xid: int) -> MarksChanged:
    """What of the viewer's changed since a snapshot: for nearly every sync nothing."""
    (found,) = run_prepared(_CHANGED, {"viewer": viewer.id, "since": since_xid})
    return MarksChanged(*found)
