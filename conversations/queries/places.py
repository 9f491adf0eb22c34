"""The channels and headings of one space, page by page."""

from collections.abc import Sequence

from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from conversations.access import InSpace
from conversations.models import Category
from conversations.models.rows import MembershipRow
from conversations.queries.channels import list_channels


def list_space_channels(*, within: InSpace, page: PageRequest) -> Page[MembershipRow]:
    """The channels that the viewer may see, by position."""
    rows: Sequence[MembershipRow] = list_channels(
        viewer=within.member.user, space_ids=[within.space.id]
    )
    if page.after is not None:
        last = (page.after[0], read_id_key(page.after[1]))
        rows = [row for row in rows if (row.conversation.position, row.conversation_id) > last]
    return cut_page(
        rows[: page.limit + 1],
        limit=page.limit,
        key=lambda row: [row.conversation.position, row.conversation_id],
    )


def list_categories(*, within: InSpace, page: PageRequest) -> Page[Category]:
    """The headings over channels that the viewer may see, all of them for who may manage channels,
    by position.
    """
    found = Category.objects.filter(space_id=within.space.id).order_by("position", "id")
    shown = {
        channel.category_id
        for channel in within.rules.channels.values()
        if within.permissions_in(channel.id)
    }
    sees_all = "manage_channels" in within.permissions
    rows = [one for one in found if sees_all or one.id in shown]
    if page.after is not None:
        last = (page.after[0], read_id_key(page.after[1]))
        rows = [one for one in rows if (one.position, one.id) > last]
    return cut_page(
        rows[: page.limit + 1], limit=page.limit, key=lambda one: [one.position, one.id]
    )
