"""The audit log of a space in plain words: one sentence an entry, and what was changed to what."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString

from chatty.core.ids import read_id
from conversations.pages.permission_words import labels_of
from conversations.pages.space_forms import COLOURS, JOINING

_SENTENCES: Final[Mapping[str, str]] = {
    "example.played": "{actor} made this space as an example",
    "space.create": "{actor} made the space",
    "space.change": "{actor} changed the space",
    "space.delete": "{actor} deleted the space",
    "space.transfer": "{actor} handed the space to {owner}",
    "space.order": "{actor} put channels and categories in another order",
    "space.role_create": "{actor} made the role {name}",
    "space.role_change": "{actor} changed the role {name}",
    "space.role_delete": "{actor} deleted the role {name}",
    "space.role_order": "{actor} put the roles in another order",
    "space.override_change": "{actor} changed what {subject} may do in {place}",
    "space.member_change": "{actor} changed roles and nickname of {person}",
    "space.member_remove": "{actor} removed {person}",
    "space.ban": "{actor} banned {person}",
    "space.ban_lift": "{actor} lifted the ban of {person}",
    "space.invite_create": "{actor} made an invite link",
    "space.invite_revoke": "{actor} withdrew an invite link of {person}",
    "space.join_request_accept": "{actor} let {person} in, who had asked",
    "space.join_request_decline": "{actor} declined the request of {person}",
    "space.channel_create": "{actor} made the channel {title}",
    "space.channel_change": "{actor} changed the channel {place}",
    "space.channel_move": "{actor} put the channel {place} under another category",
    "space.channel_delete": "{actor} deleted the channel {title}",
    "space.category_create": "{actor} made the category {title}",
    "space.category_change": "{actor} renamed the category {title}",
    "space.category_delete": "{actor} deleted the category {title}",
    "space.emoji_create": "{actor} added the emoji {name}",
    "space.emoji_change": "{actor} renamed the emoji {name}",
    "space.emoji_delete": "{actor} removed the emoji {name}",
    "space.message_pin": "{actor} pinned a message of {person} in {place}",
    "space.message_unpin": "{actor} unpinned a message of {person} in {place}",
    "space.poll_close": "{actor} closed a poll of {person} in {place}",
    "space.message_remove": "{actor} removed a message of {person} in {place}",
    "space.message_recover": "{actor} brought a message of {person} back in {place}",
}
# Where an action can change two things, and has changed one.
_ONE_OF_TWO: Final[Mapping[str, str]] = {
    "role_ids": "{actor} changed the roles of {person}",
    "nickname": "{actor} changed the nickname of {person}",
}
_HIDDEN: Final = "{actor} changed a channel that you do not see"
_OTHER: Final = "{actor}: {action}"

ACTIONS: Final[Mapping[str, str]] = {
    "space.change": "Space changed",
    "space.transfer": "Space handed over",
    "space.channel_create": "Channel made",
    "space.channel_change": "Channel changed",
    "space.channel_move": "Channel moved",
    "space.channel_delete": "Channel deleted",
    "space.category_create": "Category made",
    "space.category_change": "Category renamed",
    "space.category_delete": "Category deleted",
    "space.order": "Order of channels",
    "space.role_create": "Role made",
    "space.role_change": "Role changed",
    "space.role_delete": "Role deleted",
    "space.role_order": "Order of roles",
    "space.override_change": "Permissions in a channel",
    "space.member_change": "Member changed",
    "space.member_remove": "Member removed",
    "space.ban": "Ban",
    "space.ban_lift": "Ban lifted",
    "space.invite_create": "Invite made",
    "space.invite_revoke": "Invite withdrawn",
    "space.join_request_accept": "Request accepted",
    "space.join_request_decline": "Request declined",
    "space.emoji_create": "Emoji added",
    "space.emoji_change": "Emoji renamed",
    "space.emoji_delete": "Emoji removed",
    "space.message_pin": "Message pinned",
    "space.message_unpin": "Message unpinned",
    "space.poll_close": "Poll closed",
    "space.message_remove": "Message removed",
    "space.message_recover": "Message brought back",
}
"""What the list can be filtered by."""

_LABELS: Final[Mapping[str, str]] = {
    "allow": "Allowed",
    "archived": "Archived",
    "category_id": "Category",
    "channel_kind": "Kind",
    "colour": "Colour",
    "deny": "Denied",
    "description": "Description",
    "disappearing_changed": "Messages disappear after",
    "edit_history_changed": "Who sees former versions",
    "edit_window_changed": "Time to edit",
    "expires_at": "Ends",
    "file_types_changed": "Files that are taken",
    "forwards_changed": "Messages can be forwarded",
    "is_discoverable": "Listed for everyone",
    "joining": "Who may join",
    "max_uses": "Lets in",
    "name": "Name",
    "nickname": "Nickname",
    "private": "Private",
    "reason": "Reason",
    "retention_changed": "Messages are kept for",
    "retention_days": "Messages are kept for",
    "role_ids": "Roles",
    "rules": "Rules",
    "shown_apart": "Listed apart",
    "slow_mode_changed": "Slow mode",
    "title": "Name",
    "title_changed": "Name",
    "topic_changed": "Topic",
    "unarchived": "Archived no more",
    "welcome_text": "Welcome text",
}
# Said by the sentence.
_SAID: Final = {
    "space.transfer": {"owner_id"},
    "space.role_order": {"before", "after"},
    "space.create": {"name"},
    "space.channel_create": {"title"},
    "space.channel_delete": {"title"},
    "space.category_create": {"title"},
    "space.category_delete": {"title"},
    "space.role_create": {"name"},
    "space.role_delete": {"name"},
}
_SHOWN_AT_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Names:
    """What ids in entries are called, as far as the reader may know."""

    people: Mapping[uuid.UUID, str] = field(default_factory=dict)
    roles: Mapping[uuid.UUID, str] = field(default_factory=dict)
    places: Mapping[uuid.UUID, str] = field(default_factory=dict)

    def person(self, text: object) -> str:
        """Somebody."""
        return _named(self.people, text, "somebody")

    def role(self, text: object) -> str:
        """A role."""
        return _named(self.roles, text, "a role that is gone")

    def place(self, text: object) -> str:
        """A channel or a category."""
        return _named(self.places, text, "one that is gone")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing before and after; None where it was not there, or is no more."""

    label: str
    before: str | None
    after: str | None


def people_in(details: Mapping[str, Any]) -> set[uuid.UUID]:
    """The people whom an entry names."""
    after = _part(details, "after")
    named = (details.get("user_id"), after.get("owner_id"))
    return {known for text in named if (known := read_id(text)) is not None}


def sentence_of(
    *, actor: str, action: str, details: Mapping[str, Any], names: Names, is_hidden: bool
) -> SafeString:
    """What was done, by whom, to what."""
    before, after = _part(details, "before"), _part(details, "after")
    place = details.get("channel_id") or details.get("category_id")
    subject = (
        names.role(details["role_id"])
        if "role_id" in details
        else names.person(details.get("user_id"))
    )
    values = {
        "actor": actor,
        "action": action,
        "name": details.get("name", ""),
        "owner": names.person(after.get("owner_id")),
        "person": names.person(details.get("user_id")),
        "place": names.place(place),
        "subject": subject,
        "title": after.get("title") or before.get("title") or names.place(place),
    }
    text = _HIDDEN if is_hidden else _SENTENCES.get(action, _OTHER)
    if (
        action == "space.member_change"
        and not is_hidden
        and len(changed := _changed_of(before, after)) == 1
    ):
        text = _ONE_OF_TWO.get(changed.pop(), text)
    return format_html(
        text, **{name: format_html("<bdi>{}</bdi>", one) for name, one in values.items()}
    )


def _changed_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    return {name for name in {**before, **after} if before.get(name) != after.get(name)}


def changes_of(*, action: str, details: Mapping[str, Any], names: Names) -> list[Change]:
    """What was changed to what, beyond what the sentence says."""
    before, after = _part(details, "before"), _part(details, "after")
    said = _SAID.get(action, set())
    fields = [name for name in {**before, **after} if name in _LABELS and name not in said]
    found = []
    for name in fields:
        was, now = before.get(name), after.get(name)
        if was == now or (not was and not now):
            continue
        found.append(
            Change(
                _LABELS[name],
                _in_words(name, was, names) if name in before else None,
                _in_words(name, now, names) if name in after else None,
            )
        )
    return found


def _in_words(name: str, value: Any, names: Names) -> str:
    if isinstance(value, Mapping):
        # The details of a line in a timeline.
        value = next(iter(value.values()), True)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if (told := _TOLD.get(name)) is not None:
        return told(value, names)
    text = str(value or "none")
    return text if len(text) <= _SHOWN_AT_MOST else f"{text[:_SHOWN_AT_MOST]}…"


def _permissions(value: Any, _names: Names) -> str:
    return ", ".join(labels_of(value)) or "nothing"


def _roles(value: Any, names: Names) -> str:
    return ", ".join(map(names.role, value)) or "none"


def _category(value: Any, names: Names) -> str:
    return names.place(value) if value else "above all categories"


def _moment(value: Any, _names: Names) -> str:
    if value is None:
        return "never"
    return format_date(timezone.localtime(datetime.fromisoformat(value)), "j F Y, H:i")


def _colour(value: Any, _names: Names) -> str:
    return dict(COLOURS).get(value or "", str(value))


def _uses(value: Any, _names: Names) -> str:
    return "any number of people" if value is None else f"{value} at most"


def _joining(value: Any, _names: Names) -> str:
    return dict(JOINING).get(value, str(value))


_TOLD: Final[Mapping[str, Callable[[Any, Names], str]]] = {
    "allow": _permissions,
    "category_id": _category,
    "colour": _colour,
    "deny": _permissions,
    "expires_at": _moment,
    "joining": _joining,
    "max_uses": _uses,
    "role_ids": _roles,
}


def _part(details: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = details.get(name)
    return part if isinstance(part, Mapping) else {}


def _named(known: Mapping[uuid.UUID, str], text: object, otherwise: str) -> str:
    found = read_id(text)
    return otherwise if found is None else known.get(found, otherwise)
