"""The headings that channels of a space stand under."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from chatty.core.errors import Invalid, VersionConflict
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from conversations.access import InSpace, lock_space
from conversations.access.places import find_category, require_movable, require_under
from conversations.models import Category, Conversation
from conversations.operations.rules import save_rules
from conversations.queries.places import place_of_category
from conversations.rules.titles import clean_title
from conversations.wire import category_json


def create_category(*, actor: User, space_id: object, title: str) -> Category:
    """A heading behind all others. Forbidden without manage_channels; Invalid; RateLimited."""
    clean = _clean(title)
    with transaction.atomic():
        here = _lock(actor, space_id)
        require_under(None, within=here)
        rows = Category.objects.filter(space_id=here.space.id)
        if rows.count() >= limits.categories_per_space:
            text = f"A space has at most {limits.categories_per_space} categories."
            raise Invalid(errors={"space_id": [text]})
        last: int | None = rows.aggregate(last=Max("position"))["last"]
        category = Category.objects.create(
            space=here.space, title=clean, position=0 if last is None else last + 1
        )
        _record(here, category, actor=actor, action="create", after={"title": clean})
        save_rules(here.space)
        return category


def change_category(
    *,
    actor: User,
    space_id: object,
    category_id: object,
    title: str,
    base_version: int | None = None,
) -> Category:
    """Give a heading another name. VersionConflict with `current` where somebody has done so since
    `base_version`; NotFound, Forbidden, Invalid, RateLimited.
    """
    clean = _clean(title)
    with transaction.atomic():
        here = _lock(actor, space_id)
        category = find_category(category_id, within=here)
        if base_version is not None and base_version != category.version:
            raise VersionConflict(
                "The category was changed in the meantime. Look at `current`.",
                current=category_json(category, place_of_category(category.id, within=here)),
            )
        before = category.title
        if clean != before:
            category.title = clean
            category.version += 1
            category.save(update_fields=["title", "version"])
            _record(
                here,
                category,
                actor=actor,
                action="change",
                before={"title": before},
                after={"title": clean},
            )
            save_rules(here.space)
        return category


def delete_category(*, actor: User, space_id: object, category_id: object) -> None:
    """Take a heading away, with its overrides; its channels then stand above all headings.

    Forbidden where somebody could do more in one of them then than now (`access.places`).
    """
    with transaction.atomic():
        here = _lock(actor, space_id)
        category = find_category(category_id, within=here)
        rows = Conversation.objects.filter(category_id=category.id)
        # In the order in which whoever writes in several locks them.
        for channel in rows.select_for_update(no_key=True).order_by("id").only("id", "deleted_at"):
            if channel.deleted_at is None:
                require_movable(channel.id, None, within=here)
        rows.update(category=None)
        _record(here, category, actor=actor, action="delete", before={"title": category.title})
        category.delete()
        save_rules(here.space)


def _lock(actor: User, space_id: object) -> InSpace:
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    return lock_space(space_id, viewer=actor)


def _clean(title: str) -> str:
    try:
        return clean_title(title, at_most=limits.title_code_points)
    except ValueError as error:
        raise Invalid(errors={"title": [str(error)]}) from None


def _record(
    here: InSpace, category: Category, *, actor: User, action: str, **details: dict[str, Any]
) -> None:
    record_audit_entry(
        actor=actor,
        action=f"space.category_{action}",
        target_type="space",
        target_id=here.space.id,
        details={"what": "category", "category_id": str(category.id), **details},
    )
