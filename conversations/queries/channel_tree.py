"""The headings and channels of one space, with what the viewer may do about each."""

import uuid
from dataclasses import dataclass

from conversations.access import InSpace
from conversations.access.ranks import permissions_under
from conversations.models import Category
from conversations.queries.channels import list_channels
from conversations.queries.places import seen_categories
from conversations.rules.permissions import everyone_sees


@dataclass(frozen=True, slots=True)
class ChannelLeaf:
    """A channel. `is_private`: some members do not see it."""

    id: uuid.UUID
    title: str
    topic: str
    kind: str
    category_id: uuid.UUID | None
    version: int
    is_archived: bool
    is_private: bool
    may_manage: bool
    may_set_permissions: bool


@dataclass(frozen=True, slots=True)
class ChannelBranch:
    """A heading and what stands under it; without one (None), what stands above all of them."""

    id: uuid.UUID | None
    title: str
    version: int
    may_manage: bool
    may_set_permissions: bool
    channels: list[ChannelLeaf]


def channel_tree(*, within: InSpace) -> list[ChannelBranch]:
    """Everything of it that the viewer may see, in its order, in two queries."""
    whole = within.permissions
    branches = {None: ChannelBranch(None, "", 0, "manage_channels" in whole, False, [])} | {
        one.id: _branch(one, within) for one, _ in seen_categories(within=within)
    }
    for row in list_channels(viewer=within.member.user, space_ids=[within.space.id]):
        channel, held = row.conversation, row.standing or frozenset()
        leaf = ChannelLeaf(
            id=channel.id,
            title=channel.title,
            topic=channel.topic,
            kind=channel.channel_kind or "text",
            category_id=channel.category_id,
            version=channel.version,
            is_archived=channel.archived_at is not None,
            is_private=not everyone_sees(within.rules, channel.id),
            may_manage="manage_channels" in held,
            may_set_permissions="manage_roles" in held,
        )
        # A heading that was deleted between the two queries leaves its channels above all.
        branches.get(channel.category_id, branches[None]).channels.append(leaf)
    return list(branches.values())


def _branch(category: Category, within: InSpace) -> ChannelBranch:
    held = permissions_under(category.id, within=within)
    may_manage, may_set = "manage_channels" in held, "manage_roles" in held
    return ChannelBranch(category.id, category.title, category.version, may_manage, may_set, [])
