"""Spaces that anybody may find."""

import uuid
from collections.abc import Sequence

from django.db.models import Q

from accounts.models import User
from chatty.core.errors import Invalid
from chatty.core.limits import limits
from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from conversations.models import JoinRequest, JoinRequestStatus, Space, SpaceMember
from conversations.wire import SpaceBriefJSON, space_brief_json


def list_discoverable(*, text: str, page: PageRequest) -> Page[Space]:
    """Spaces to browse, those with the most members first; with `text` those that have it in their
    name or description. Invalid for a text that no name could hold.
    """
    if len(text) > limits.title_code_points or "\0" in text:
        raise Invalid(errors={"q": [f"Use at most {limits.title_code_points} characters."]})
    rows = Space.objects.filter(is_discoverable=True, deleted_at=None)
    if wanted := text.strip():
        rows = rows.filter(Q(name__icontains=wanted) | Q(description__icontains=wanted))
    if page.after is not None:
        count, last = page.after[0], read_id_key(page.after[1])
        rows = rows.filter(Q(members_count__lt=count) | Q(members_count=count, id__gt=last))
    found = list(rows.order_by("-members_count", "id")[: page.limit + 1])
    return cut_page(found, limit=page.limit, key=lambda row: [row.members_count, row.id])


def shape_briefs(viewer: User, spaces: Sequence[Space]) -> list[SpaceBriefJSON]:
    """Spaces to whoever may join them, in two queries however many."""
    ids = [space.id for space in spaces]
    mine = SpaceMember.objects.filter(user_id=viewer.id, left_at=None, space_id__in=ids)
    present: set[uuid.UUID] = set(mine.values_list("space_id", flat=True))
    asked = JoinRequest.objects.filter(
        user_id=viewer.id, status=JoinRequestStatus.PENDING, space_id__in=ids
    )
    pending: set[uuid.UUID] = set(asked.values_list("space_id", flat=True))
    return [
        space_brief_json(space, is_member=space.id in present, has_asked=space.id in pending)
        for space in spaces
    ]
