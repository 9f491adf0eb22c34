"""Roles and overrides: what somebody may do in a space and in each of its channels (§3).

An owner may do everything. Else the union of the roles' allows, @everyone's among them; then the
overrides of the channel's category, then those of the channel. Within one level: role deny, role
allow, user deny, user allow; the later wins. Without `view` nothing is left.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from conversations.rules.permissions.names import ALL

NOTHING: Final[frozenset[str]] = frozenset()

_ARCHIVED: Final = frozenset({"view", "manage_conversation", "manage_channels"})

NOBODY: Final = uuid.UUID(int=0)
"""Stands for a member without exceptions of their own."""

OWNER_RANK: Final = 1_000_000
"""Above every role: positions are small."""

Ids = frozenset[uuid.UUID]


@dataclass(frozen=True, slots=True)
class Role:
    """A role. The one at position 0 is @everyone: each member has it."""

    id: uuid.UUID
    position: int
    allow: frozenset[str]


@dataclass(frozen=True, slots=True)
class Override:
    """An exception for a role or for one person (`subject`: its id)."""

    subject: uuid.UUID
    is_role: bool
    allow: frozenset[str]
    deny: frozenset[str]


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, as far as permissions ask."""

    id: uuid.UUID
    category_id: uuid.UUID | None


@dataclass(frozen=True)
class Structure:
    """The rules of one space at one instant. `stamp` is new with every change of them.

    `channels` stand in their order. `overrides` are by the id of the category or channel that they
    are of.
    """

    stamp: uuid.UUID
    owner_id: uuid.UUID
    roles: Mapping[uuid.UUID, Role]
    channels: Mapping[uuid.UUID, Channel]
    overrides: Mapping[uuid.UUID, Sequence[Override]]
    # Members with the same roles and no exceptions of their own may do the same.
    _known: dict[tuple[uuid.UUID | None, Ids], Mapping[uuid.UUID, frozenset[str]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @cached_property
    def everyone(self) -> Role:
        """The role of all members."""
        return min(self.roles.values(), key=lambda role: role.position)

    @cached_property
    def people_with_overrides(self) -> Ids:
        """Those whose permissions do not follow from their roles alone; the owner is not named."""
        levels = self.overrides.values()
        return frozenset(one.subject for level in levels for one in level if not one.is_role)

    @cached_property
    def seen_by_all(self) -> frozenset[str]:
        """The channels, ids as text, that no member is kept from, whatever their roles."""
        return frozenset(str(name) for name in self.channels if everyone_sees(self, name))

    def held(self, role_ids: Iterable[uuid.UUID]) -> list[Role]:
        """The roles of a member with these ids, @everyone among them; what is gone is none."""
        return [self.everyone, *(self.roles[name] for name in set(role_ids) & self.roles.keys())]

    def rank(self, user_id: uuid.UUID, role_ids: Iterable[uuid.UUID]) -> int:
        """How high a member stands: the position of their highest role, an owner above all."""
        if user_id == self.owner_id:
            return OWNER_RANK
        return max(role.position for role in self.held(role_ids))

    def permissions_by_channel(
        self, *, user_id: uuid.UUID, role_ids: Collection[uuid.UUID]
    ) -> Mapping[uuid.UUID, frozenset[str]]:
        """What a member may do in each channel that they may see, in the order of these; the others
        are not in it.
        """
        is_special = user_id == self.owner_id or user_id in self.people_with_overrides
        name = (user_id if is_special else None, frozenset(self.roles.keys() & set(role_ids)))
        found = self._known.get(name)
        if found is None:
            found = self._by_channel(user_id, role_ids)
            if len(self._known) * len(self.channels) >= _KNOWN_AT_MOST:
                self._known.clear()
            self._known[name] = found
        return found

    def _by_channel(
        self, user_id: uuid.UUID, role_ids: Collection[uuid.UUID]
    ) -> dict[uuid.UUID, frozenset[str]]:
        whole = space_permissions(self, user_id=user_id, role_ids=role_ids)
        mine = {role.id for role in self.held(role_ids)}
        # In most channels the same may be done: it is kept once.
        kept: dict[frozenset[str], frozenset[str]] = {}
        found = {}
        for channel in self.channels.values():
            if held := _in_channel(self, channel, whole, mine, user_id):
                found[channel.id] = kept.setdefault(held, held)
        return found


def places_among(visible: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The place of each channel, 0 for the first, among those that somebody sees: how many others
    stand between them is nobody's business. `visible` is in their order.
    """
    return {name: place for place, name in enumerate(visible)}


# Answers of one space, each for some roles and a channel.
_KNOWN_AT_MOST: Final = 200_000


def space_permissions(
    structure: Structure, *, user_id: uuid.UUID, role_ids: Iterable[uuid.UUID]
) -> frozenset[str]:
    """What a member may do in the space as a whole."""
    if user_id == structure.owner_id:
        return ALL
    return _union(role.allow for role in structure.held(role_ids))


def channel_permissions(
    structure: Structure,
    channel_id: uuid.UUID,
    *,
    user_id: uuid.UUID,
    role_ids: Iterable[uuid.UUID],
) -> frozenset[str]:
    """What a member may do in one channel; nothing for who may not see it, or where it is none of
    the space's.
    """
    channel = structure.channels.get(channel_id)
    if channel is None:
        return NOTHING
    roles = list(role_ids)
    whole = space_permissions(structure, user_id=user_id, role_ids=roles)
    mine = {role.id for role in structure.held(roles)}
    return _in_channel(structure, channel, whole, mine, user_id)


def everyone_sees(structure: Structure, channel_id: uuid.UUID) -> bool:
    """Whether no member, whatever their roles, is kept from seeing the channel."""
    plain = channel_permissions(structure, channel_id, user_id=NOBODY, role_ids=())
    return "view" in plain and not any(
        "view" in one.deny for one in _overrides_of(structure, channel_id)
    )


def roles_that_matter(structure: Structure, channel_id: uuid.UUID) -> Ids:
    """The roles that have a say in who sees the channel: members who hold the same of these, and
    are no exceptions themselves, see it all or none.
    """
    allowing = {role.id for role in structure.roles.values() if "view" in role.allow}
    overriding = {
        one.subject
        for one in _overrides_of(structure, channel_id)
        if "view" in one.allow or "view" in one.deny
    }
    return frozenset((allowing | overriding) & structure.roles.keys())


def _overrides_of(structure: Structure, channel_id: uuid.UUID) -> list[Override]:
    channel = structure.channels.get(channel_id)
    levels = () if channel is None else (channel.category_id, channel.id)
    found = (structure.overrides.get(level, ()) for level in levels if level is not None)
    return [one for overrides in found for one in overrides]


def at_rest(held: frozenset[str]) -> frozenset[str]:
    """What a channel that is archived for all leaves: to look, and to open it again."""
    return held & _ARCHIVED


def channel_role(held: frozenset[str], *, is_owner: bool) -> str:
    """What somebody with these permissions would be called in a group: clients that know nothing of
    spaces show it.
    """
    if is_owner:
        return "OWNER"
    if held & {"manage_channels", "manage_roles", "ban"}:
        return "ADMIN"
    return "MODERATOR" if "manage_messages" in held else "MEMBER"


def _in_channel(
    structure: Structure,
    channel: Channel,
    held: frozenset[str],
    roles: Collection[uuid.UUID],
    user_id: uuid.UUID,
) -> frozenset[str]:
    if user_id != structure.owner_id:
        for level in (channel.category_id, channel.id):
            if level is not None and (overrides := structure.overrides.get(level)):
                held = _override(held, overrides, roles, user_id)
    return held if "view" in held else NOTHING


def _override(
    held: frozenset[str],
    overrides: Sequence[Override],
    roles: Collection[uuid.UUID],
    user_id: uuid.UUID,
) -> frozenset[str]:
    of_roles = [one for one in overrides if one.is_role and one.subject in roles]
    own = [one for one in overrides if not one.is_role and one.subject == user_id]
    for level in (of_roles, own):
        held = (held - _union(one.deny for one in level)) | _union(one.allow for one in level)
    return held


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return NOTHING.union(*sets)
