"""Overrides: what a role, or one person, may and may not in a channel or under a heading."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from chatty.core.errors import Forbidden, Invalid, NotFound, VersionConflict
from chatty.core.ids import read_id
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from conversations.access import InSpace, lock_space
from conversations.access.overrides import Place, find_place
from conversations.access.ranks import (
    find_role,
    require_above_member,
    require_above_role,
    require_to_give,
)
from conversations.models import Override, SpaceMember
from conversations.operations.rules import note_gone, save_rules_seen
from conversations.wire import override_json


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom an override is for: ids as clients name them, one of the two."""

    role_id: object = None
    user_id: object = None


def set_override(
    *,
    actor: User,
    space_id: object,
    channel_id: object = None,
    category_id: object = None,
    subject: Subject,
    allow: Sequence[str],
    deny: Sequence[str],
    base_version: int | None = None,
) -> Override:
    """Say what a role or a member may and may not in one channel, or under one category.

    `base_version` is the version that was seen there, 0 where nothing was said: VersionConflict
    with `current` if it has moved on. It takes manage_roles there, and a higher rank than theirs.
    Nobody decides on a permission that they lack there themselves, be it to allow, to deny, or to
    take back. NotFound, Forbidden, Invalid, RateLimited.
    """
    if both := sorted(set(allow) & set(deny)):
        raise Invalid(errors={"deny": [f"Allow or deny, not both: {', '.join(both)}."]})
    with transaction.atomic():
        here = _lock(actor, space_id)
        place = find_place(channel_id=channel_id, category_id=category_id, within=here)
        fields = _require_below(subject, here, must_be_there=True)
        override = _find_or_begin(here, place, fields)
        if base_version is not None and base_version != override.version:
            raise VersionConflict(
                "Somebody else changed this in the meantime. Look at `current`.",
                current=override_json(override),
            )
        if _change(override, allow, deny, place):
            _store(here, place, override)
            _record(actor, override, place, after=_told(override))
            save_rules_seen(here)
        return override


def answer_override(
    *,
    actor: User,
    space_id: object,
    channel_id: object = None,
    category_id: object = None,
    subject: Subject,
    answers: Mapping[str, str],
) -> None:
    """Answer single permissions with `allow`, `deny` or `inherit`, and leave the others as they
    are, whoever has set them; where nothing is left to say, nothing stays.

    Refusals as in `set_override`.
    """
    with transaction.atomic():
        here = _lock(actor, space_id)
        place = find_place(channel_id=channel_id, category_id=category_id, within=here)
        override = _find_or_begin(here, place, _require_below(subject, here, must_be_there=True))
        before = _told(override)
        said = {
            side: [
                *(name for name in before[side] if name not in answers),
                *(name for name, answer in answers.items() if answer == side),
            ]
            for side in ("allow", "deny")
        }
        if not _change(override, said["allow"], said["deny"], place):
            return
        if said["allow"] or said["deny"]:
            _store(here, place, override)
            _record(actor, override, place, after=_told(override))
        else:
            _record(actor, override, place, before=before)
            _remove(here, override)
        save_rules_seen(here, "gone_override_version")


def clear_override(
    *,
    actor: User,
    space_id: object,
    channel_id: object = None,
    category_id: object = None,
    subject: Subject,
) -> None:
    """Take an override back, also one of somebody who has left; where there is none it stays so.

    Refusals as in `set_override`.
    """
    with transaction.atomic():
        here = _lock(actor, space_id)
        place = find_place(channel_id=channel_id, category_id=category_id, within=here)
        fields = _require_below(subject, here, must_be_there=False)
        override = _rows(here, place).filter(**fields).first()
        if override is None:
            return
        require_to_give({*override.allow, *override.deny}, place.held)
        _record(actor, override, place, before=_told(override))
        _remove(here, override)
        save_rules_seen(here, "gone_override_version")


def _lock(actor: User, space_id: object) -> InSpace:
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    return lock_space(space_id, viewer=actor)


def _rows(here: InSpace, place: Place) -> QuerySet[Override]:
    return Override.objects.filter(space_id=here.space.id, **place.fields)


def _find_or_begin(here: InSpace, place: Place, fields: Mapping[str, uuid.UUID]) -> Override:
    """The override of a subject; where there is none a new one, whose version is 0."""
    override = _rows(here, place).filter(**fields).first()
    return override or Override(space=here.space, version=0, **place.fields, **fields)


def _store(here: InSpace, place: Place, override: Override) -> None:
    """Save it as another version, a new one above all that are gone; Invalid for a new one where
    there are as many as may be.
    """
    if override.version == 0:
        if _rows(here, place).count() >= limits.overrides_per_place:
            text = f"There are at most {limits.overrides_per_place} overrides in one place."
            raise Invalid(errors={"allow": [text]})
        override.version = here.space.gone_override_version
    override.version += 1
    override.save()


def _remove(here: InSpace, override: Override) -> None:
    """Delete it; whoever calls this saves the rules with `gone_override_version`."""
    note_gone(here.space, [override])
    override.delete()


def _require_below(subject: Subject, here: InSpace, *, must_be_there: bool) -> dict[str, uuid.UUID]:
    """The columns of a subject that the actor may decide on: a lower role, a lower member, or,
    unless they must be there, somebody who is no member any more.
    """
    if subject.role_id is not None:
        role = find_role(subject.role_id, within=here)
        require_above_role(role, within=here)
        return {"role_id": role.id}
    known = read_id(subject.user_id)
    if known is None:
        raise NotFound("There is no such member.")
    present = SpaceMember.objects.filter(space_id=here.space.id, user_id=known, left_at=None)
    if (member := present.first()) is not None:
        if member.user_id == here.space.owner_id:
            raise Forbidden("Who owns the space may do everything.")
        require_above_member(member, within=here)
    elif must_be_there:
        raise NotFound("There is no such member.")
    return {"user_id": known}


def _change(override: Override, allow: Sequence[str], deny: Sequence[str], place: Place) -> bool:
    """Set both on an override; whether anything differs. Forbidden where it is not the actor's to
    decide.
    """
    wanted = {"allow": sorted(set(allow)), "deny": sorted(set(deny))}
    touched = (set(wanted["allow"]) ^ set(override.allow)) | (
        set(wanted["deny"]) ^ set(override.deny)
    )
    require_to_give(touched, place.held)
    override.allow, override.deny = wanted["allow"], wanted["deny"]
    return bool(touched)


def _told(override: Override) -> dict[str, list[str]]:
    return {"allow": sorted(override.allow), "deny": sorted(override.deny)}


def _record(actor: User, override: Override, place: Place, **told: Any) -> None:
    column = "user_id" if override.role_id is None else "role_id"
    subject = {column: str(override.role_id or override.user_id)}
    record_audit_entry(
        actor=actor,
        action="space.override_change",
        target_type="space",
        target_id=override.space_id,
        details={"what": "override", **place.told, **subject, **told},
    )
