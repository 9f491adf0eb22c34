"""The channels and headings of one space, page by page. Each says where it stands among those that
the viewer sees: the places of hidden ones would tell how many there are.
"""

import uuid
from collections.abc import Callable, Sequence
from typing import NamedTuple

from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from conversations.access import InSpace
from conversations.models import Category
from conversations.models.rows import MembershipRow
from conversations.queries.channels import list_channels


class PlacedCategory(NamedTuple):
    """A heading, and its place among those that the viewer sees."""

    category: Category
    place: int


def list_space_channels(*, within: InSpace, page: PageRequest) -> Page[MembershipRow]:
    """The channels that the viewer may see, by position."""
    rows = list_channels(viewer=within.member.user, space_ids=[within.space.id])
    return _cut(
        rows,
        page,
        key=lambda row: (row.conversation.position, row.conversation_id),
    )


def list_categories(*, within: InSpace, page: PageRequest) -> Page[PlacedCategory]:
    """`seen_categories`, page by page."""
    return _cut(seen_categories(within=within), page, key=lambda one: (one.place, one.category.id))


def seen_categories(*, within: InSpace) -> list[PlacedCategory]:
    """The headings over channels that the viewer may see, all of them for who may manage channels,
    by position.
    """
    found = Category.objects.filter(space_id=within.space.id).order_by("position", "id")
    shown = {within.rules.channels[name].category_id for name in within.visible}
    sees_all = "manage_channels" in within.permissions
    seen = [one for one in found if sees_all or one.id in shown]
    return [PlacedCategory(one, place) for place, one in enumerate(seen)]


def place_of_category(category_id: uuid.UUID, *, within: InSpace) -> int:
    """The place of a heading among those that the viewer sees; of one over nothing that they see,
    behind these.
    """
    seen = seen_categories(within=within)
    return next((one.place for one in seen if one.category.id == category_id), len(seen))


def _cut[Row](
    rows: Sequence[Row], page: PageRequest, *, key: Callable[[Row], tuple[int, uuid.UUID]]
) -> Page[Row]:
    """A page from behind the row that the cursor names; where that is gone, from its place on."""
    start = 0
    if page.after is not None:
        place, last = page.after[0], read_id_key(page.after[1])
        behind = (number for number, row in enumerate(rows, 1) if key(row)[1] == last)
        start = next(behind, max(0, place))
    return cut_page(rows[start : start + page.limit + 1], limit=page.limit, key=key)
