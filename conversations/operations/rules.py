"""Saving the rules of a space: what all changes of roles, overrides, channels and headings end
with.
"""

import uuid
from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet

from chatty.core.clock import now
from chatty.core.errors import Forbidden
from chatty.core.ids import new_id
from chatty.realtime.publish import Control, publish
from chatty.realtime.topics import space_topic
from conversations.access import InSpace
from conversations.access.structures import structure_of
from conversations.events import SpaceUpdated
from conversations.models import Override, Space, SpaceMember, SpaceRole
from conversations.rules.permissions import NOBODY, Structure
from conversations.rules.showing import people_with_other_overrides, shows_by_the_way
from conversations.wire import shared_space_json


def save_rules(space: Space, *fields: str) -> None:
    """Give a locked space, whose rules were just changed, a new `structure`, and store it with
    `fields`. Everyone is told, and every socket in the space hears what it may from now on.
    """
    space.structure = new_id()
    _save(space, "structure", *fields, control=Control(look=True))


def save_rules_seen(here: InSpace, *fields: str) -> None:
    """`save_rules` for a change by a member who may not see every channel.

    What shows channels by the way, all that a role sees or that stand under a heading, takes
    manage_channels in the whole space: otherwise a refusal would tell that one of them is hidden.
    Those who hold it may know that, and are refused (Forbidden) where the change would let anybody
    into a channel that they do not see themselves.
    """
    save_rules(here.space, *fields)
    if here.is_owner:
        return
    after = structure_of(here.space.id, here.space.structure)
    if not shows_by_the_way(here.rules, after):
        return
    if "manage_channels" not in here.permissions:
        raise Forbidden(
            "This may show channels that you do not see, for which you need manage_channels too."
        )
    if hidden := here.rules.channels.keys() - here.visible.keys():
        _require_closed(hidden, here, after)


def _require_closed(hidden: AbstractSet[uuid.UUID], here: InSpace, after: Structure) -> None:
    """Forbidden where anybody with one role, or none, or with overrides of their own that were
    changed, sees one of these channels and did not.
    """
    members: list[tuple[uuid.UUID, Collection[uuid.UUID]]] = [
        (NOBODY, ()),
        *((NOBODY, [name]) for name in after.roles),
        *SpaceMember.objects.filter(
            space_id=here.space.id, user_id__in=people_with_other_overrides(here.rules, after)
        ).values_list("user_id", "role_ids"),
    ]
    for user_id, role_ids in members:
        before, now_seen = (
            rules.permissions_by_channel(user_id=user_id, role_ids=role_ids).keys()
            for rules in (here.rules, after)
        )
        if hidden & (now_seen - before):
            raise Forbidden("This would open a channel that is not yours to open.")


def note_gone(space: Space, overrides: Iterable[Override]) -> None:
    """Let later overrides of a locked space begin above these, which are about to be deleted. It is
    stored where the rules are saved with `gone_override_version`.
    """
    versions = [override.version for override in overrides]
    space.gone_override_version = max([space.gone_override_version, *versions])


def save_space(space: Space, *fields: str) -> None:
    """Store `fields` of a locked space, which nothing follows from, and tell everyone."""
    _save(space, *fields, control=None)


def _save(space: Space, *fields: str, control: Control | None) -> None:
    space.updated_at = now()
    space.save(update_fields=["updated_at", *fields])
    roles = SpaceRole.objects.filter(space_id=space.id)
    publish(space_topic(space.id), SpaceUpdated(shared_space_json(space, roles)), control=control)
