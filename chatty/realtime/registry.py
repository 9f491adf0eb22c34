"""Where apps say what sockets can do: filled in `AppConfig.ready()`, read by the consumer."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from chatty.core.acting import acting_as_program


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

    def refusals(self, callers: Collection[Caller]) -> Mapping[uuid.UUID, Exception]:
        """By session, what `actor` would raise for each of these callers, in one query."""

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

    def run(self, items: Sequence[Any], /) -> list[Any]:
        """Write items from a thread and wait for their answers or exceptions."""


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

# The same of many people in one query.
TopicsOfMany = Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, Mapping[str, int]]]
# Topics -> the present `rev` of those among them that this app orders by it.
RevsOf = Callable[[Collection[str]], Mapping[str, int]]

_operations: dict[str, Operation] = {}
_submissions: dict[str, Submit] = {}
_topics: list[tuple[TopicsOf, TopicsOfMany]] = []
_revs: list[RevsOf] = []
_authenticator: list[Authenticator] = []
_notices: dict[str, Callable[[], None]] = {}


def register_operation(name: str, operation: Operation) -> None:
    """Offer the socket operation `name`."""
    _operations[name] = operation


def register_submission(name: str, submit: Submit) -> None:
    """Offer the socket operation `name`, written by a group committer."""
    _submissions[name] = submit


def register_topics(topics_of: TopicsOf, *, of_many: TopicsOfMany) -> None:
    """Say which topics a person's sockets hear; called at each connect, and for open sockets of
    many people again and again.
    """
    _topics.append((topics_of, of_many))


def register_revs(revs_of: RevsOf) -> None:
    """Say how far topics have come; asked again and again, in case that the bus lost a hint."""
    _revs.append(revs_of)


def register_notice(name: str, heed: Callable[[], None]) -> None:
    """Say what a process does when that notice is given to all of them: forget something that it
    remembers, say. It is called in the event loop: no I/O.
    """
    _notices[name] = heed


def heed_notice(name: str) -> None:
    """Do what belongs to a notice; nothing where it is of a newer version of the program."""
    if name in _notices:
        _notices[name]()


def heed_all_notices() -> None:
    """Heed whatever may have been missed."""
    for heed in _notices.values():
        heed()


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
    for source, _ in _topics:
        found |= source(user_id)
    return found


def topics_of_many(user_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    """`topics_of` for each of these people, in as many queries as for one."""
    found: dict[uuid.UUID, dict[str, int]] = {user_id: {} for user_id in user_ids}
    # The answers are not for whoever happened to make us ask.
    with acting_as_program():
        for _, source in _topics:
            for user_id, topics in source(user_ids).items():
                found[user_id] |= topics
    return found


def revs_of(topics: Collection[str]) -> dict[str, int]:
    """The present `rev` of those among the topics that have one."""
    found: dict[str, int] = {}
    with acting_as_program():
        for source in _revs:
            found |= source(topics)
    return found


def authenticator() -> Authenticator:
    """The one authenticator."""
    return _authenticator[0]
