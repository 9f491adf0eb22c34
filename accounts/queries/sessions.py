"""Reading sessions."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User, UserSession
from chatty.core.clock import now
from chatty.core.errors import InvalidCursor
from chatty.core.ids import read_id
from chatty.core.pagination import Page, PageRequest, cut_page
from chatty.core.prepared import run_prepared


def list_sessions(*, viewer: User, page: PageRequest) -> Page[UserSession]:
    """One's own live sessions, newest first. The cursor holds the id, which ascends with time."""
    rows = UserSession.objects.filter(
        user_id=viewer.id, revoked_at=None, expires_at__gt=now()
    ).order_by("-id")
    if page.after is not None:
        last = read_id(page.after[0])
        if last is None:
            raise InvalidCursor
        rows = rows.filter(id__lt=last)
    return cut_page(
        list(rows[: page.limit + 1]), limit=page.limit, key=lambda session: [str(session.id)]
    )


_STANDINGS = """
SELECT s.id, s.last_used_at, s.revoked_at IS NULL AND s.expires_at > %(at)s AND u.is_active,
  u.suspended_at IS NOT NULL, u.suspension_reason
FROM user_sessions s JOIN users u ON u.id = s.user_id
WHERE s.id = ANY(%(ids)s)
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a session still holds, as `access.find_current_session` judges it."""

    last_used_at: datetime
    is_live: bool
    is_suspended: bool
    suspension_reason: str


def read_standings(
    session_ids: Collection[uuid.UUID], *, at: datetime
) -> dict[uuid.UUID, Standing]:
    """Where many sessions stand, in one query; those that never were are missing."""
    rows = run_prepared(_STANDINGS, {"ids": list(session_ids), "at": at})
    return {name: Standing(*found) for name, *found in rows}
