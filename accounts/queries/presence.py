"""Reading presence: the status from Redis, the rest from the person's row."""

import uuid
from collections.abc import Collection, Sequence

from accounts.models import User
from chatty.core.errors import Invalid
from chatty.core.limits import limits
from chatty.realtime.presence import read_statuses


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
