"""What a member of a space is to the others: their roles and nickname; and removing them.

All of it under the space's lock, so that of two who change each other at once the second finds what
the first has left.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from accounts.rules.texts import clean_display_name
from chatty.core.errors import Forbidden, Invalid, VersionConflict
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from chatty.realtime.publish import Control, publish
from chatty.realtime.topics import user_topic
from conversations.access import InSpace, find_space_member, lock_space, require_in_space
from conversations.access.ranks import (
    require_above_member,
    require_no_gain,
    require_to_give,
)
from conversations.events import PersonalSpaceUpdated
from conversations.models import SpaceMember
from conversations.operations.space_members import depart_space, tell_of_member
from conversations.rules.imitation import poses_as_staff
from conversations.rules.names import sort_name
from conversations.rules.permissions import space_permissions


def change_space_member(
    *,
    actor: User,
    space_id: object,
    user_id: object,
    changes: Mapping[str, Any],
    seen: Mapping[str, Any] | None = None,
) -> SpaceMember:
    """Change any of `nickname` (None for none) and `role_ids` (all that they have from now on).

    `seen`: what the actor had before them when they chose, the same fields. Then only what they
    made different counts: roles that came or went meanwhile stay so, and a nickname that is a third
    one by now is a VersionConflict with `current`.

    Everyone changes their own nickname; the rest takes manage_roles and a higher rank than
    theirs. Nobody gives or takes a role as high as their own, but lays down their own; and nobody
    lets anybody, themselves among them, do what they may not. NotFound, Forbidden, Invalid,
    RateLimited.
    """
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    with transaction.atomic():
        here = lock_space(space_id, viewer=actor)
        member = _lock_member(user_id, here, has_place="nickname" in changes)
        member.space = here.space
        is_own = member.user_id == actor.id
        before = _told(member)
        if not is_own or "role_ids" in changes:
            require_in_space(here, "manage_roles")
        if not is_own:
            require_above_member(member, within=here)
        if seen is not None:
            changes = _made_different(changes, seen, member, here)
        if "nickname" in changes:
            member.nickname = _clean_nickname(changes["nickname"], actor)
            member.sort_name = sort_name(member.nickname or member.user.display_name)
        if "role_ids" in changes:
            wanted = _wanted_roles(changes["role_ids"], here)
            _require_to_hand_out(member, wanted, here, is_own=is_own)
            member.role_ids = wanted
        after = _told(member)
        if after != before:
            has_other_roles = after["role_ids"] != before["role_ids"]
            has_other_name = after["nickname"] != before["nickname"]
            member.save(
                update_fields=[
                    *(["nickname", "sort_name"] if has_other_name else []),
                    *(["role_ids"] if has_other_roles else []),
                ]
            )
            _record(actor, member, "space.member_change", before=before, after=after)
            tell_of_member(member)
            _tell_own_devices(member, here, has_other_roles=has_other_roles)
        return member


def remove_space_member(*, actor: User, space_id: object, user_id: object) -> None:
    """Remove a member of lower rank; their open sockets lose the space at once, and the invites
    that they have made let nobody in any more. NotFound, Forbidden, RateLimited.
    """
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    with transaction.atomic():
        here = lock_space(space_id, viewer=actor)
        member = find_space_member(user_id, within=here)
        if member.user_id == actor.id:
            raise Forbidden("Leave the space instead.")
        require_in_space(here, "remove_members")
        require_above_member(member, within=here)
        _record(actor, member, "space.member_remove", before=_told(member))
        depart_space(here.space, member, reason="removed")


def merged_roles(
    now: Iterable[uuid.UUID], *, seen: Iterable[uuid.UUID], chosen: Iterable[uuid.UUID]
) -> set[uuid.UUID]:
    """The roles that somebody has now, with those given that were chosen and not seen, and without
    those that were seen and not chosen.
    """
    return (set(now) | (set(chosen) - set(seen))) - (set(seen) - set(chosen))


def _lock_member(user_id: object, here: InSpace, *, has_place: bool) -> SpaceMember:
    """The member, whose row nobody else writes now. Where their place in the list may follow from
    their name, the person is locked before it, as `sort_by_new_name` does: so it is their present
    name, and stays it.
    """
    if has_place:
        found = find_space_member(user_id, within=here)
        User.objects.select_for_update(no_key=True).only("id").get(id=found.user_id)
    return find_space_member(user_id, within=here, is_locked=True)


def _made_different(
    changes: Mapping[str, Any], seen: Mapping[str, Any], member: SpaceMember, here: InSpace
) -> dict[str, Any]:
    """What is to be changed of what is there now."""
    left: dict[str, Any] = {}
    if "nickname" in changes and (name := changes["nickname"] or "") != (seen["nickname"] or ""):
        if member.nickname not in (seen["nickname"] or "", name):
            raise VersionConflict(
                "Their nickname was changed in the meantime. Look at `current`.",
                current=_told(member),
            )
        left["nickname"] = name
    if "role_ids" in changes:
        held = set(member.role_ids) & here.rules.roles.keys()
        wanted = merged_roles(held, seen=seen["role_ids"], chosen=changes["role_ids"])
        if wanted != held:
            left["role_ids"] = sorted(wanted)
    return left


def _clean_nickname(text: str | None, actor: User) -> str:
    if not (text or "").strip():
        return ""
    try:
        name = clean_display_name(text or "", at_most=limits.display_name_code_points)
    except ValueError as error:
        raise Invalid(errors={"nickname": [str(error)]}) from None
    if not actor.is_staff and poses_as_staff(name, operator=settings.OPERATOR, is_role=True):
        raise Invalid(errors={"nickname": ["This name is kept for those who run this server."]})
    return name


def _wanted_roles(role_ids: Sequence[uuid.UUID], here: InSpace) -> list[uuid.UUID]:
    """These roles, each once; Invalid for one that is none of the space's, and for @everyone."""
    wanted = set(role_ids)
    assignable = here.rules.roles.keys() - {here.rules.everyone.id}
    if unknown := sorted(map(str, wanted - assignable)):
        raise Invalid(errors={"role_ids": [f"No roles to give here: {', '.join(unknown)}."]})
    return sorted(wanted)


def _require_to_hand_out(
    member: SpaceMember, wanted: Sequence[uuid.UUID], here: InSpace, *, is_own: bool
) -> None:
    roles, held = here.rules.roles, set(member.role_ids)
    given, taken = set(wanted) - held, (held - set(wanted)) & roles.keys()
    # One's own highest role one may lay down, and not take up again.
    for name in given | (set() if is_own else taken):
        if roles[name].position >= here.rank:
            raise Forbidden("Nobody gives or takes a role as high as their own.")
    require_to_give({one for name in given for one in roles[name].allow}, here.permissions)
    require_no_gain(member, wanted, within=here)


def _tell_own_devices(member: SpaceMember, here: InSpace, *, has_other_roles: bool) -> None:
    state: dict[str, Any] = {"nickname": member.nickname or None}
    if has_other_roles:
        held = space_permissions(here.rules, user_id=member.user_id, role_ids=member.role_ids)
        state |= {
            "my_role_ids": sorted(map(str, member.role_ids)),
            "my_permissions": sorted(held),
        }
    publish(
        user_topic(member.user_id),
        PersonalSpaceUpdated(str(here.space.id), state),
        # With other roles other channels are to be heard.
        control=Control(look=True) if has_other_roles else None,
    )


def _told(member: SpaceMember) -> dict[str, Any]:
    return {
        "nickname": member.nickname or None,
        "role_ids": sorted(map(str, member.role_ids)),
    }


def _record(actor: User, member: SpaceMember, action: str, **told: Any) -> None:
    record_audit_entry(
        actor=actor,
        action=action,
        target_type="space",
        target_id=member.space_id,
        details={"what": "member", "user_id": str(member.user_id), **told},
    )
