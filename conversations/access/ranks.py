"""What every change of roles, overrides and members is asked first: nobody gives what they lack,
and nobody acts on who, or what, stands as high as they do.
"""

import uuid
from collections.abc import Collection

from chatty.core.errors import Forbidden, NotFound
from chatty.core.ids import new_id, read_id
from conversations.access.spaces import InSpace
from conversations.models import SpaceMember, SpaceRole
from conversations.rules.gains import gains
from conversations.rules.placing import permissions_placed


def find_role(role_id: object, *, within: InSpace) -> SpaceRole:
    """A role of the viewer's space."""
    known = read_id(role_id)
    rows = SpaceRole.objects.filter(space_id=within.space.id)
    role = None if known is None else rows.filter(id=known).first()
    if role is None:
        raise NotFound("There is no such role.")
    return role


def require_above_role(role: SpaceRole, *, within: InSpace) -> None:
    """Forbidden for a role as high as the viewer's own or higher. Of those without one that is
    @everyone's too.
    """
    if role.position >= within.rank:
        raise Forbidden("This role stands as high as yours, or higher.")


def require_above_member(member: SpaceMember, *, within: InSpace) -> None:
    """Forbidden for a member who stands as high as the viewer or higher."""
    if within.rank_of(member) >= within.rank:
        raise Forbidden("They stand as high as you do, or higher.")


def require_to_give(wanted: Collection[str], held: Collection[str]) -> None:
    """Forbidden unless all that is given, or taken back, is held."""
    if lacking := sorted(set(wanted) - set(held)):
        raise Forbidden(f"Nobody decides on what they lack ({', '.join(lacking)}).")


def permissions_under(category_id: uuid.UUID | None, *, within: InSpace) -> frozenset[str]:
    """What the viewer could do in a channel under a heading (None: above all of them) that has no
    overrides of its own.
    """
    return permissions_placed(
        within.rules,
        channel_id=new_id(),
        category_id=category_id,
        user_id=within.member.user_id,
        role_ids=within.member.role_ids,
    )


def permissions_at(place_id: uuid.UUID, *, within: InSpace) -> frozenset[str]:
    """What the viewer may do in a channel, or under a heading."""
    if place_id in within.rules.channels:
        return within.permissions_in(place_id)
    return permissions_under(place_id, within=within)


def require_no_gain(
    member: SpaceMember, role_ids: Collection[uuid.UUID], *, within: InSpace
) -> None:
    """Forbidden where other roles would let a member do what the viewer may not, in the space as a
    whole, in a channel, or under a heading.
    """
    if within.is_owner:
        return
    found = gains(
        within.rules, user_id=member.user_id, before=list(member.role_ids), after=role_ids
    )
    for place_id, gained in found.items():
        held = within.permissions if place_id is None else permissions_at(place_id, within=within)
        require_to_give(gained, held)
