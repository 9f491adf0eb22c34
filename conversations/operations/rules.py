"""Saving the rules of a space: what all changes of roles, overrides, channels and headings end
with.
"""

from chatty.core.clock import now
from chatty.core.ids import new_id
from chatty.realtime.publish import Control, publish
from chatty.realtime.topics import space_topic
from conversations.events import SpaceUpdated
from conversations.models import Space, SpaceRole
from conversations.wire import shared_space_json


def save_rules(space: Space, *fields: str) -> None:
    """Give a locked space, whose rules were just changed, a new `structure`, and store it with
    `fields`. Everyone is told, and every socket in the space hears what it may from now on.
    """
    space.structure = new_id()
    _save(space, "structure", *fields, control=Control(look=True))


def save_space(space: Space, *fields: str) -> None:
    """Store `fields` of a locked space, which nothing follows from, and tell everyone."""
    _save(space, *fields, control=None)


def _save(space: Space, *fields: str, control: Control | None) -> None:
    space.updated_at = now()
    space.save(update_fields=["updated_at", *fields])
    roles = SpaceRole.objects.filter(space_id=space.id)
    publish(space_topic(space.id), SpaceUpdated(shared_space_json(space, roles)), control=control)
