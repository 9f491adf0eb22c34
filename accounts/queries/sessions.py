"""Reading sessions."""

from accounts.models import User, UserSession
from chatty.core.clock import now
from chatty.core.errors import InvalidCursor
from chatty.core.ids import read_id
from chatty.core.pagination import Page, PageRequest, cut_page


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
