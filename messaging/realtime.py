"""The socket operations of messaging: the same inputs and operations as REST."""

from dataclasses import asdict
from typing import Any

from accounts.models import User
from chatty.core.api import read_input
from chatty.core.ids import read_id
from chatty.core.rate_limit import take_read
from chatty.realtime.registry import (
    Caller,
    Submission,
    register_operation,
    register_submission,
)
from conversations.wire import DraftJSON
from messaging.inputs import (
    SocketDraftInput,
    SocketEditInput,
    SocketMessageInput,
    SocketMessageRef,
    SocketReactionInput,
    SocketReceiptInput,
    SocketTypingInput,
)
from messaging.operations.callers import Asking
from messaging.operations.deletions import delete_message
from messaging.operations.drafts import save_draft
from messaging.operations.edits import edit_message
from messaging.operations.pins import pin_message, unpin_message
from messaging.operations.reactions import add_reaction, remove_reaction
from messaging.operations.receipt_batch import RECEIPTS, Marking
from messaging.operations.send import read_new_message
from messaging.operations.send_batch import SENDS, NewMessage, Sending, Sent
from messaging.operations.typing import show_typing
from messaging.wire import MessageJSON

_PLAIN = {"conversation_id", "client_id", "body"}


def send(caller: Caller, data: dict[str, Any]) -> Submission:
    """`message.send`."""
    item = _plain_message(data)
    if item is None:
        values = read_input(SocketMessageInput, data)
        item = read_new_message(values["conversation_id"], values)
    return Submission(SENDS, Sending(caller.user_id, item, Asking(caller.session_id)), _sent_json)


def _plain_message(data: dict[str, Any]) -> NewMessage | None:
    """What nearly all messages are, read without a serializer; None for any other."""
    if data.keys() != _PLAIN or not isinstance(body := data["body"], str):
        return None
    room, client = read_id(data["conversation_id"]), read_id(data["client_id"])
    return NewMessage(room, client, body) if room is not None and client is not None else None


def _sent_json(sent: Sent) -> dict[str, Any]:
    return {**sent.message, "duplicate": sent.is_duplicate}


def edit(actor: User, caller: Caller, data: dict[str, Any]) -> MessageJSON:
    """`message.edit`."""
    values = read_input(SocketEditInput, data)
    return edit_message(
        actor=actor,
        session_id=caller.session_id,
        message_id=values["message_id"],
        body=values["body"],
        base_version=values.get("version"),
    )


def delete(actor: User, _caller: Caller, data: dict[str, Any]) -> MessageJSON:
    """`message.delete`."""
    return delete_message(actor=actor, **read_input(SocketMessageRef, data))


def react(actor: User, _caller: Caller, data: dict[str, Any]) -> MessageJSON:
    """`reaction.add`."""
    return add_reaction(actor=actor, **read_input(SocketReactionInput, data))


def unreact(actor: User, _caller: Caller, data: dict[str, Any]) -> MessageJSON:
    """`reaction.remove`."""
    return remove_reaction(actor=actor, **read_input(SocketReactionInput, data))


def pin(actor: User, _caller: Caller, data: dict[str, Any]) -> MessageJSON:
    """`message.pin`."""
    return pin_message(actor=actor, **read_input(SocketMessageRef, data))


def unpin(actor: User, _caller: Caller, data: dict[str, Any]) -> MessageJSON:
    """`message.unpin`."""
    return unpin_message(actor=actor, **read_input(SocketMessageRef, data))


def receipt(caller: Caller, data: dict[str, Any]) -> Submission:
    """`receipt`."""
    values = read_input(SocketReceiptInput, data)
    marking = Marking(
        caller.user_id,
        values["conversation_id"],
        values.get("delivered_seq"),
        values.get("read_seq"),
        Asking(caller.session_id),
    )
    return Submission(RECEIPTS, marking, asdict)


def set_draft(actor: User, caller: Caller, data: dict[str, Any]) -> DraftJSON:
    """`draft.set`."""
    take_read(caller.session_id)
    values = read_input(SocketDraftInput, data)
    return save_draft(
        actor=actor,
        conversation_id=values["conversation_id"],
        body=values["body"],
        base_version=values.get("version"),
    )


def typing(actor: User, _caller: Caller, data: dict[str, Any]) -> dict[str, Any]:
    """`typing`."""
    show_typing(actor=actor, **read_input(SocketTypingInput, data))
    return {}


def register() -> None:
    """Called when the app is ready."""
    register_submission("message.send", send)
    register_operation("message.edit", edit)
    register_operation("message.delete", delete)
    register_operation("message.pin", pin)
    register_operation("message.unpin", unpin)
    register_operation("reaction.add", react)
    register_operation("reaction.remove", unreact)
    register_submission("receipt", receipt)
    register_operation("draft.set", set_draft)
    register_operation("typing", typing)
