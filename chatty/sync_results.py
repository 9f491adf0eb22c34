"""What operations of `sync` answer, at once and when they are repeated."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.wire import me_json
from chatty.core.errors import NotFound, Refusal
from conversations.access import find_membership
from conversations.queries.shapes import shape_conversations
from messaging.access import find_message
from messaging.models import MessageEdit
from messaging.queries.drafts import find_draft
from messaging.queries.messages import shape_messages
from messaging.wire import draft_json, edit_json

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: `applied`, `merged`, or `conflict` with what is there (`current`) and what
    the change started from (`base`), as far as they are known.
    """

    status: str
    id: str | None
    d: Any = None
    current: Any = None
    base: Any = None
    base_version: int | None = None


def _may_pass(refusal: Refusal) -> bool:
    """Whether the same operation may well succeed later: then its op_id is free again."""
    return refusal.status >= 500 or refusal.retry_after is not None


def kept_result(resource: str, outcome: Outcome | Refusal) -> dict[str, Any] | None:
    """What is remembered: nothing that anybody wrote."""
    if isinstance(outcome, Refusal):
        if _may_pass(outcome):
            return None
        return {"status": "rejected", "resource": resource, "error": _error(outcome)}
    kept: dict[str, Any] = {"status": outcome.status, "resource": resource}
    if outcome.id is not None:
        kept["id"] = outcome.id
    if outcome.base_version is not None:
        kept["base_version"] = outcome.base_version
    return kept


def result_of(op_id: str, resource: str, outcome: Outcome | Refusal) -> Result:
    """The answer to an operation that was tried just now."""
    if isinstance(outcome, Refusal):
        return rejected(op_id, resource, outcome)
    result: Result = {
        "op_id": op_id,
        "status": outcome.status,
        "resource": resource,
        "id": outcome.id,
    }
    if outcome.status == "conflict":
        result |= {"current": outcome.current, "base": outcome.base}
    elif outcome.d is not None:
        result["d"] = outcome.d
    return result


def rejected(op_id: str | None, resource: str | None, refusal: Refusal) -> Result:
    """The answer to an operation that was refused."""
    return {
        "op_id": op_id,
        "status": "rejected",
        "resource": resource,
        "error": _error(refusal),
    }


def _error(refusal: Refusal) -> dict[str, Any]:
    members = refusal.members()
    found = {"code": refusal.code, "detail": refusal.detail, "status": refusal.status}
    return found | {name: members[name] for name in ("errors", "retry_after") if name in members}


def result_again(actor: User, op_id: str, known: Mapping[str, Any]) -> Result:
    """The answer to an operation that was done before; what it was about is as it is now."""
    result = {"op_id": op_id, **known}
    version = result.pop("base_version", None)
    name, resource = known.get("id"), known["resource"]
    if name is None:
        return result
    state = _present_state(actor, resource, name)
    if known["status"] == "conflict":
        result["current"] = state
        result["base"] = (
            _former_text(actor, name, version)
            if version is not None and resource == "message"
            else None
        )
    elif state is not None:
        result["d"] = state
    return result


def _present_state(actor: User, resource: str, name: str) -> Any:
    """The object as the person sees it now; None for what is gone, and for `membership`."""
    if resource == "me":
        return me_json(User.objects.get(id=actor.id))
    try:
        if resource in ("message", "reaction", "pin", "bookmark"):
            reached = find_message(name, viewer=actor)
            return shape_messages([reached.message], viewer_id=actor.id)[0]
        mine = find_membership(name, viewer=actor)
    except NotFound:
        return None
    shapes: dict[str, Callable[[], Any]] = {
        "draft": lambda: draft_json(find_draft(within=mine)),
        "receipt": lambda: {"delivered_seq": mine.delivered_seq, "read_seq": mine.read_seq},
        "conversation": lambda: shape_conversations([mine])[0],
    }
    return shapes[resource]() if resource in shapes else None


def _former_text(actor: User, name: str, version: int) -> Any:
    """The version of a message that a change started from; None where there is no such history."""
    try:
        message = find_message(name, viewer=actor).message
    except NotFound:
        return None
    row = MessageEdit.objects.filter(
        conversation_id=message.conversation_id, message_id=message.id, version=version
    ).first()
    return None if row is None else edit_json(row)
