"""Who asks to be let into a space."""

import uuid

from chatty.core.limits import limits
from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from conversations.access import InSpace
from conversations.models import JoinRequest, JoinRequestStatus


def list_join_requests(*, within: InSpace, page: PageRequest) -> Page[JoinRequest]:
    """What nobody has decided yet, the oldest first."""
    rows = JoinRequest.objects.select_related("user").filter(
        space_id=within.space.id, status=JoinRequestStatus.PENDING
    )
    if page.after is not None:
        rows = rows.filter(id__gt=read_id_key(page.after[0]))
    found = list(rows.order_by("id")[: page.limit + 1])
    return cut_page(found, limit=page.limit, key=lambda row: [row.id])


def count_pending(space_id: uuid.UUID) -> int:
    """How many wait to be let in; more than `limits.join_requests_counted` are told as so many."""
    rows = JoinRequest.objects.filter(space_id=space_id, status=JoinRequestStatus.PENDING)
    return rows[: limits.join_requests_counted].count()
