"""Presence: what people show of it, who is told, and when they were last seen."""

from collections.abc import Sequence

from accounts.events import PresenceUpdated
from accounts.models import User
from accounts.wire import PresenceJSON, presence_json, shows_presence
from chatty.core.errors import Invalid
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from chatty.realtime.presence import (
    DND,
    OFFLINE,
    PresenceChange,
    choose_status,
    read_status_at,
    read_statuses,
    say_status,
)
from chatty.realtime.publish import publish
from chatty.realtime.topics import presence_topic, user_topic


def set_presence(
    *, actor: User, status: str, connection_id: str = "", is_automatic: bool = False
) -> PresenceJSON:
    """Show another presence; the answer is what one shows now, status None without Redis.

    `dnd` and `offline` (invisible) are for all sockets and stay until something else is set.
    `online` and `away` are for one socket, or for all without `connection_id`; they end the former
    two, unless they are set by a program that looks whether somebody is there (`is_automatic`).
    RateLimited; Invalid for an automatic `dnd` or `offline`.
    """
    take("presence", actor.id, per_minute(limits.presence_per_minute))
    if status not in (DND, OFFLINE):
        say_status(actor.id, connection_id, status, is_choice=not is_automatic)
    elif is_automatic:
        raise Invalid(errors={"automatic": ["Only online and away are found out by programs."]})
    else:
        choose_status(actor.id, status)
    statuses = read_statuses([actor.id]) or {}
    actor.refresh_from_db(fields=["last_seen_at"])
    return presence_json(actor, viewer=actor, status=statuses.get(actor.id))


def note_presence(changes: Sequence[PresenceChange]) -> None:
    """People came, went or show something else: note who was last seen when, tell who watches."""
    found = {change.user_id: change for change in changes}
    people = list(User.objects.filter(id__in=found).order_by("id"))
    gone = []
    for person in people:
        change = found[person.id]
        if change.status == OFFLINE and (
            person.last_seen_at is None or person.last_seen_at < change.at
        ):
            person.last_seen_at = change.at
            gone.append(person)
    User.objects.bulk_update(gone, ["last_seen_at"], batch_size=500)
    for person in people:
        status, order = found[person.id].status, found[person.id].order
        if shows_presence(person):
            seen = presence_json(person, viewer=None, status=status)
            # Two processes may tell of two changes in either order.
            publish(presence_topic(person.id), PresenceUpdated(seen), stamp=order)
        else:
            _tell_own_devices(person, status, stamp=order)


def announce_presence(person: User) -> None:
    """What others may see of somebody has changed (privacy, status line), though not the status.
    Called when that is committed.
    """
    found = read_status_at(person.id)
    if found is None:
        return
    status, looked_at = found
    seen = presence_json(person, viewer=None, status=status)
    # They may come or go meanwhile, and that may be told before this.
    publish(presence_topic(person.id), PresenceUpdated(seen), stamp=looked_at)
    if not shows_presence(person):
        _tell_own_devices(person, status, stamp=looked_at)


def _tell_own_devices(person: User, status: str, *, stamp: float) -> None:
    own = presence_json(person, viewer=person, status=status)
    publish(user_topic(person.id), PresenceUpdated(own), stamp=stamp)
