"""Lists of reports."""

from accounts.models import User
from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from moderation.models import Report


def list_own_reports(*, viewer: User, page: PageRequest) -> Page[Report]:
    """What somebody has reported, newest first."""
    rows = Report.objects.filter(reporter_id=viewer.id)
    if page.after is not None:
        rows = rows.filter(id__lt=read_id_key(page.after[0]))
    found = list(rows.order_by("-id")[: page.limit + 1])
    return cut_page(found, limit=page.limit, key=lambda row: [row.id])
