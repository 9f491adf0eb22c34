"""Channels and headings of a space, reached through the person asking, and who may place channels
where.
"""

import uuid

from chatty.core.errors import Forbidden, Invalid, NotFound
from chatty.core.ids import new_id, read_id
from conversations.access.spaces import InSpace
from conversations.models import Category
from conversations.rules.placing import permissions_placed


def find_channel(channel_id: object, *, within: InSpace, permission: str) -> uuid.UUID:
    """The id of a channel of the viewer's space. NotFound for one of another space and for one that
    they may not see; Forbidden without `permission` there.
    """
    known = read_id(channel_id)
    held = frozenset() if known is None else within.permissions_in(known)
    if known is None or not held:
        raise NotFound("There is no such channel.")
    if permission not in held:
        raise Forbidden(f"Your roles do not allow this here ({permission}).")
    return known


def find_category(category_id: object, *, within: InSpace) -> Category:
    """A heading of the viewer's space, for who may manage channels under it. Forbidden without
    manage_channels, also for one that is not there: who sees nothing under a heading does not hear
    of it either. NotFound.
    """
    category = _category(category_id, within)
    if category is None:
        require_under(None, within=within)
        raise NotFound("There is no such category.")
    require_under(category.id, within=within)
    return category


def named_category(category_id: object, *, within: InSpace) -> Category | None:
    """The heading that a channel is to stand under, None for none. Invalid where it is none of the
    space's; Forbidden, as in `find_category`, for who may not manage channels under it.
    """
    category = None
    if category_id is not None:
        category = _category(category_id, within)
        if category is None:
            require_under(None, within=within)
            raise Invalid(errors={"category_id": ["Name a category of this space."]})
    require_under(None if category is None else category.id, within=within)
    return category


def require_under(category_id: uuid.UUID | None, *, within: InSpace) -> None:
    """Forbidden unless the viewer could manage a new channel under the heading."""
    if "manage_channels" not in _placed(within, new_id(), category_id):
        raise Forbidden("Your roles do not allow this here (manage_channels).")


def require_movable(
    channel_id: uuid.UUID, category_id: uuid.UUID | None, *, within: InSpace
) -> None:
    """Forbidden unless the viewer may move a channel that they may manage under another heading.

    With the heading its overrides go and others come, so where there are any it takes manage_roles
    too; and nobody moves a channel to where they may do more in it than now.
    """
    if within.is_owner:
        return
    now = within.permissions_in(channel_id)
    then = _placed(within, channel_id, category_id)
    if not then <= now:
        raise Forbidden("There you could do more in this channel than your roles allow now.")
    left = within.rules.channels[channel_id].category_id
    changed = [one for one in {left, category_id} if one is not None]
    if any(within.rules.overrides.get(one) for one in changed) and "manage_roles" not in now:
        raise Forbidden("This changes who may do what there, for which you need manage_roles.")


def _category(category_id: object, within: InSpace) -> Category | None:
    known = read_id(category_id)
    if known is None:
        return None
    return Category.objects.filter(space_id=within.space.id, id=known).first()


def _placed(
    within: InSpace, channel_id: uuid.UUID, category_id: uuid.UUID | None
) -> frozenset[str]:
    return permissions_placed(
        within.rules,
        channel_id=channel_id,
        category_id=category_id,
        user_id=within.member.user_id,
        role_ids=within.member.role_ids,
    )
