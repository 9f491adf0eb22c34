"""Spaces of the demo: made by their owners, entered by invite, filled channel by channel."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from chatty.core.clock import played_at
from chatty.ops.demo.script import Scene, moment_of
from conversations.models import Space
from conversations.operations.space_invites import accept_space_invite, create_space_invite
from conversations.operations.space_standing import change_space_member
from conversations.operations.spaces import create_space
from conversations.wire import SpaceJSON

_ONE_AFTER_THE_OTHER = timedelta(minutes=7)


@dataclass(frozen=True, kw_only=True)
class SpaceScene:
    """A space: who is in it (the first one owns it), how it is built, and what is said where."""

    key: str
    cast: Sequence[str]
    began: str
    template: Mapping[str, Any]
    rooms: Sequence[Scene]
    """What is said in its channels, by their titles."""
    roles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Who holds which role, the owner among them."""


def start_space(scene: SpaceScene, people: Mapping[str, User], *, present: datetime) -> SpaceJSON:
    """Make the space and have everybody come into it with their roles."""
    owner, *others = [people[name] for name in scene.cast]
    moment = moment_of(scene.began, present=present)
    with played_at(moment):
        made = create_space(actor=owner, template=dict(scene.template))
        invite = create_space_invite(actor=owner, space_id=made["id"])
    for other in others:
        moment += _ONE_AFTER_THE_OTHER
        with played_at(moment):
            accept_space_invite(actor=other, code=invite.code)
    with played_at(moment):
        _give_roles(scene, made, people, owner)
    Space.objects.filter(id=made["id"]).update(created_at=moment_of(scene.began, present=present))
    return made


def _give_roles(
    scene: SpaceScene, made: SpaceJSON, people: Mapping[str, User], owner: User
) -> None:
    ids = {role["name"]: uuid.UUID(role["id"]) for role in made["roles"]}
    for name in scene.cast:
        held = [ids[role] for role, who in scene.roles.items() if name in who]
        if held:
            change_space_member(
                actor=owner,
                space_id=made["id"],
                user_id=people[name].id,
                changes={"role_ids": held},
            )
