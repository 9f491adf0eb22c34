"""Ordering the headings and channels of a space, all in one go."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from chatty.core.errors import Forbidden, Invalid
from chatty.core.limits import limits
from chatty.core.prepared import run_prepared
from chatty.core.rate_limit import per_minute, take
from conversations.access import InSpace, lock_space
from conversations.access.places import require_movable, require_under
from conversations.models import Category, Conversation
from conversations.operations.rules import save_rules
from conversations.queries.spaces import shape_space
from conversations.rules.channel_order import Group, order_faults
from conversations.wire import SpaceJSON

# In one statement that is planned once: who writes in one of the channels waits for its end.
_STORE = """
UPDATE conversations c SET category_id = new.heading, position = new.position
FROM unnest(%(rooms)s::uuid[], %(headings)s::uuid[], %(positions)s::int[])
  AS new (room, heading, position)
WHERE c.id = new.room
"""
_STORE_HEADINGS = """
UPDATE categories c SET position = new.position
FROM unnest(%(headings)s::uuid[], %(positions)s::int[]) AS new (heading, position)
WHERE c.id = new.heading
"""


def order_channels(*, actor: User, space_id: object, groups: Sequence[Group]) -> SpaceJSON:
    """Put every heading, and every channel that the actor may see, where `groups` has it: heading
    by heading (None: above all of them) with its channels. What is hidden from the actor stays
    under its heading, behind the others.

    Invalid names what is missing, named twice, or not of the space; Forbidden without
    manage_channels, and for moving a channel to where one may not (`access.places`).
    """
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    with transaction.atomic():
        here = lock_space(space_id, viewer=actor)
        require_under(None, within=here)
        categories = {one.id: one for one in Category.objects.filter(space_id=here.space.id)}
        # Locked in the order in which whoever writes in several locks them.
        rows = Conversation.objects.filter(space_id=here.space.id, deleted_at=None)
        channels = {
            one.id: one
            for one in rows.select_for_update(no_key=True)
            .order_by("id")
            .only("id", "category_id", "position")
        }
        visible = {name for name in channels if here.permissions_in(name)}
        if faults := order_faults(groups, categories=categories, channels=visible):
            raise Invalid("This is not the whole order.", errors={"categories": faults})
        moved = _place(here, groups, channels, visible)
        headings = _number(groups, categories)
        _store(moved, headings)
        if moved or headings:
            record_audit_entry(
                actor=actor,
                action="space.order",
                target_type="space",
                target_id=here.space.id,
                details={"what": "order", "moved": len(moved) + len(headings)},
            )
            save_rules(here.space)
        return shape_space(here.space.id, viewer=actor)


def _place(
    here: InSpace,
    groups: Sequence[Group],
    channels: dict[uuid.UUID, Conversation],
    visible: set[uuid.UUID],
) -> list[Conversation]:
    """The channels that stand elsewhere now, with their new places."""
    hidden: dict[uuid.UUID | None, list[Conversation]] = {}
    for one in sorted(channels.values(), key=lambda one: (one.position, one.id)):
        if one.id not in visible:
            hidden.setdefault(one.category_id, []).append(one)
    named = dict(groups)
    in_order: list[tuple[uuid.UUID | None, Conversation]] = [
        (heading, one)
        # Above all headings there may be hidden ones alone.
        for heading in [None, *(heading for heading in named if heading is not None)]
        for one in [*(channels[name] for name in named.get(heading, ())), *hidden.get(heading, [])]
    ]
    moved = []
    for position, (heading, one) in enumerate(in_order):
        if one.category_id != heading:
            _require_moving(here, one.id, heading)
        if (one.category_id, one.position) != (heading, position):
            one.category_id, one.position = heading, position
            moved.append(one)
    return moved


def _store(moved: Sequence[Conversation], headings: Sequence[Category]) -> None:
    if moved:
        run_prepared(
            _STORE,
            {
                "rooms": [one.id for one in moved],
                "headings": [one.category_id for one in moved],
                "positions": [one.position for one in moved],
            },
        )
    if headings:
        run_prepared(
            _STORE_HEADINGS,
            {
                "headings": [one.id for one in headings],
                "positions": [one.position for one in headings],
            },
        )


def _require_moving(here: InSpace, channel_id: uuid.UUID, heading: uuid.UUID | None) -> None:
    if "manage_channels" not in here.permissions_in(channel_id):
        raise Forbidden("Your roles do not allow this here (manage_channels).")
    require_under(heading, within=here)
    require_movable(channel_id, heading, within=here)


def _number(groups: Sequence[Group], categories: dict[uuid.UUID, Category]) -> list[Category]:
    """The headings that stand elsewhere now, with their new places."""
    moved = []
    named = [categories[heading] for heading, _ in groups if heading is not None]
    for position, one in enumerate(named):
        if one.position != position:
            one.position = position
            moved.append(one)
    return moved
