"""Where apps say what sockets can do: filled in `AppConfig.ready()`, read by the consumer."""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Handshake:
    """What an upgrade request brought to prove who is there."""

    headers: Mapping[str, str]
    query: Mapping[str, str]
    ip_address: str | None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is at the other end of a socket."""

    user_id: uuid.UUID
    session_id: uuid.UUID
    # The socket, once it is open.
    connection_id: str = ""


class Authenticator(Protocol):
    """How sockets learn who is there.

    Refusals: NotAuthenticated and its kin, Suspended, Forbidden (origin).
    """

    def authenticate(self, handshake: Handshake) -> Caller:
        """The caller, from cookie, bearer token or ticket."""

    def actor(self, caller: Caller) -> Any:
        """The person of a caller as they are now; NotAuthenticated once the session has ended."""


@dataclass(frozen=True, slots=True)
class Watching:
    """What an operation returns that changes what its own socket hears: `topics` instead of
    those watched before. `answer` makes the answer's `d` once they are heard, so that nothing
    falls between the two.
    """

    topics: Collection[str]
    answer: Callable[[], Any]


class Committer(Protocol):
    """A `chatty.core.group_commit.GroupCommitter`, as the consumer uses it."""

    def submit(self, item: Any, done: Callable[[Any], None], /) -> None:
        """Queue an item; `done` is called in this loop with its answer or an exception."""


@dataclass(frozen=True, slots=True)
class Submission:
    """An item for a group committer, and how its answer becomes the answer's `d`."""

    committer: Committer
    item: Any
    shape: Callable[[Any], Any]


# Reads a caller's `d`, in the event loop: no I/O. Whether the caller's session still holds is for
# the committer's write to ask.
Submit = Callable[[Caller, dict[str, Any]], Submission]

# An operation takes the actor, the caller and `d`, and returns the answer's `d`, or Watching.
Operation = Callable[[Any, Caller, dict[str, Any]], Any]
# Topic -> the first place in it that the person may hear of; 0 where there is no such limit.
TopicsOf = Callable[[uuid.UUID], Mapping[str, int]]

_operations: dict[str, Operation] = {}
_submissions: dict[str, Submit] = {}
_topics: list[TopicsOf] = []
_authenticator: list[Authenticator] = []


def register_operation(name: str, operation: Operation) -> None:
    """Offer the socket operation `name`."""
    _operations[name] = operation


def register_submission(name: str, submit: Submit) -> None:
    """Offer the socket operation `name`, written by a group committer."""
    _submissions[name] = submit


def register_topics(topics_of: TopicsOf) -> None:
    """Say which topics a person's sockets hear; called at each connect."""
    _topics.append(topics_of)


def register_authenticator(authenticator: Authenticator) -> None:
    """Say who proves callers (one for the whole program)."""
    _authenticator[:] = [authenticator]


def find_operation(name: object) -> Operation | None:
    """The operation of that name."""
    return _operations.get(name) if isinstance(name, str) else None


def find_submission(name: object) -> Submit | None:
    """What reads the operation of that name, if a group committer writes it."""
    return _submissions.get(name) if isinstance(name, str) else None


def operation_names() -> list[str]:
    """Every operation that sockets offer, sorted."""
    return sorted([*_operations, *_submissions])


def topics_of(user_id: uuid.UUID) -> dict[str, int]:
    """All topics that a person may hear now, each with the first place that they may hear of."""
    found: dict[str, int] = {}
    for source in _topics:
        found |= source(user_id)
    return found


def authenticator() -> Authenticator:
    """The one authenticator."""
    return _authenticator[0]
