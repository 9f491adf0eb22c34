"""What an operation of `sync` does: for each resource and type one call of the operation that REST
and sockets call, and its answer.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from accounts.inputs import MeInput
from accounts.models import User
from accounts.operations.profile import update_me
from accounts.wire import me_json
from chatty.core.api import read_input
from chatty.core.errors import Invalid, VersionConflict
from chatty.core.limits import limits
from chatty.sync_merging import Change, Patience, write_merged
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

Shape = type[serializers.Serializer[Any]]


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


def _base(at_most: int) -> serializers.CharField:
    """The text that another grew out of, where no history keeps it; at most as many code points
    as such a text may have.
    """
    return serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, max_length=at_most
    )


class SyncDraftInput(SocketDraftInput):
    """A draft with the text that it grew out of."""

    base_body = _base(limits.body_code_points)


class SyncConversationInput(ConversationInput):
    """Changes of a conversation, with the topic that a new one grew out of."""

    base_topic = _base(limits.topic_code_points)


class SyncMeInput(MeInput):
    """Changes of one's account, with the text about oneself that a new one grew out of."""

    base_bio = _base(limits.bio_code_points)


class ConversationRef(serializers.Serializer[object]):
    """One conversation."""

    conversation_id = serializers.UUIDField()


class DraftRef(ConversationRef):
    """A draft as one saw it."""

    version = serializers.IntegerField(required=False, min_value=0)


class MemberRef(ConversationRef):
    """One member of it; oneself where nobody is named."""

    user_id = serializers.UUIDField(required=False)


def _edit(doing: Doing) -> Outcome:
    values = doing.values(SocketEditInput)
    message_id = values["message_id"]

    def write(texts: Mapping[str, str], base_version: int | None) -> Any:
        return edit_message(
            actor=doing.actor,
            session_id=doing.session_id,
            message_id=message_id,
            body=texts["body"],
            base_version=base_version,
        )

    return _write(doing, str(message_id), write, values, text="body")


def _save_draft(doing: Doing) -> Outcome:
    values = doing.values(SyncDraftInput)
    name = values["conversation_id"]

    def write(texts: Mapping[str, str], base_version: int | None) -> Any:
        return save_draft(
            actor=doing.actor,
            conversation_id=name,
            body=texts["body"],
            base_version=base_version,
        )

    return _write(doing, str(name), write, values, text="body")


def _clear_draft(doing: Doing) -> Outcome:
    values = doing.values(DraftRef)
    version, name = doing.starting_version(values), values["conversation_id"]
    try:
        draft = save_draft(actor=doing.actor, conversation_id=name, body="", base_version=version)
    except VersionConflict as conflict:
        return Outcome("conflict", str(name), current=conflict.current)
    return Outcome("applied", str(name), draft)


def _change_conversation(doing: Doing) -> Outcome:
    name = doing.values(ConversationRef)["conversation_id"]
    values = doing.values(SyncConversationInput)

    def write(texts: Mapping[str, str], base_version: int | None) -> Any:
        return change_conversation(
            actor=doing.actor,
            conversation_id=name,
            changes={**values, **texts},
            base_version=base_version,
        )

    return _write(doing, str(name), write, values, text="topic")


def _change_me(doing: Doing) -> Outcome:
    values = doing.values(SyncMeInput)

    def write(texts: Mapping[str, str], base_version: int | None) -> Any:
        changes = {**values, **texts}
        return me_json(update_me(actor=doing.actor, changes=changes, version=base_version))

    return _write(doing, str(doing.actor.id), write, values, text="bio")


def _write(
    doing: Doing,
    name: str,
    write: Callable[[Mapping[str, str], int | None], Any],
    values: dict[str, Any],
    *,
    text: str,
) -> Outcome:
    """Write `values`, of which the field `text` is merged where it has to be. Its text, what that
    grew out of and the version are taken out of `values`.
    """
    version, base = doing.starting_version(values), values.pop(f"base_{text}", None)
    change = Change(
        id=name,
        write=write,
        version=version,
        texts={text: values.pop(text)} if text in values else {},
        bases={} if base is None else {text: base},
    )
    return write_merged(change, doing.patience)


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
