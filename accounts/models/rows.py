"""What lists show of people, without a model for each."""

import uuid
from datetime import datetime
from typing import Any, NamedTuple


class UserRow(NamedTuple):
    """A person as far as others see them. None for empty privacy settings."""

    id: uuid.UUID
    username: str
    display_name: str
    bio: str
    custom_status: str
    is_bot: bool
    last_seen_at: datetime | None
    privacy_settings: dict[str, Any] | None


USER_COLUMNS = """
u.id, u.username, u.display_name, u.bio, u.custom_status, u.is_bot, u.last_seen_at,
NULLIF(u.privacy_settings, '{}')
"""
"""Of `users u`, in the order of `UserRow`."""
