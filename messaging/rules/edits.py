"""Who sees what a message said before it was edited."""

from collections.abc import Collection

from conversations.rules.settings import EditHistory


def sees_history(shown_to: EditHistory, *, is_author: bool, permissions: Collection[str]) -> bool:
    """Whether somebody with these permissions does. Its author always does."""
    if is_author or shown_to == "everyone":
        return True
    return shown_to == "moderators" and "manage_messages" in permissions
