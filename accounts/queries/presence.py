"""Reading presence: the status from Redis, the rest from the person's row."""

import threading
import time
import uuid
from collections.abc import Collection, Sequence
from typing import Final

from accounts.models import User
from accounts.rules.privacy import EVERYONE
from chatty.core.acting import acting_as_program
from chatty.core.errors import Invalid
from chatty.core.limits import limits
from chatty.core.prepared import run_prepared
from chatty.realtime.presence import read_people_there, read_statuses

# An unset setting is that everyone may know.
_HIDING: Final = """
SELECT id FROM users WHERE id = ANY(%(people)s)
  AND COALESCE(privacy_settings ->> 'last_seen', %(everyone)s) <> %(everyone)s
"""


class _Known:
    """What a process remembers for a moment."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.until = 0.0
        self.people: frozenset[uuid.UUID] = frozenset()


_known = _Known()


def list_watchable(user_ids: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """Which of these are people: on one server everyone may watch everyone. Invalid for too many.

    Who hides their presence is watched like anybody else: a refusal would tell that they do.
    """
    wanted = set(user_ids)
    if len(wanted) > limits.presence_watched:
        raise Invalid(errors={"user_ids": [f"Watch at most {limits.presence_watched} people."]})
    return list(User.objects.filter(id__in=wanted, is_active=True).values_list("id", flat=True))


def read_presence(user_ids: Sequence[uuid.UUID]) -> list[tuple[User, str | None]]:
    """These people with the status that each shows; None without Redis."""
    statuses = read_statuses(user_ids) or {}
    people = User.objects.filter(id__in=user_ids).order_by("id")
    return [(person, statuses.get(person.id)) for person in people]


def status_of(person: User) -> str | None:
    """The status that one person shows; None without Redis."""
    return (read_statuses([person.id]) or {}).get(person.id)


def people_seen() -> frozenset[uuid.UUID]:
    """Everyone whom everyone may see to be there: who hides their presence is not among them, and
    without Redis nobody is. Remembered for a few seconds.
    """
    with _known.lock:
        if time.monotonic() >= _known.until:
            _known.people = _read_people_seen()
            _known.until = time.monotonic() + limits.space_online_seconds
        return _known.people


def forget_people_seen() -> None:
    """Look again at the next question (tests)."""
    _known.until = 0.0


def _read_people_seen() -> frozenset[uuid.UUID]:
    there = read_people_there()
    if not there:
        return frozenset()
    with acting_as_program():
        rows = run_prepared(_HIDING, {"people": list(there), "everyone": EVERYONE})
    return there - {row[0] for row in rows}
