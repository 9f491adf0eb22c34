"""The emoji of a space, for who is in it."""

import re
import uuid
from typing import Final

from accounts.models import User
from attachments.models import CustomEmoji
from chatty.core.errors import NotFound
from chatty.core.ids import read_id
from chatty.core.pagination import Page, PageRequest, cut_page
from conversations.access import InSpace, find_space

_REACTION: Final = re.compile(r"custom:([0-9a-f-]{36})")


def list_custom_emoji(*, within: InSpace, page: PageRequest) -> Page[CustomEmoji]:
    """By name."""
    rows = CustomEmoji.objects.filter(space_id=within.space.id)
    if page.after is not None:
        rows = rows.filter(name__gt=page.after[0])
    found = list(rows.order_by("name")[: page.limit + 1])
    return cut_page(found, limit=page.limit, key=lambda row: [row.name])


def count_custom_emoji(space_id: uuid.UUID) -> int:
    """How many a space has."""
    return CustomEmoji.objects.filter(space_id=space_id).count()


def find_custom_emoji(emoji_id: object, *, within: InSpace) -> CustomEmoji:
    """One of the viewer's space. NotFound."""
    known = read_id(emoji_id)
    rows = CustomEmoji.objects.select_related("attachment__blob")
    found = None if known is None else rows.filter(space_id=within.space.id, id=known).first()
    if found is None:
        raise NotFound("There is no such emoji.")
    return found


def emoji_to_show(*, viewer: User, space_id: object, emoji_id: object) -> CustomEmoji:
    """The emoji with its picture, for a member. NotFound."""
    return find_custom_emoji(emoji_id, within=find_space(space_id, viewer=viewer))


def is_custom_emoji_of(space_id: uuid.UUID | None, reaction: str) -> bool:
    """Whether `custom:<id>` names an emoji that a space has now."""
    named = _REACTION.fullmatch(reaction)
    known = None if named is None else read_id(named[1])
    if known is None or space_id is None:
        return False
    return CustomEmoji.objects.filter(space_id=space_id, id=known).exists()
