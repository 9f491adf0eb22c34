"""Spaces as JSON."""

from collections.abc import Iterable
from typing import NotRequired, TypedDict

from accounts.wire import UserJSON, user_json
from chatty.core.clock import wire_time
from conversations.models import Category, JoinRequest, Override, Space, SpaceMember, SpaceRole
from conversations.wire.conversations import ConversationJSON


class RoleJSON(TypedDict):
    """A role of a space; position 0 is @everyone."""

    id: str
    name: str
    colour: str | None
    position: int
    allow: list[str]
    shown_apart: bool
    version: int


class CategoryJSON(TypedDict):
    """A heading over channels."""

    id: str
    title: str
    position: int
    version: int


class OverrideJSON(TypedDict):
    """An exception from the roles, in a channel or a category, for a role or a person."""

    channel_id: NotRequired[str]
    category_id: NotRequired[str]
    role_id: NotRequired[str]
    user_id: NotRequired[str]
    allow: list[str]
    deny: list[str]
    version: int


class SharedSpaceJSON(TypedDict):
    """What a space is to everyone in it. `structure` changes with every change of who may do what
    and of which channels there are: whoever sees another one asks for the space again.
    """

    id: str
    name: str
    icon_url: str | None
    description: str
    rules: str
    welcome_text: str
    is_discoverable: bool
    joining: str
    retention_days: int
    owner_id: str
    roles: list[RoleJSON]
    members_count: int
    structure: str
    created_at: str
    version: int


class SpaceJSON(SharedSpaceJSON):
    """A space as one member sees it: only channels that they may see, and the headings over them;
    all headings for who may manage channels.
    """

    categories: list[CategoryJSON]
    channels: list[ConversationJSON]
    # Of these channels those that not everyone in the space sees.
    private_channel_ids: list[str]
    my_permissions: list[str]
    my_role_ids: list[str]
    nickname: str | None
    position: int


class SpaceBriefJSON(TypedDict):
    """A space to whoever may join it, before they do."""

    id: str
    name: str
    icon_url: str | None
    description: str
    members_count: int
    joining: str
    is_member: bool
    has_asked: bool


class SpaceCountJSON(TypedDict):
    """How many are in a space that did not change otherwise."""

    id: str
    members_count: int


class SpaceMemberJSON(TypedDict):
    """A member of a space as every member sees them."""

    space_id: str
    user: UserJSON
    nickname: str | None
    role_ids: list[str]
    is_owner: bool
    joined_at: str


class JoinRequestJSON(TypedDict):
    """Somebody who wants to be let in."""

    id: str
    space_id: str
    user: UserJSON
    message: str
    status: str
    created_at: str


def role_json(role: SpaceRole) -> RoleJSON:
    """A role."""
    return {
        "id": str(role.id),
        "name": role.name,
        "colour": role.colour or None,
        "position": role.position,
        "allow": sorted(role.allow),
        "shown_apart": role.shown_apart,
        "version": role.version,
    }


def category_json(category: Category, position: int) -> CategoryJSON:
    """A category at its place among those that the reader sees."""
    return {
        "id": str(category.id),
        "title": category.title,
        "position": position,
        "version": category.version,
    }


def override_json(override: Override) -> OverrideJSON:
    """An override."""
    told: OverrideJSON = {
        "allow": sorted(override.allow),
        "deny": sorted(override.deny),
        "version": override.version,
    }
    if override.channel_id is not None:
        told["channel_id"] = str(override.channel_id)
    if override.category_id is not None:
        told["category_id"] = str(override.category_id)
    if override.role_id is not None:
        told["role_id"] = str(override.role_id)
    if override.user_id is not None:
        told["user_id"] = str(override.user_id)
    return told


def shared_space_json(space: Space, roles: Iterable[SpaceRole]) -> SharedSpaceJSON:
    """The part that events carry, the same for all."""
    return {
        "id": str(space.id),
        "name": space.name,
        "icon_url": None,
        "description": space.description,
        "rules": space.rules,
        "welcome_text": space.welcome_text,
        "is_discoverable": space.is_discoverable,
        "joining": space.joining,
        "retention_days": space.retention_days,
        "owner_id": str(space.owner_id),
        "roles": [role_json(role) for role in sorted(roles, key=lambda role: -role.position)],
        "members_count": space.members_count,
        "structure": str(space.structure),
        "created_at": wire_time(space.created_at),
        "version": space.version,
    }


def space_json(
    shared: SharedSpaceJSON,
    member: SpaceMember,
    *,
    permissions: Iterable[str],
    categories: Iterable[Category],
    channels: list[ConversationJSON],
    private_channel_ids: Iterable[str],
) -> SpaceJSON:
    """The whole space for one member. `categories`: those that they see, in their order."""
    return {
        **shared,
        "categories": [category_json(one, place) for place, one in enumerate(categories)],
        "channels": channels,
        "private_channel_ids": sorted(private_channel_ids),
        "my_permissions": sorted(permissions),
        "my_role_ids": sorted(map(str, member.role_ids)),
        "nickname": member.nickname or None,
        "position": member.position,
    }


def space_brief_json(space: Space, *, is_member: bool, has_asked: bool) -> SpaceBriefJSON:
    """A space for who looks for one."""
    return {
        "id": str(space.id),
        "name": space.name,
        "icon_url": None,
        "description": space.description,
        "members_count": space.members_count,
        "joining": space.joining,
        "is_member": is_member,
        "has_asked": has_asked,
    }


def space_count_json(space_id: object, members_count: int) -> SpaceCountJSON:
    """A count."""
    return {"id": str(space_id), "members_count": members_count}


def space_member_json(
    member: SpaceMember, *, owner_id: object, status: str | None = None
) -> SpaceMemberJSON:
    """A member; `member.user` must be loaded. `status`: the presence that they show to everyone,
    which events leave out.
    """
    return {
        "space_id": str(member.space_id),
        "user": {**user_json(member.user), "presence": status},
        "nickname": member.nickname or None,
        "role_ids": sorted(map(str, member.role_ids)),
        "is_owner": member.user_id == owner_id,
        "joined_at": wire_time(member.joined_at),
    }


def join_request_json(asked: JoinRequest) -> JoinRequestJSON:
    """A request; `asked.user` must be loaded."""
    return {
        "id": str(asked.id),
        "space_id": str(asked.space_id),
        "user": user_json(asked.user),
        "message": asked.message,
        "status": asked.status,
        "created_at": wire_time(asked.created_at),
    }
