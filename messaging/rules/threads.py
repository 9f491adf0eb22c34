"""What a thread's first message says of the answers under it."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

# How many of those who wrote last are named.
PEOPLE: Final = 3


class Answer(NamedTuple):
    """An answer in a thread. `at` is its time as the wire has it."""

    seq: int
    sender_id: str
    at: str


def grown(thread: dict[str, Any] | None, answers: Sequence[Answer]) -> dict[str, Any]:
    """A thread with more answers, which are in order and later than all that it has."""
    last, known = answers[-1], thread or {"count": 0, "people": []}
    return {
        "count": known["count"] + len(answers),
        "last_seq": last.seq,
        "last_at": last.at,
        "people": _first([*(one.sender_id for one in reversed(answers)), *known["people"]]),
    }


def retold(count: int, newest: Sequence[Answer]) -> dict[str, Any] | None:
    """A thread of `count` answers, the newest of which are known, the last one first; None where
    nothing is left of it.
    """
    if count <= 0 or not newest:
        return None
    people = _first(one.sender_id for one in newest)
    last = newest[0]
    return {"count": count, "last_seq": last.seq, "last_at": last.at, "people": people}


def _first(people: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(people))[:PEOPLE]
