"""The spaces that a person is in, whole, however many: in a fixed number of queries."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from accounts.models import User
from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from chatty.core.prepared import run_prepared
from chatty.core.rows import Columns
from conversations.access import InSpace, find_space
from conversations.access.structures import structures_of
from conversations.models import Category, Space, SpaceMember, SpaceRole
from conversations.queries.channels import list_channels
from conversations.queries.shapes import shape_conversations
from conversations.wire import ConversationJSON, SpaceJSON, shared_space_json, space_json

_SPACES, _MEMBERS = Columns(Space, "s"), Columns(SpaceMember, "m")
_OWN = f"""
SELECT {_SPACES.sql}, {_MEMBERS.sql} FROM space_members m JOIN spaces s ON s.id = m.space_id
WHERE m.user_id = %(viewer)s AND m.left_at IS NULL AND s.deleted_at IS NULL
"""  # noqa: S608 - columns of our own models
_NAMED = f"{_OWN} AND s.id = ANY(%(spaces)s) ORDER BY m.position, s.id"
_PAGE = f"""{_OWN} AND (m.position, s.id) > (%(position)s, %(last)s)
ORDER BY m.position, s.id LIMIT %(limit)s
"""
_BEFORE_ALL = (-(2**31), uuid.UUID(int=0))


def list_own_spaces(*, viewer: User, page: PageRequest) -> Page[InSpace]:
    """The viewer's spaces in the order that they gave them."""
    position, last = _BEFORE_ALL
    if page.after is not None:
        position, last = page.after[0], read_id_key(page.after[1])
    bounds = {
        "viewer": viewer.id,
        "position": position,
        "last": last,
        "limit": page.limit + 1,
    }
    return cut_page(
        _in_spaces(viewer, run_prepared(_PAGE, bounds)),
        limit=page.limit,
        key=lambda here: [here.member.position, here.space.id],
    )


def own_spaces_named(*, viewer: User, space_ids: Collection[uuid.UUID]) -> list[InSpace]:
    """Those of these spaces that the viewer is in, in their order."""
    if not space_ids:
        return []
    named = {"viewer": viewer.id, "spaces": list(space_ids)}
    return _in_spaces(viewer, run_prepared(_NAMED, named))


def shape_spaces(viewer: User, spaces: Sequence[InSpace]) -> list[SpaceJSON]:
    """Spaces of one person, whole, with the channels and headings that they may see."""
    if not spaces:
        return []
    ids = [here.space.id for here in spaces]
    roles: dict[uuid.UUID, list[SpaceRole]] = defaultdict(list)
    for role in SpaceRole.objects.filter(space_id__in=ids):
        roles[role.space_id].append(role)
    categories: dict[uuid.UUID, list[Category]] = defaultdict(list)
    for category in Category.objects.filter(space_id__in=ids).order_by("position", "id"):
        categories[category.space_id].append(category)
    channels: dict[str, list[ConversationJSON]] = defaultdict(list)
    for channel in shape_conversations(list_channels(viewer=viewer, space_ids=ids)):
        channels[str(channel["space_id"])].append(channel)
    return [
        _shape(here, roles[here.space.id], categories[here.space.id], channels[str(here.space.id)])
        for here in spaces
    ]


def shape_space(space_id: object, *, viewer: User) -> SpaceJSON:
    """One space, as it is now, for somebody who is in it; NotFound."""
    return shape_spaces(viewer, [find_space(space_id, viewer=viewer)])[0]


def _shape(
    here: InSpace,
    roles: list[SpaceRole],
    categories: list[Category],
    channels: list[ConversationJSON],
) -> SpaceJSON:
    permissions = here.permissions
    shown = {channel["category_id"] for channel in channels}
    sees_all = "manage_channels" in permissions
    return space_json(
        shared_space_json(here.space, roles),
        here.member,
        permissions=permissions,
        categories=[one for one in categories if sees_all or str(one.id) in shown],
        channels=channels,
        private_channel_ids=[
            channel["id"] for channel in channels if channel["id"] not in here.rules.seen_by_all
        ],
    )


def _in_spaces(viewer: User, rows: Sequence[Sequence[Any]]) -> list[InSpace]:
    pairs = []
    for row in rows:
        space, member = _SPACES.make(row[: _SPACES.count]), _MEMBERS.make(row[_SPACES.count :])
        member.space, member.user = space, viewer
        pairs.append((space, member))
    rules = structures_of({space.id: space.structure for space, _ in pairs})
    return [InSpace(space, member, rules[space.id]) for space, member in pairs if space.id in rules]
