"""Roles and overrides of a space set directly, for tests of what follows from them."""

from collections.abc import Sequence

from accounts.models import User
from chatty.core.ids import new_id
from conversations.models import (
    Category,
    Conversation,
    Override,
    Space,
    SpaceMember,
    SpaceRole,
)


def give_role(
    space: Space, *people: User, allow: Sequence[str], position: int = 1, name: str = "Crew"
) -> SpaceRole:
    """A role of that position and name which these members have."""
    role = SpaceRole.objects.create(space=space, name=name, position=position, allow=sorted(allow))
    for member in SpaceMember.objects.filter(space=space, user__in=people):
        member.role_ids = [*member.role_ids, role.id]
        member.save(update_fields=["role_ids"])
    renew(space)
    return role


def set_override(
    place: Conversation | Category,
    subject: SpaceRole | User,
    *,
    allow: Sequence[str] = (),
    deny: Sequence[str] = (),
) -> None:
    """An override in a channel or under a heading."""
    space = place.space
    assert space is not None
    Override.objects.create(
        space=space,
        channel=place if isinstance(place, Conversation) else None,
        category=place if isinstance(place, Category) else None,
        role=subject if isinstance(subject, SpaceRole) else None,
        user=subject if isinstance(subject, User) else None,
        allow=sorted(allow),
        deny=sorted(deny),
    )
    renew(space)


def everyone_of(space: Space) -> SpaceRole:
    """The role of all members."""
    return SpaceRole.objects.get(space=space, position=0)


def renew(space: Space) -> None:
    """Have everybody read the rules anew."""
    Space.objects.filter(id=space.id).update(structure=new_id())
