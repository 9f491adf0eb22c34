"""What an operation of `sync` does: for each resource and type one call of the operation that REST
and sockets call, and its answer.
"""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rest_framework import serializers

from accounts.inputs import MeInput
from accounts.models import User
from accounts.operations.profile import update_me
from accounts.wire import me_json
from chatty.core.api import read_input
from chatty.core.errors import Invalid, VersionConflict
from chatty.core.limits import limits
from chatty.sync_results import Outcome
from conversations.api.conversations import start_conversation
from conversations.api.members import add_to_conversation, change_row
from conversations.inputs import (
    AddMembersInput,
    ConversationInput,
    MemberInput,
    NewConversationInput,
)
from conversations.operations.deletion import delete_conversation
from conversations.operations.members import leave_conversation, remove_member
from conversations.operations.settings import change_conversation
from messaging.inputs import (
    SocketDraftInput,
    SocketEditInput,
    SocketMessageRef,
    SocketReactionInput,
    SocketReceiptInput,
)
from messaging.operations.bookmarks import add_bookmark, remove_bookmark
from messaging.operations.deletions import delete_message
from messaging.operations.drafts import save_draft
from messaging.operations.edits import edit_message
from messaging.operations.pins import pin_message, unpin_message
from messaging.operations.reactions import add_reaction, remove_reaction
from messaging.operations.receipts import advance_receipts
from messaging.rules.merging import merge_texts

Shape = type[serializers.Serializer[Any]]

# How often a merge is made anew because somebody was faster again.
_TRIES = 3


@dataclass(slots=True)
class Patience:
    """How many seconds merging may still take in this request."""

    seconds: float = field(default_factory=lambda: limits.sync_merge_seconds)

    def merge(self, base: str, mine: str, theirs: str) -> str | None:
        """`merge_texts` in the time that is left; None once there is none."""
        if self.seconds <= 0:
            return None
        began = time.monotonic()
        merged = merge_texts(base, mine, theirs, seconds=self.seconds)
        self.seconds -= time.monotonic() - began
        return merged


@dataclass(frozen=True, slots=True)
class Doing:
    """One operation, whose references are resolved, and whose it is."""

    actor: User
    session_id: uuid.UUID
    type: str
    data: Mapping[str, Any]
    base_version: int | None
    patience: Patience

    def values(self, shape: Shape) -> dict[str, Any]:
        """`data` as the serializer checks it; Invalid."""
        return read_input(shape, dict(self.data))

    def starting_version(self, values: dict[str, Any]) -> int | None:
        """The version that the change starts from, taken out of `values`: `base_version`, or
        `version` as in REST. Both and unequal is Invalid.
        """
        named = values.pop("version", None)
        if named is not None and self.base_version not in (None, named):
            raise Invalid(errors={"version": ["It differs from base_version."]})
        return self.base_version if named is None else named


class SyncDraftInput(SocketDraftInput):
    """A draft with the text that it grew out of: drafts have no history to look it up in."""

    base_body = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)

    def validate_base_body(self, value: str) -> str:
        if len(value) > limits.body_code_points:
            raise serializers.ValidationError(
                f"No draft holds more than {limits.body_code_points} characters."
            )
        return value


class ConversationRef(serializers.Serializer[object]):
    """One conversation."""

    conversation_id = serializers.UUIDField()


class MemberRef(ConversationRef):
    """One member of it; oneself where nobody is named."""

    user_id = serializers.UUIDField(required=False)


def _edit(doing: Doing) -> Outcome:
    values = doing.values(SocketEditInput)
    version = doing.starting_version(values)
    message_id = values["message_id"]

    def write(text: str, base_version: int | None) -> Any:
        return edit_message(
            actor=doing.actor,
            session_id=doing.session_id,
            message_id=message_id,
            body=text,
            base_version=base_version,
        )

    return _write_merged(doing, str(message_id), write, values["body"], version, base=None)


def _save_draft(doing: Doing) -> Outcome:
    values = doing.values(SyncDraftInput)
    version, base = doing.starting_version(values), values.get("base_body")
    conversation_id = values["conversation_id"]

    def write(text: str, base_version: int | None) -> Any:
        return save_draft(
            actor=doing.actor,
            conversation_id=conversation_id,
            body=text,
            base_version=base_version,
        )

    return _write_merged(doing, str(conversation_id), write, values["body"], version, base=base)


def _clear_draft(doing: Doing) -> Outcome:
    values = doing.values(ConversationRef)
    name = values["conversation_id"]
    try:
        draft = save_draft(
            actor=doing.actor, conversation_id=name, body="", base_version=doing.base_version
        )
    except VersionConflict as conflict:
        return Outcome("conflict", str(name), current=conflict.current)
    return Outcome("applied", str(name), draft)


def _write_merged(
    doing: Doing,
    name: str,
    write: Callable[[str, int | None], Any],
    mine: str,
    version: int | None,
    *,
    base: str | None,
) -> Outcome:
    """Write a text; where it has moved on since `version`, merged with what is there now. A merge
    that cannot be made, or is none that may be stored, is a conflict, and nothing is written.
    """
    base_json = None if base is None or version is None else {"version": version, "body": base}
    text, at = mine, version
    last: VersionConflict | None = None
    for _ in range(_TRIES):
        try:
            return Outcome("applied" if last is None else "merged", name, write(text, at))
        except VersionConflict as conflict:
            if last is None and conflict.base is not None:
                base, base_json = conflict.base["body"], conflict.base
            last = conflict
        except Invalid:
            if last is None:
                raise
            # What both wrote is too long together, or nothing is left of it.
            break
        current = last.current["body"]
        merged = None if base is None else doing.patience.merge(base, text, current)
        if merged is None:
            break
        # Should somebody be faster again: what is merged by now started from this.
        base, text, at = current, merged, last.current["version"]
    present = None if last is None else last.current
    return Outcome("conflict", name, current=present, base=base_json, base_version=version)


def _last_write(name: str, write: Callable[[int | None], Any], version: int | None) -> Outcome:
    """Fields that are no text: the last write wins, field by field."""
    try:
        return Outcome("applied", name, write(version))
    except VersionConflict:
        return Outcome("merged", name, write(None))


def _change_conversation(doing: Doing) -> Outcome:
    name, values = doing.values(ConversationRef)["conversation_id"], doing.values(ConversationInput)
    version = doing.starting_version(values)

    def write(base_version: int | None) -> Any:
        return change_conversation(
            actor=doing.actor, conversation_id=name, changes=values, base_version=base_version
        )

    return _last_write(str(name), write, version)


def _change_me(doing: Doing) -> Outcome:
    values = doing.values(MeInput)
    version = doing.starting_version(values)

    def write(base_version: int | None) -> Any:
        return me_json(update_me(actor=doing.actor, changes=values, version=base_version))

    return _last_write(str(doing.actor.id), write, version)


def _create_conversation(doing: Doing) -> Outcome:
    body, _ = start_conversation(doing.actor, doing.values(NewConversationInput))
    return Outcome("applied", body["id"], body)


def _delete_conversation(doing: Doing) -> Outcome:
    name = doing.values(ConversationRef)["conversation_id"]
    delete_conversation(actor=doing.actor, conversation_id=name)
    return Outcome("applied", str(name))


def _delete_message(doing: Doing) -> Outcome:
    values = doing.values(SocketMessageRef)
    return _about_message(delete_message(actor=doing.actor, **values))


def _react(doing: Doing) -> Outcome:
    write = add_reaction if doing.type == "create" else remove_reaction
    return _about_message(write(actor=doing.actor, **doing.values(SocketReactionInput)))


def _pin(doing: Doing) -> Outcome:
    write = pin_message if doing.type == "create" else unpin_message
    return _about_message(write(actor=doing.actor, **doing.values(SocketMessageRef)))


def _bookmark(doing: Doing) -> Outcome:
    write = add_bookmark if doing.type == "create" else remove_bookmark
    return _about_message(write(actor=doing.actor, **doing.values(SocketMessageRef)))


def _about_message(message: Any) -> Outcome:
    return Outcome("applied", message["id"], message)


def _advance(doing: Doing) -> Outcome:
    values = doing.values(SocketReceiptInput)
    marks = advance_receipts(actor=doing.actor, **values)
    told = {"delivered_seq": marks.delivered_seq, "read_seq": marks.read_seq}
    return Outcome("applied", str(values["conversation_id"]), told)


def _add_members(doing: Doing) -> Outcome:
    name = doing.values(ConversationRef)["conversation_id"]
    added = add_to_conversation(doing.actor, name, doing.values(AddMembersInput))
    return Outcome("applied", str(name), added)


def _change_member(doing: Doing) -> Outcome:
    values = doing.values(MemberRef)
    name, user_id = values["conversation_id"], values.get("user_id", doing.actor.id)
    row = change_row(doing.actor, name, user_id, doing.values(MemberInput))
    return Outcome("applied", str(name), row)


def _remove_member(doing: Doing) -> Outcome:
    values = doing.values(MemberRef)
    name, user_id = values["conversation_id"], values.get("user_id", doing.actor.id)
    if user_id == doing.actor.id:
        leave_conversation(actor=doing.actor, conversation_id=name)
    else:
        remove_member(actor=doing.actor, conversation_id=name, user_id=user_id)
    return Outcome("applied", str(name))


# `create message` is not here: consecutive ones are sent together.
HANDLERS: Mapping[tuple[str, str], Callable[[Doing], Outcome]] = {
    ("message", "update"): _edit,
    ("message", "delete"): _delete_message,
    ("reaction", "create"): _react,
    ("reaction", "delete"): _react,
    ("receipt", "create"): _advance,
    ("receipt", "update"): _advance,
    ("draft", "create"): _save_draft,
    ("draft", "update"): _save_draft,
    ("draft", "delete"): _clear_draft,
    ("membership", "create"): _add_members,
    ("membership", "update"): _change_member,
    ("membership", "delete"): _remove_member,
    ("conversation", "create"): _create_conversation,
    ("conversation", "update"): _change_conversation,
    ("conversation", "delete"): _delete_conversation,
    ("me", "update"): _change_me,
    ("pin", "create"): _pin,
    ("pin", "delete"): _pin,
    ("bookmark", "create"): _bookmark,
    ("bookmark", "delete"): _bookmark,
}
