"""For whom this process asks the database, where row-level security is on (docs/decisions/0013).

Outside a transaction a web process reads as the person who asks, or as nobody. A transaction
writes, and what an operation has allowed must be written whole: it belongs to the program, as soon
as it is known who asks. Policies look at `chatty.actor`; the driver's cursors see to it that each
connection says the right one before each statement, so that no pooled connection brings along who
it was for before.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import psycopg
from psycopg.pq import TransactionStatus

NOBODY: Final = ""
PROGRAM: Final = "system"
SETTING: Final = "chatty.actor"

_actor: ContextVar[str] = ContextVar("chatty_actor", default=NOBODY)
# What connections say of themselves, as attributes of the driver's object.
_FOR_SESSION, _FOR_TRANSACTION = "_chatty_session_actor", "_chatty_transaction_actor"


def act_as(user_id: uuid.UUID) -> None:
    """From here to the end of the request or operation a person asks, who has been proved."""
    _actor.set(str(user_id))


@contextmanager
def acting_as_nobody() -> Iterator[None]:
    """A request: whoever asks has yet to prove who they are, and is forgotten when it ends."""
    token = _actor.set(NOBODY)
    try:
        yield
    finally:
        _actor.reset(token)


@contextmanager
def acting_as_program() -> Iterator[None]:
    """What is read here is for nobody in particular, or its caller has proved a right that no
    policy knows.
    """
    token = _actor.set(PROGRAM)
    try:
        yield
    finally:
        _actor.reset(token)


def _writes(raw: psycopg.Connection[Any]) -> bool:
    """Whether a connection is within a transaction."""
    return not raw.autocommit or raw.pgconn.transaction_status != TransactionStatus.IDLE


class Wall:
    """What cursors ask before each statement."""

    __slots__ = ("is_on", "writes")

    def __init__(self) -> None:
        self.is_on = False
        self.writes: Callable[[psycopg.Connection[Any]], bool] = _writes

    def tell(self, raw: psycopg.Connection[Any]) -> None:
        """Have a connection say for whom the next statement is, unless it does already."""
        status = raw.pgconn.transaction_status
        # After an error nothing is heard until the transaction, or a part of it, is rolled back.
        if status == TransactionStatus.INERROR:
            return
        actor = _actor.get()
        if actor and self.writes(raw):
            actor = PROGRAM
        if raw.autocommit and status == TransactionStatus.IDLE:
            if getattr(raw, _FOR_SESSION, NOBODY) != actor:
                _say(raw, actor, is_local=False)
                setattr(raw, _FOR_SESSION, actor)
            return
        begins = status == TransactionStatus.IDLE
        said = getattr(raw, _FOR_SESSION if begins else _FOR_TRANSACTION, NOBODY)
        if said != actor:
            _say(raw, actor, is_local=True)
        if begins:
            setattr(raw, _FOR_TRANSACTION, actor)
        elif said != actor:
            # What is said later is forgotten with its savepoint: from now on it is said each time.
            setattr(raw, _FOR_TRANSACTION, None)


def _say(raw: psycopg.Connection[Any], actor: str, *, is_local: bool) -> None:
    with psycopg.ClientCursor(raw) as cursor:
        cursor.execute("SELECT set_config(%s, %s, %s)", (SETTING, actor, is_local))


wall: Final = Wall()
