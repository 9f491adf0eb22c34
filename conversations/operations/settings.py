"""Changing a conversation for everyone in it: name, description, settings, put away or at work."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from chatty.core.clock import now
from chatty.core.errors import Forbidden, Invalid, VersionConflict
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from chatty.realtime.publish import publish
from chatty.realtime.topics import conversation_topic
from conversations.access import lock_conversation, require, require_open
from conversations.access.features import require_feature
from conversations.events import ConversationUpdated
from conversations.models import Conversation, ConversationType, Membership
from conversations.operations.announce import save_rev
from conversations.operations.own_rows import lock_own_row
from conversations.operations.timeline import note
from conversations.queries.shapes import shape_conversation
from conversations.rules.features import Feature
from conversations.rules.settings import OF_DIRECT, Settings, complete_settings
from conversations.rules.titles import clean_title, clean_topic
from conversations.wire import ConversationJSON, shared_json


@dataclass(frozen=True, slots=True)
class Line:
    """What the timeline tells of one kind of change."""

    kind: str
    details: Mapping[str, Any]


def change_conversation(
    *,
    actor: User,
    conversation_id: object,
    changes: Mapping[str, Any],
    base_version: int | None = None,
) -> ConversationJSON:
    """Change any of `title`, `topic`, `settings` (those that are named), `archived_at` (any time
    for now, None to open it again).

    One version, one `rev` and one event however much is changed at once, and a line in the timeline
    for each kind of change; what holds already is no change. `base_version` is the version that the
    editor saw: VersionConflict with `current` if it has moved on. Forbidden without
    manage_conversation (manage_channels in a channel of a space), and while it is archived, but
    for opening it; in a DM either of the two sets how long messages stay, and nothing else.
    Invalid; RateLimited.
    """
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    return change_at_once(
        actor=actor, conversation_id=conversation_id, changes=changes, base_version=base_version
    )


def change_at_once(
    *,
    actor: User,
    conversation_id: object,
    changes: Mapping[str, Any],
    base_version: int | None,
) -> ConversationJSON:
    """`change_conversation` for who has taken their turn already: nobody asks for it under a
    lock.
    """
    wanted = _clean(changes)
    with transaction.atomic():
        mine = lock_conversation(conversation_id, viewer=actor)
        conversation = mine.conversation
        _require(mine, wanted)
        if wanted.keys() - {"archived_at"} and not _opens(wanted):
            require_open(mine)
        if base_version is not None and base_version != conversation.version:
            raise VersionConflict(
                "The conversation was changed in the meantime. Look at `current`.",
                current=shape_conversation(mine),
            )
        _require_features(mine, wanted)
        if lines := _apply(conversation, wanted):
            _save(conversation)
            if conversation.space_id is not None:
                # Whoever causes lines has read them, and the row that says so is made now.
                mine = lock_own_row(mine)
                _record(mine, lines, actor=actor)
            for line in lines:
                note(line.kind, by=mine, actor=actor, **line.details)
        return shape_conversation(mine)


def _require(mine: Membership, wanted: Mapping[str, Any]) -> None:
    """Forbidden for who may not change it; Invalid for what its kind does not have."""
    if mine.conversation.type == ConversationType.DM:
        if wanted.keys() != {"settings"} or wanted["settings"].keys() - OF_DIRECT:
            raise Forbidden("In a direct conversation only disappearing messages can be set.")
        require(mine, "send")
        return
    if mine.conversation.space_id is None:
        require(mine, "manage_conversation")
        return
    require(mine, "manage_channels")
    if "history_for_newcomers" in wanted.get("settings", {}):
        text = "In a space newcomers see what their roles let them see."
        raise Invalid(errors={"settings.history_for_newcomers": [text]})


def _require_features(mine: Membership, wanted: Mapping[str, Any]) -> None:
    """Forbidden for who would begin with what they are not offered; ending it is for everyone."""
    seconds = wanted.get("settings", {}).get("disappear_after_seconds", 0)
    settings = complete_settings(mine.conversation.settings)
    if seconds and seconds != settings["disappear_after_seconds"]:
        require_feature(
            Feature.DISAPPEARING, user_id=mine.user_id, space_id=mine.conversation.space_id
        )


def _record(mine: Membership, lines: Sequence[Line], *, actor: User) -> None:
    conversation = mine.conversation
    record_audit_entry(
        actor=actor,
        action="space.channel_change",
        target_type="space",
        target_id=conversation.space_id,
        details={
            "what": "channel",
            "channel_id": str(conversation.id),
            "after": {line.kind: dict(line.details) for line in lines},
        },
    )


def _opens(wanted: Mapping[str, Any]) -> bool:
    return "archived_at" in wanted and wanted["archived_at"] is None


def _clean(changes: Mapping[str, Any]) -> dict[str, Any]:
    wanted = dict(changes)
    rules: dict[str, tuple[Callable[..., str], int]] = {
        "title": (clean_title, limits.title_code_points),
        "topic": (clean_topic, limits.topic_code_points),
    }
    for name, (rule, at_most) in rules.items():
        if name in wanted:
            try:
                wanted[name] = rule(wanted[name], at_most=at_most)
            except ValueError as error:
                raise Invalid(errors={name: [str(error)]}) from None
    return wanted


def _apply(conversation: Conversation, wanted: Mapping[str, Any]) -> list[Line]:
    """Set what differs; a line for each kind of change."""
    lines = []
    for name in ("title", "topic"):
        if name in wanted and wanted[name] != getattr(conversation, name):
            setattr(conversation, name, wanted[name])
            lines.append(Line(f"{name}_changed", {name: wanted[name]}))
    before = complete_settings(conversation.settings)
    after = complete_settings({**before, **wanted.get("settings", {})})
    # What a newer release keeps there stays: both run side by side for the length of an update.
    conversation.settings = {**conversation.settings, **after}
    lines += _lines_of_settings(before, after)
    was_archived = conversation.archived_at is not None
    if "archived_at" in wanted and (wanted["archived_at"] is not None) != was_archived:
        conversation.archived_at = None if was_archived else now()
        lines.append(Line("unarchived" if was_archived else "archived", {}))
    return lines


def _lines_of_settings(before: Settings, after: Settings) -> list[Line]:
    told: dict[str, tuple[str, str]] = {
        "slow_mode_seconds": ("slow_mode_changed", "seconds"),
        "history_for_newcomers": ("history_changed", "visible"),
        "edit_window_seconds": ("edit_window_changed", "seconds"),
        "edit_history": ("edit_history_changed", "seen_by"),
        "disappear_after_seconds": ("disappearing_changed", "seconds"),
        "retention_days": ("retention_changed", "days"),
        "allow_forwards": ("forwards_changed", "allowed"),
        "allowed_file_types": ("file_types_changed", "allowed"),
    }
    was, is_now = dict(before), dict(after)
    return [
        Line(kind, {what: is_now[name]})
        for name, (kind, what) in told.items()
        if is_now[name] != was[name]
    ]


def _save(conversation: Conversation) -> None:
    conversation.version += 1
    conversation.updated_at = now()
    rev = save_rev(
        conversation, "title", "topic", "settings", "archived_at", "version", "updated_at"
    )
    publish(
        conversation_topic(conversation.id),
        ConversationUpdated(shared_json(conversation)),
        conversation_id=conversation.id,
        rev=rev,
    )
