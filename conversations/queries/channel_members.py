"""Who sees a channel of a space: members of the space, as members of the channel."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from chatty.core.pagination import PageRequest
from conversations.access import InSpace, find_space
from conversations.models import Conversation, Membership, SpaceMember
from conversations.queries.space_members import Window, list_space_members
from conversations.rules.permissions import channel_permissions, channel_role


@dataclass(frozen=True, slots=True)
class ChannelWindow:
    """As a window into a space's members, each of them as a member of the channel."""

    rows: list[tuple[Membership, SpaceMember, str | None]]
    window: Window


def list_channel_members(
    *, within: Membership, viewer: User, page: PageRequest, q: str = ""
) -> ChannelWindow:
    """Windows into those who may see the viewer's channel of a space."""
    channel = within.conversation
    here = find_space(channel.space_id, viewer=viewer)
    window = list_space_members(within=here, page=page, q=q, channel_id=channel.id)
    members = [member for member, _ in window.rows]
    rows = zip(_as_members(members, channel, here), window.rows, strict=True)
    return ChannelWindow([(row, member, status) for row, (member, status) in rows], window)


def _as_members(
    members: Sequence[SpaceMember], channel: Conversation, here: InSpace
) -> list[Membership]:
    """What stands for memberships: who they are, and what the rules let each of them do. Their own
    rows are nobody else's business.
    """
    found = []
    for member in members:
        row = Membership(
            conversation_id=channel.id, user_id=member.user_id, space_id=channel.space_id
        )
        row.conversation, row.user, row.joined_at = channel, member.user, member.joined_at
        row.standing = channel_permissions(
            here.rules, channel.id, user_id=member.user_id, role_ids=member.role_ids
        )
        row.role = channel_role(row.standing, is_owner=member.user_id == here.rules.owner_id)
        found.append(row)
    return found
