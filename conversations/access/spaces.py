"""Spaces, reached through the person asking."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import User
from chatty.core.errors import Forbidden, NotFound
from chatty.core.ids import read_id
from chatty.core.prepared import run_prepared
from chatty.core.rows import Columns
from conversations.access.structures import structure_of
from conversations.models import Space, SpaceMember
from conversations.rules.permissions import Structure, space_permissions

_SPACES, _MEMBERS = Columns(Space, "s"), Columns(SpaceMember, "m")
_SPACE = f"""
SELECT {_SPACES.sql}, {_MEMBERS.sql} FROM spaces s JOIN space_members m ON m.space_id = s.id
WHERE s.id = %(space)s AND m.user_id = %(viewer)s AND m.left_at IS NULL AND s.deleted_at IS NULL
"""  # noqa: S608 - columns of our own models


@dataclass(frozen=True, slots=True)
class InSpace:
    """A space, its rules, and the viewer's membership of it."""

    space: Space
    member: SpaceMember
    rules: Structure

    @property
    def permissions(self) -> frozenset[str]:
        """What the viewer may do in the space as a whole."""
        return space_permissions(
            self.rules, user_id=self.member.user_id, role_ids=self.member.role_ids
        )

    @property
    def rank(self) -> int:
        """How high the viewer stands: nobody acts on who stands as high or higher."""
        return self.rank_of(self.member)

    @property
    def is_owner(self) -> bool:
        """Whether the space is the viewer's."""
        return self.space.owner_id == self.member.user_id

    def rank_of(self, member: SpaceMember) -> int:
        """How high a member stands."""
        return self.rules.rank(member.user_id, member.role_ids)

    @property
    def visible(self) -> Mapping[uuid.UUID, frozenset[str]]:
        """The channels that the viewer may see, in their order, and what they may do in each."""
        return self.rules.permissions_by_channel(
            user_id=self.member.user_id, role_ids=self.member.role_ids
        )

    def permissions_in(self, channel_id: uuid.UUID) -> frozenset[str]:
        """What the viewer may do in a channel; nothing in one that they may not see."""
        return self.visible.get(channel_id, frozenset())


def find_space(space_id: object, *, viewer: User) -> InSpace:
    """A space that the viewer is in; NotFound for absent, foreign, left and deleted alike."""
    known = read_id(space_id)
    if known is not None:
        for row in run_prepared(_SPACE, {"space": known, "viewer": viewer.id}):
            space = _SPACES.make(row[: _SPACES.count])
            member = _MEMBERS.make(row[_SPACES.count :])
            member.space, member.user = space, viewer
            return InSpace(space, member, structure_of(space.id, space.structure))
    raise NotFound("There is no such space.")


def lock_space(space_id: object, *, viewer: User) -> InSpace:
    """`find_space` under the row lock that orders all changes of a space's rules and members.

    All is read after the lock is held: of two admins at once the second finds what the first has
    left. No conversation is locked before its space.
    """
    known = read_id(space_id)
    if known is not None:
        locked = Space.objects.select_for_update(no_key=True).filter(id=known)
        locked.values_list("id").first()
    return find_space(space_id, viewer=viewer)


def find_space_member(user_id: object, *, within: InSpace, is_locked: bool = False) -> SpaceMember:
    """A present member of the viewer's space, with the person; their row locked where it is to be
    changed by what it says.
    """
    known = read_id(user_id)
    rows = SpaceMember.objects.select_related("user")
    if is_locked:
        rows = rows.select_for_update(no_key=True, of=("self",))
    member = (
        rows.filter(space_id=within.space.id, user_id=known, left_at=None).first()
        if known is not None
        else None
    )
    if member is None:
        raise NotFound("There is no such member.")
    return member


def require_in_space(within: InSpace, permission: str) -> None:
    """Forbidden unless the viewer holds `permission` in the space as a whole."""
    if permission not in within.permissions:
        raise Forbidden(f"Your roles do not allow this here ({permission}).")
