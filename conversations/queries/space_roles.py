"""Roles of a space."""

from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from conversations.access import InSpace
from conversations.models import SpaceRole


def list_roles(*, within: InSpace, page: PageRequest) -> Page[SpaceRole]:
    """The roles of the viewer's space, highest first, @everyone last."""
    rows = SpaceRole.objects.filter(space_id=within.space.id).order_by("-position", "id")
    if page.after is not None:
        # No two of a space stand at the same place.
        rows = rows.filter(position__lt=page.after[0]).exclude(id=read_id_key(page.after[1]))
    found = list(rows[: page.limit + 1])
    return cut_page(found, limit=page.limit, key=lambda role: [role.position, role.id])
