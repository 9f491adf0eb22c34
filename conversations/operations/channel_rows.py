"""The rows of new channels of a space, as many at once as are wanted."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from chatty.core.clock import now
from chatty.core.encryption.keyring import installed_keyring, new_data_key
from conversations.models import (
    Category,
    Conversation,
    ConversationKey,
    ConversationType,
    Space,
)
from conversations.queries.keys import remember_key
from conversations.rules.templates import ChannelPlan


@dataclass(frozen=True, slots=True)
class Placed:
    """A channel to be, and where it goes."""

    plan: ChannelPlan
    category: Category | None
    position: int


def add_channels(space: Space, placed: Sequence[Placed], *, actor: User) -> list[Conversation]:
    """Add channels with their keys to a locked space, in their order. Exceptions from the roles are
    not among it.
    """
    at = now()
    channels = [
        Conversation(
            type=ConversationType.CHANNEL,
            channel_kind=one.plan.channel_kind,
            title=one.plan.title,
            topic=one.plan.topic,
            settings=_settings_of(one.plan),
            space=space,
            category=one.category,
            position=one.position,
            rev=1,
            created_by=actor,
            created_at=at,
            updated_at=at,
            last_activity_at=at,
        )
        for one in placed
    ]
    Conversation.objects.bulk_create(channels)
    ring = installed_keyring()
    keys = {channel.id: new_data_key() for channel in channels}
    ConversationKey.objects.bulk_create(
        ConversationKey(conversation_id=name, version=1, wrapped=ring.wrap(key))
        for name, key in keys.items()
    )

    def remember() -> None:
        for name, key in keys.items():
            remember_key(name, 1, key)

    transaction.on_commit(remember)
    return channels


def _settings_of(plan: ChannelPlan) -> dict[str, int]:
    """What is set about the channel; what holds without that is not stored."""
    told = {"slow_mode_seconds": plan.slow_mode_seconds, "retention_days": plan.retention_days}
    return {name: value for name, value in told.items() if value}
