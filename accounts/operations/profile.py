"""Changing one's own account."""

from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

import orjson
from django.db import IntegrityError, transaction

from accounts.events import AccountUpdated
from accounts.models import User
from accounts.operations.presence import announce_presence
from accounts.rules.contact_details import clean_locale, clean_phone
from accounts.rules.preferences import holds_huge_number
from accounts.rules.privacy import changed_privacy
from accounts.rules.texts import clean_display_name, clean_line, clean_paragraphs
from accounts.wire import me_json
from chatty.core.errors import Invalid, VersionConflict
from chatty.core.jobs.outbox import start_job
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from chatty.realtime.publish import publish
from chatty.realtime.topics import user_topic

# Spaces stand above accounts; the job of this name is conversations'.
RENAMED = "conversations.renamed"
# Beside the status, which is nobody's to change here.
_SEEN_BY_WATCHERS = {"privacy_settings", "custom_status"}


def update_me(*, actor: User, changes: dict[str, Any], version: int | None = None) -> User:
    """Change one's own profile and settings; fields that are not in `changes` stay.

    `version` is the one that the change was made from: VersionConflict with `current` when it is
    not the present one. None applies to the present. Invalid with a text for each wrong field.
    RateLimited for who tries phone numbers: a refusal tells that somebody here has one.
    """
    if changes.get("phone"):
        take("lookup", actor.id, per_minute(limits.lookups_per_minute))
    try:
        with transaction.atomic():
            user = User.objects.select_for_update(no_key=True).get(id=actor.id)
            if version is not None and version != user.version:
                raise VersionConflict(
                    "Your account was changed elsewhere in the meantime.", current=me_json(user)
                )
            changed = _apply(user, changes)
            if changed:
                user.version += 1
                user.save(update_fields=[*changed, "version", "updated_at"])
                publish(user_topic(user.id), AccountUpdated(part="me"))
            if "display_name" in changed:
                # Lists of members are ordered by name.
                start_job(RENAMED, user_id=str(user.id))
        if not _SEEN_BY_WATCHERS.isdisjoint(changed):
            transaction.on_commit(lambda: announce_presence(user), robust=True)
    except IntegrityError:
        # The only unique field here; which account has the number is nobody's business.
        raise Invalid(errors={"phone": ["This number cannot be used."]}) from None
    return user


def _apply(user: User, changes: dict[str, Any]) -> list[str]:
    """Put the new values on `user`; the names of those that differ."""
    changed: list[str] = []
    wrong: dict[str, list[str]] = {}
    for field, value in changes.items():
        try:
            clean = _CLEANERS[field](user, value)
        except ValueError as error:
            wrong[field] = [str(error)]
            continue
        if clean != getattr(user, field):
            setattr(user, field, clean)
            changed.append(field)
    if wrong:
        raise Invalid("Some fields are not right.", errors=wrong)
    return changed


def _clean_time_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("Use a time zone such as Europe/Berlin.")
    return name


def _clean_preferences(value: dict[str, Any]) -> dict[str, Any]:
    if len(orjson.dumps(value)) > limits.preferences_bytes:
        raise ValueError(f"Use at most {limits.preferences_bytes} bytes.")
    if holds_huge_number(value):
        raise ValueError("Use numbers of at most 64 bits.")
    return value


_CLEANERS: dict[str, Callable[[User, Any], Any]] = {
    "display_name": lambda _, text: clean_display_name(
        text, at_most=limits.display_name_code_points
    ),
    "bio": lambda _, text: clean_paragraphs(text, at_most=limits.bio_code_points),
    "custom_status": lambda _, text: clean_line(text, at_most=limits.custom_status_code_points),
    "phone": lambda _, text: clean_phone(text) if text else None,
    "locale": lambda _, text: clean_locale(text),
    "time_zone": lambda _, name: _clean_time_zone(name),
    "privacy_settings": lambda user, value: changed_privacy(user.privacy_settings, value),
    "preferences": lambda _, value: _clean_preferences(value),
}
