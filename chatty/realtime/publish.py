"""Publishing: one event to one topic, after commit, from operations only.

The channel layer carries it once to each process; the hub there fans it out. Whatever is
published is already committed, so a lost publish costs a delay and never a message: clients see
`rev` jump and ask `changes`.
"""

import asyncio
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Protocol

from django.db import transaction

from chatty.realtime.frames import event_frame
from chatty.realtime.outgoing import Outgoing
from chatty.realtime.topics import conversation_topic

_is_hushed: ContextVar[bool] = ContextVar("chatty_publish_hushed", default=False)


class Event(Protocol):
    """What apps publish: a frozen dataclass with its wire name."""

    name: ClassVar[str]

    def data(self) -> dict[str, Any]:
        """The event's `d`."""


@dataclass(frozen=True, slots=True)
class Control:
    """What the hub does with an event besides sending it. Ids are text, as they travel.

    On a user's topic: `subscribe`, `unsubscribe` (topics) for all that person's sockets;
    `close` (a close code, sent after the event) for those of `sessions`, or of
    `connections`, or all. On a conversation's topic: `revoke` (users), whose sockets
    leave the topic before the event is sent; `end`: after it, every socket leaves. `look`, on any
    topic: what its hearers may hear has changed, and is asked of the apps again, at once.
    `horizons`: the place from which on these sockets may hear of a topic, where that is
    not its beginning. On the topic of everyone: `notice`, what every process is to heed
    (`registry.register_notice`) before its sockets hear the event.
    """

    subscribe: Sequence[str] = ()
    horizons: Mapping[str, int] = field(default_factory=dict)
    unsubscribe: Sequence[str] = ()
    revoke: Sequence[str] = ()
    end: bool = False
    look: bool = False
    close: int | None = None
    sessions: Sequence[str] = ()
    connections: Sequence[str] = ()
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Unseen:
    """In the place of an event about what lies before its hearer's time: it carries `rev` alone."""

    name: ClassVar[str] = "unseen"

    def data(self) -> dict[str, Any]:
        return {}


def publish(
    topic: str,
    event: Event | None,
    *,
    conversation_id: uuid.UUID | None = None,
    rev: int | None = None,
    control: Control | None = None,
    veils: Mapping[int, Event] | None = None,
    stamp: float | None = None,
) -> None:
    """Send `event` to `topic` once the transaction commits (now, outside one).

    `rev` orders a topic's events. `veils`: what is told instead to those whose horizon in the topic
    lies above a place; of several places the highest counts. `stamp` orders a topic's events of
    which only the newest counts: one that comes after a newer one is not told.
    """
    if _is_hushed.get():
        return

    def framed(told: Event) -> bytes:
        return event_frame(told.name, told.data(), conversation_id=conversation_id, rev=rev)

    message: dict[str, Any] = {
        "type": "hub.event",
        "topic": topic,
        "frame": None if event is None else framed(event),
        # Only the conversation's own topic carries every `rev` and so has an order.
        "rev": rev if _is_of(topic, conversation_id) else None,
        "control": _sparse(control),
    }
    if veils:
        message["veils"] = [[place, framed(told)] for place, told in sorted(veils.items())]
    if stamp is not None:
        message["stamp"] = stamp
    transaction.on_commit(lambda: _send(topic, message), robust=True)


@contextmanager
def hushed() -> Iterator[None]:
    """Publish nothing of what is written here: what is brought in from the past is no news.

    Open clients find it as they find what they missed, by `rev`, `changes` and `sync`.
    """
    token = _is_hushed.set(True)
    try:
        yield
    finally:
        _is_hushed.reset(token)


def _is_of(topic: str, conversation_id: uuid.UUID | None) -> bool:
    return conversation_id is not None and topic == conversation_topic(conversation_id)


def _sparse(control: Control | None) -> dict[str, Any] | None:
    if control is None:
        return None
    nothing: tuple[Any, ...] = ((), [], {}, None, False)
    return {key: value for key, value in asdict(control).items() if value not in nothing}


_outgoing = Outgoing()


def _send(_topic: str, message: dict[str, Any]) -> None:
    """Hand the message to the loop that talks to the channel layer, without waiting for it."""
    _outgoing.put(message, publishing_loop())


def deliver_by(deliver: Callable[[Mapping[str, Any]], None] | None) -> None:
    """What this process publishes its own sockets hear by `deliver`, in the publishing loop."""
    _outgoing.deliver = deliver


def is_failing() -> bool:
    """Whether what this process published a moment ago could not reach the others."""
    return _outgoing.is_failing


_loop: asyncio.AbstractEventLoop | None = None
_lock = threading.Lock()


def use_loop(loop: asyncio.AbstractEventLoop | None) -> None:
    """A web process publishes from its server's loop."""
    global _loop  # noqa: PLW0603 - one loop a process
    _loop = loop


def publishing_loop() -> asyncio.AbstractEventLoop:
    """The loop that publishes; processes without a server (worker, commands) get one in a
    thread.
    """
    global _loop  # noqa: PLW0603 - one loop a process
    with _lock:
        if _loop is None or _loop.is_closed():
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="publish", daemon=True).start()
        return _loop
