"""What happened in a conversation, in plain English: the text of its SYSTEM messages.

Clients that know a `kind` write it in their own words; the others show this.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

# More people than these are counted, not named.
NAMED: Final = 5

_ROLES: Final = {
    "OWNER": "an owner",
    "ADMIN": "an admin",
    "MODERATOR": "a moderator",
    "MEMBER": "a member",
}

_SEEN_BY: Final = {
    "everyone": "everyone",
    "moderators": "moderators alone",
    "nobody": "authors alone",
}

_FILES: Final = {
    "all": "files of every kind",
    "media": "pictures, video and sound alone",
    "images": "pictures alone",
}

_SENTENCES: Final[Mapping[str, Callable[[str, str, Mapping[str, Any]], str]]] = {
    "members_added": lambda who, whom, _: f"{who} added {whom}",
    "member_joined": lambda who, _whom, _: f"{who} joined with an invite link",
    "member_left": lambda who, _whom, _: f"{who} left",
    "member_removed": lambda who, whom, _: f"{who} removed {whom}",
    "member_banned": lambda who, whom, _: f"{who} banned {whom}",
    "role_changed": lambda who, whom, more: (
        f"{who} made {whom} {_ROLES[more['role']]}"
        if whom
        else f"{who} is now {_ROLES[more['role']]}"
    ),
    "owner_changed": lambda who, whom, _: f"{who} made {whom} the owner",
    "title_changed": lambda who, _whom, more: f'{who} changed the name to "{more["title"]}"',
    "topic_changed": lambda who, _whom, more: (
        f'{who} changed the description to "{more["topic"]}"'
        if more["topic"]
        else f"{who} removed the description"
    ),
    "slow_mode_changed": lambda who, _whom, more: (
        f"{who} set slow mode to {_span(more['seconds'])}"
        if more["seconds"]
        else f"{who} turned slow mode off"
    ),
    "history_changed": lambda who, _whom, more: (
        f"{who} let newcomers see earlier messages"
        if more["visible"]
        else f"{who} hid earlier messages from newcomers"
    ),
    "edit_window_changed": lambda who, _whom, more: (
        f"{who} let messages be edited for {_span(more['seconds'])}"
        if more["seconds"]
        else f"{who} let messages be edited at any time"
    ),
    "edit_history_changed": lambda who, _whom, more: (
        f"{who} let {_SEEN_BY[more['seen_by']]} see what messages said before they were edited"
    ),
    "disappearing_changed": lambda who, _whom, more: (
        f"{who} set messages to disappear after {_span(more['seconds'])}"
        if more["seconds"]
        else f"{who} turned disappearing messages off"
    ),
    "retention_changed": lambda who, _whom, more: (
        f"{who} set messages to be kept for {_counted(more['days'], 'day')}"
        if more["days"]
        else f"{who} set messages to be kept without end"
    ),
    "forwards_changed": lambda who, _whom, more: (
        f"{who} let messages be forwarded"
        if more["allowed"]
        else f"{who} kept messages from being forwarded"
    ),
    "file_types_changed": lambda who, _whom, more: (
        f"{who} let {_FILES.get(more['allowed'], 'other files')} be sent here"
    ),
    "archived": lambda who, _whom, _: f"{who} archived this conversation for everyone",
    "unarchived": lambda who, _whom, _: f"{who} opened this conversation again",
}

KINDS: Final = frozenset(_SENTENCES)


def line_text(kind: str, *, who: str, whom: Sequence[str], details: Mapping[str, Any]) -> str:
    """The sentence of a line: "Amara added Noor and Ilse". `whom` is empty where it is about who
    did it.
    """
    return _SENTENCES[kind](who, _joined(whom), details)


def _joined(names: Sequence[str]) -> str:
    if len(names) > NAMED:
        return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"
    if len(names) > 1:
        return f"{', '.join(names[:-1])} and {names[-1]}"
    return "".join(names)


def _span(seconds: int) -> str:
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds % length == 0:
            return _counted(seconds // length, unit)
    return _counted(seconds, "second")


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"
