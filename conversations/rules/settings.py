"""What can be set about a conversation, and what holds where nothing was set."""

from collections.abc import Mapping
from typing import Any, Final, Literal, TypedDict

# Who sees what a message said before it was edited. Its author always does.
type EditHistory = Literal["everyone", "moderators", "nobody"]
EDIT_HISTORIES: Final[tuple[EditHistory, ...]] = ("everyone", "moderators", "nobody")


# Which files are taken: any, those that are shown or played, or pictures alone.
type FileTypes = Literal["all", "media", "images"]
FILE_TYPES: Final[tuple[FileTypes, ...]] = ("all", "media", "images")


class Settings(TypedDict):
    """`slow_mode_seconds`: how long a member waits between two messages, 0 for no wait.
    `history_for_newcomers`: whether who joins reads what was said before. `edit_window_seconds`:
    how long after it was sent a message can be edited, 0 for ever. `edit_history`: who sees former
    versions. `disappear_after_seconds`: how long after it was sent a message goes, 0 for never.
    `retention_days`: how long messages are kept, 0 for ever. `allow_forwards`: whether what is said
    can be forwarded. `allowed_file_types`: which files are taken.
    """

    slow_mode_seconds: int
    history_for_newcomers: bool
    edit_window_seconds: int
    edit_history: EditHistory
    disappear_after_seconds: int
    retention_days: int
    allow_forwards: bool
    allowed_file_types: FileTypes


DEFAULTS: Final[Settings] = {
    "slow_mode_seconds": 0,
    "history_for_newcomers": True,
    "edit_window_seconds": 0,
    "edit_history": "everyone",
    "disappear_after_seconds": 0,
    "retention_days": 0,
    "allow_forwards": True,
    "allowed_file_types": "all",
}
# What either of the two sets in a direct conversation, for both.
OF_DIRECT: Final = frozenset({"disappear_after_seconds"})


def complete_settings(stored: Mapping[str, Any]) -> Settings:
    """All settings; what was never set has its default, and what is none of ours is left out."""
    found: Settings = {
        "slow_mode_seconds": stored.get("slow_mode_seconds", DEFAULTS["slow_mode_seconds"]),
        "history_for_newcomers": stored.get(
            "history_for_newcomers", DEFAULTS["history_for_newcomers"]
        ),
        "edit_window_seconds": stored.get("edit_window_seconds", DEFAULTS["edit_window_seconds"]),
        "edit_history": stored.get("edit_history", DEFAULTS["edit_history"]),
        "disappear_after_seconds": stored.get(
            "disappear_after_seconds", DEFAULTS["disappear_after_seconds"]
        ),
        "retention_days": stored.get("retention_days", DEFAULTS["retention_days"]),
        "allow_forwards": stored.get("allow_forwards", DEFAULTS["allow_forwards"]),
        "allowed_file_types": stored.get("allowed_file_types", DEFAULTS["allowed_file_types"]),
    }
    return found
