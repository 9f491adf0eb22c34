"""Operations of `sync` as clients send them, and which of them are done together."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chatty.core.errors import Invalid, Refusal
from chatty.core.ids import read_id
from chatty.sync_resources import HANDLERS

TYPES = ("create", "update", "delete")
RESOURCES = (
    "message", "reaction", "receipt", "draft", "membership", "conversation", "me", "pin",
    "bookmark",
)  # fmt: skip
# Fields of `data` that may name what an earlier operation makes, by its op_id or client_id.
REFERENCES = ("message_id", "conversation_id", "reply_to", "thread_id")
# Most messages sent in one transaction, which holds the conversation's lock.
_TOGETHER = 50
_VERSION_MAX = 2**31


@dataclass(frozen=True, slots=True)
class Operation:
    """What a client did."""

    op_id: uuid.UUID
    type: str
    resource: str
    data: Mapping[str, Any]
    # Every operation may name one; what has no versions does not look at it.
    base_version: int | None

    @property
    def is_send(self) -> bool:
        """Whether it is a new message."""
        return (self.resource, self.type) == ("message", "create")

    @property
    def makes(self) -> set[str]:
        """By what later ones may name what this one creates."""
        if self.type != "create" or self.resource not in ("message", "conversation"):
            return set()
        client_id = read_id(self.data.get("client_id")) if self.is_send else None
        return {str(self.op_id)} | ({str(client_id)} if client_id else set())

    @property
    def names(self) -> set[str]:
        """What it names that an earlier one may make."""
        found = (read_id(self.data.get(field)) for field in REFERENCES)
        return {str(name) for name in found if name is not None}


@dataclass(frozen=True, slots=True)
class Malformed:
    """What is no operation, as far as it can be named."""

    op_id: str | None
    resource: str | None
    refusal: Refusal
    # What it would have been: others may build on it.
    operation: Operation | None = None


def read_operation(item: object) -> Operation | Malformed:
    """An operation as a client sent it."""
    if not isinstance(item, dict):
        return Malformed(None, None, Invalid("An operation is an object."))
    named, resource = item.get("op_id"), item.get("resource")
    op_id, kind, data = read_id(named), item.get("type"), item.get("data")
    version = item.get("base_version")
    errors: dict[str, list[str]] = {}
    if op_id is None:
        errors["op_id"] = ["Use a UUID."]
    if kind not in TYPES:
        errors["type"] = [f"Use one of {', '.join(TYPES)}."]
    if resource not in RESOURCES:
        errors["resource"] = [f"Use one of {', '.join(RESOURCES)}."]
    elif kind in TYPES and not _is_offered(resource, kind):
        errors["resource"] = [f"{kind} {resource}: this is not offered here."]
    if not isinstance(data, dict):
        errors["data"] = ["Use an object."]
    if version is not None and not _is_version(version):
        errors["base_version"] = ["Use a whole number of 0 or more."]
    operation = (
        Operation(op_id, str(kind), str(resource), data, version)
        if op_id is not None and isinstance(data, dict)
        else None
    )
    if operation is not None and not errors:
        return operation
    return Malformed(
        named if isinstance(named, str) and len(named) <= 64 else None,
        resource if resource in RESOURCES else None,
        Invalid("Some fields are not right.", errors=errors),
        operation,
    )


def _is_offered(resource: str, kind: str) -> bool:
    return (resource, kind) == ("message", "create") or (resource, kind) in HANDLERS


def _is_version(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _VERSION_MAX


def batches(
    parsed: Sequence[Operation | Malformed],
) -> Iterator[list[Operation] | Malformed]:
    """What is done together: new messages of one conversation that follow each other, none of
    which answers another; all else alone.
    """
    batch: list[Operation] = []
    for item in parsed:
        if isinstance(item, Operation) and batch and _goes_with(item, batch):
            batch.append(item)
            continue
        if batch:
            yield batch
        batch = [item] if isinstance(item, Operation) else []
        if isinstance(item, Malformed):
            yield item
    if batch:
        yield batch


def _goes_with(item: Operation, batch: Sequence[Operation]) -> bool:
    first = batch[0]
    if not (first.is_send and item.is_send) or len(batch) >= _TOGETHER:
        return False
    made = set[str]().union(*(one.makes for one in batch))
    is_same = first.data.get("conversation_id") == item.data.get("conversation_id")
    return is_same and not made & (item.makes | item.names)
