"""Roles of a space: made, changed, ordered and deleted by who stands above them.

All of it under the space's lock, so that of two who change each other at once the second finds what
the first has left.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from chatty.core.errors import Forbidden, Invalid, VersionConflict
from chatty.core.jobs.outbox import start_job
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from conversations.access import InSpace, lock_space, require_in_space
from conversations.access.ranks import (
    find_role,
    permissions_at,
    require_above_role,
    require_to_give,
)
from conversations.models import SpaceRole
from conversations.operations.member_rows import FORGET_ROLE
from conversations.operations.rules import save_rules, save_rules_seen
from conversations.operations.templates import refuse_imitation
from conversations.rules.titles import clean_title
from conversations.wire import role_json

_TOLD: Final = ("name", "colour", "allow", "shown_apart")


def create_role(
    *,
    actor: User,
    space_id: object,
    name: str,
    colour: str | None = None,
    allow: Sequence[str] = (),
    shown_apart: bool = False,
) -> SpaceRole:
    """A role just above @everyone, which nobody has yet.

    It takes manage_roles and a role of one's own to stand below; and nobody gives it what they
    lack. Invalid for a name that another role has, and for too many.
    """
    clean = _clean_name(name)
    with transaction.atomic():
        here = _lock(actor, space_id)
        if here.rank == 0:
            raise Forbidden("A new role would stand as high as yours.")
        require_to_give(allow, here.permissions)
        if len(here.rules.roles) >= limits.roles_per_space:
            raise Invalid(errors={"name": [f"A space has at most {limits.roles_per_space} roles."]})
        role = SpaceRole(
            space=here.space,
            name=clean,
            colour=colour or "",
            position=1,
            allow=sorted(set(allow)),
            shown_apart=shown_apart,
        )
        _refuse_name(role, actor)
        SpaceRole.objects.filter(space_id=here.space.id, position__gte=1).update(
            position=F("position") + 1
        )
        role.save(force_insert=True)
        _record(actor, role, "space.role_create", after=_told(role))
        save_rules(here.space)
        return role


def change_role(
    *,
    actor: User,
    space_id: object,
    role_id: object,
    changes: Mapping[str, Any],
    base_version: int | None = None,
) -> SpaceRole:
    """Change any of `name`, `colour` (None for none), `allow`, `shown_apart`.

    It takes manage_roles and a higher rank than the role's; nobody gives it, or takes from it, what
    they lack. Of @everyone only `allow` can be changed. VersionConflict with `current`; Forbidden,
    Invalid, NotFound.
    """
    wanted = dict(changes)
    if "name" in wanted:
        wanted["name"] = _clean_name(wanted["name"])
    if "colour" in wanted:
        wanted["colour"] = wanted["colour"] or ""
    if "allow" in wanted:
        wanted["allow"] = sorted(set(wanted["allow"]))
    with transaction.atomic():
        here = _lock(actor, space_id)
        role = find_role(role_id, within=here)
        require_above_role(role, within=here)
        if base_version is not None and base_version != role.version:
            raise VersionConflict(
                "The role was changed in the meantime. Look at `current`.", current=role_json(role)
            )
        before = _told(role)
        changed = {field: value for field, value in wanted.items() if value != before[field]}
        if role.position == 0 and changed.keys() - {"allow"}:
            raise Invalid(errors={name: ["@everyone keeps this."] for name in changed})
        if "allow" in changed:
            require_to_give(set(changed["allow"]) ^ set(role.allow), here.permissions)
        for field, value in changed.items():
            setattr(role, field, value)
        if "name" in changed:
            _refuse_name(role, actor)
        if changed:
            role.version += 1
            role.save(update_fields=["version", *changed])
            told = {field: before[field] for field in changed}
            _record(actor, role, "space.role_change", before=told, after=changed)
            save_rules_seen(here)
        return role


def delete_role(*, actor: User, space_id: object, role_id: object) -> None:
    """Take a role from all who have it, for good; @everyone stays.

    It takes manage_roles and a higher rank than the role's. Where the role was denied something,
    its holders are denied it no more: who lacks that there themselves is refused.
    """
    with transaction.atomic():
        here = _lock(actor, space_id)
        role = find_role(role_id, within=here)
        if role.position == 0:
            raise Forbidden("Everyone has this role. It cannot be deleted.")
        require_above_role(role, within=here)
        _require_to_lift(role, here)
        _record(actor, role, "space.role_delete", before=_told(role))
        name, position = role.id, role.position
        role.delete()
        SpaceRole.objects.filter(space_id=here.space.id, position__gt=position).update(
            position=F("position") - 1
        )
        # It counts for nothing from now on; that its holders still name it is swept up later,
        # however many they are.
        start_job(FORGET_ROLE, space_id=str(here.space.id), role_id=str(name))
        save_rules(here.space)


def order_roles(*, actor: User, space_id: object, role_ids: Sequence[uuid.UUID]) -> list[SpaceRole]:
    """Put all roles but @everyone in an order, highest first.

    It takes manage_roles. Those at and above the actor's own rank stay where they are, so that
    nobody lifts a role above their own, or themselves. Invalid unless each role is named once.
    """
    if len(role_ids) > limits.roles_per_space:
        raise Invalid(errors={"role_ids": [f"Name at most {limits.roles_per_space}."]})
    with transaction.atomic():
        here = _lock(actor, space_id)
        rows = SpaceRole.objects.filter(space_id=here.space.id)
        roles = {role.id: role for role in rows.order_by("-position")}
        everyone = here.rules.everyone.id
        before = [name for name in roles if name != everyone]
        _refuse_other_names(role_ids, before)
        fixed = [name for name in before if roles[name].position >= here.rank]
        if list(role_ids[: len(fixed)]) != fixed:
            raise Forbidden("Roles as high as yours, or higher, stay where they are.")
        if list(role_ids) != before:
            for position, name in enumerate(reversed(role_ids), 1):
                roles[name].position = position
            SpaceRole.objects.bulk_update(roles.values(), ["position"])
            _record_order(actor, here, before, role_ids)
            save_rules(here.space)
        return sorted(roles.values(), key=lambda role: -role.position)


def _lock(actor: User, space_id: object) -> InSpace:
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    here = lock_space(space_id, viewer=actor)
    require_in_space(here, "manage_roles")
    return here


def _clean_name(text: str) -> str:
    try:
        return clean_title(text, at_most=limits.role_name_code_points)
    except ValueError as error:
        raise Invalid(errors={"name": [str(error)]}) from None


def _refuse_name(role: SpaceRole, actor: User) -> None:
    """Invalid for a name that another role has, or that speaks for everyone or for the server."""
    refuse_imitation(role.name, actor=actor, field="name")
    others = SpaceRole.objects.filter(space_id=role.space_id).exclude(id=role.id)
    taken = {name.casefold() for name in others.values_list("name", flat=True)}
    if role.name.casefold() in taken:
        raise Invalid(errors={"name": ["Another role has this name."]})


def _require_to_lift(role: SpaceRole, here: InSpace) -> None:
    for place_id, overrides in here.rules.overrides.items():
        for one in overrides:
            if one.subject == role.id and one.deny:
                require_to_give(one.deny, permissions_at(place_id, within=here))


def _refuse_other_names(role_ids: Sequence[uuid.UUID], there: Sequence[uuid.UUID]) -> None:
    wrong = []
    if doubled := len(role_ids) - len(set(role_ids)):
        wrong.append(f"{doubled} named twice.")
    if foreign := sorted(map(str, set(role_ids) - set(there))):
        wrong.append(f"Not to be ordered here: {', '.join(foreign)}.")
    if missing := sorted(map(str, set(there) - set(role_ids))):
        wrong.append(f"Missing: {', '.join(missing)}.")
    if wrong:
        raise Invalid(errors={"role_ids": wrong})


def _told(role: SpaceRole) -> dict[str, Any]:
    return {field: getattr(role, field) for field in _TOLD}


def _record(actor: User, role: SpaceRole, action: str, **told: Any) -> None:
    record_audit_entry(
        actor=actor,
        action=action,
        target_type="space",
        target_id=role.space_id,
        details={"what": "role", "role_id": str(role.id), "name": role.name, **told},
    )


def _record_order(
    actor: User, here: InSpace, before: Sequence[uuid.UUID], after: Sequence[uuid.UUID]
) -> None:
    record_audit_entry(
        actor=actor,
        action="space.role_order",
        target_type="space",
        target_id=here.space.id,
        details={
            "what": "roles",
            "before": [str(name) for name in before],
            "after": [str(name) for name in after],
        },
    )
