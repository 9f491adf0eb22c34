"""What lists show of conversations, without a model for each: a list of hundreds spent most of its
time on making those.

The fields have the names of the models', so that whatever reads the one reads the other.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from conversations.rules.permissions import at_rest, effective_permissions


class ConversationRow(NamedTuple):
    """A conversation. None for empty settings."""

    id: uuid.UUID
    type: str
    channel_kind: str
    title: str
    topic: str
    space_id: uuid.UUID | None
    category_id: uuid.UUID | None
    position: int
    encryption: str
    settings: dict[str, Any] | None
    archived_at: datetime | None
    last_seq: int
    rev: int
    version: int
    members_count: int
    created_at: datetime
    updated_at: datetime
    last_activity_at: datetime


class MembershipRow(NamedTuple):
    """A membership with its conversation. None for empty exceptions."""

    conversation_id: uuid.UUID
    user_id: uuid.UUID
    role: str
    allow: list[str] | None
    deny: list[str] | None
    left_at: datetime | None
    read_seq: int
    visible_from_seq: int
    muted_until: datetime | None
    pinned: bool
    archived: bool
    folder: str
    notification_level: str
    marked_unread: bool
    conversation: ConversationRow
    # In a channel of a space: what roles and overrides give.
    standing: frozenset[str] | None = None

    @property
    def permissions(self) -> frozenset[str]:
        """What this member may do now."""
        is_archived = self.conversation.archived_at is not None
        if self.standing is not None:
            return at_rest(self.standing) if is_archived else self.standing
        return effective_permissions(
            kind=self.conversation.type,
            role=self.role,
            allow=self.allow or (),
            deny=self.deny or (),
            is_archived=is_archived,
        )


ROW_COLUMNS = """
m.conversation_id, m.user_id, m.role, NULLIF(m.allow, '[]'), NULLIF(m.deny, '[]'), m.left_at,
m.read_seq, m.visible_from_seq, m.muted_until, m.pinned, m.archived, m.folder,
m.notification_level, m.marked_unread,
c.id, c.type, c.channel_kind, c.title, c.topic, c.space_id, c.category_id, c.position, c.encryption,
NULLIF(c.settings, '{}'), c.archived_at, c.last_seq, c.rev, c.version, c.members_count,
c.created_at, c.updated_at, c.last_activity_at
"""
"""Of `memberships m` joined with `conversations c`, as `membership_row` takes them."""
_OWN = MembershipRow._fields.index("conversation")
ROW_COUNT: Final = _OWN + len(ConversationRow._fields)
ROOM_AT: Final = _OWN + ConversationRow._fields.index("id")
SPACE_AT: Final = _OWN + ConversationRow._fields.index("space_id")
"""How many columns these are, and where the conversation's id and space stand among them."""


def membership_row(values: Sequence[Any]) -> MembershipRow:
    """The row of these columns' values."""
    return MembershipRow._make([*values[:_OWN], ConversationRow._make(values[_OWN:]), None])


def channel_row(
    values: Sequence[Any],
    *,
    user_id: uuid.UUID,
    standing: frozenset[str],
    role: str,
    members_count: int,
    place: int,
    seen_seq: int,
) -> MembershipRow:
    """The same of a channel of a space, whose own columns are NULL for who never needed a row.

    `place`: where it stands among the channels that the person sees. `seen_seq`: what was said
    before they came to the space.
    """
    channel = ConversationRow._make(values[_OWN:])
    channel = channel._replace(members_count=members_count, position=place)
    if values[0] is not None:
        row = MembershipRow._make([*values[:_OWN], channel, standing])
        return row._replace(role=role)
    return MembershipRow(
        conversation_id=channel.id,
        user_id=user_id,
        role=role,
        allow=None,
        deny=None,
        left_at=None,
        read_seq=seen_seq,
        visible_from_seq=1,
        muted_until=None,
        pinned=False,
        archived=False,
        folder="",
        notification_level="default",
        marked_unread=False,
        conversation=channel,
        standing=standing,
    )
