"""Overrides of a channel or a category."""

from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from conversations.access.overrides import Place
from conversations.models import Override


def list_overrides(*, within: Place, page: PageRequest) -> Page[Override]:
    """The overrides of a place that the viewer manages, oldest first."""
    rows = Override.objects.filter(**within.fields).order_by("id")
    if page.after is not None:
        rows = rows.filter(id__gt=read_id_key(page.after[0]))
    found = list(rows[: page.limit + 1])
    return cut_page(found, limit=page.limit, key=lambda override: [override.id])
