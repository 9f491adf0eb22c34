"""Saving the rules of a space: what all changes of roles, overrides, channels and headings end
with.
"""

import uuid

from chatty.core.clock import now
from chatty.core.errors import Forbidden
from chatty.core.ids import new_id
from chatty.realtime.publish import Control, publish
from chatty.realtime.topics import space_topic
from conversations.access import InSpace
from conversations.access.structures import structure_of
from conversations.events import SpaceUpdated
from conversations.models import Space, SpaceRole
from conversations.rules.permissions import NOBODY
from conversations.wire import shared_space_json


def save_rules(space: Space, *fields: str) -> None:
    """Give a locked space, whose rules were just changed, a new `structure`, and store it with
    `fields`. Everyone is told, and every socket in the space hears what it may from now on.
    """
    space.structure = new_id()
    _save(space, "structure", *fields, control=Control(look=True))


def save_rules_seen(here: InSpace) -> None:
    """`save_rules` for a change by a member who may not see every channel: Forbidden where it would
    let anybody with one role, or none, into a channel that the member does not see themselves.
    """
    save_rules(here.space)
    seen = here.rules.permissions_by_channel(
        user_id=here.member.user_id, role_ids=here.member.role_ids
    )
    hidden = here.rules.channels.keys() - seen.keys()
    if not hidden:
        return
    after = structure_of(here.space.id, here.space.structure)
    for roles in (frozenset[uuid.UUID](), *(frozenset([name]) for name in after.roles)):
        before, now_seen = (
            rules.permissions_by_channel(user_id=NOBODY, role_ids=roles).keys()
            for rules in (here.rules, after)
        )
        if hidden & (now_seen - before):
            raise Forbidden("This would open a channel that is not yours to open.")


def save_space(space: Space, *fields: str) -> None:
    """Store `fields` of a locked space, which nothing follows from, and tell everyone."""
    _save(space, *fields, control=None)


def _save(space: Space, *fields: str, control: Control | None) -> None:
    space.updated_at = now()
    space.save(update_fields=["updated_at", *fields])
    roles = SpaceRole.objects.filter(space_id=space.id)
    publish(space_topic(space.id), SpaceUpdated(shared_space_json(space, roles)), control=control)
