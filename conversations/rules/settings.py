"""What can be set about a conversation, and what holds where nothing was set."""

from collections.abc import Mapping
from typing import Any, Final, TypedDict


class Settings(TypedDict):
    """`slow_mode_seconds`: how long a member waits between two messages, 0 for no wait.
    `history_for_newcomers`: whether who joins reads what was said before.
    """

    slow_mode_seconds: int
    history_for_newcomers: bool


DEFAULTS: Final[Settings] = {"slow_mode_seconds": 0, "history_for_newcomers": True}


def complete_settings(stored: Mapping[str, Any]) -> Settings:
    """All settings; what was never set has its default, and what is none of ours is left out."""
    return {
        "slow_mode_seconds": stored.get("slow_mode_seconds", DEFAULTS["slow_mode_seconds"]),
        "history_for_newcomers": stored.get(
            "history_for_newcomers", DEFAULTS["history_for_newcomers"]
        ),
    }
