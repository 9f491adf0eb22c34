"""Making spaces, and changing what they are to everyone in them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from chatty.core.clock import now
from chatty.core.errors import Invalid, VersionConflict
from chatty.core.limits import limits
from chatty.core.rate_limit import per_hour, per_minute, take
from conversations.access import lock_space, require_in_space
from conversations.models import Space
from conversations.operations.rules import save_space
from conversations.operations.space_members import enter_space
from conversations.operations.templates import build_structure, plan_of, refuse_imitation
from conversations.queries.spaces import shape_space, shape_spaces
from conversations.rules.templates import default_plan
from conversations.rules.titles import clean_title, clean_topic
from conversations.wire import SpaceJSON


def create_space(
    *,
    actor: User,
    name: str | None = None,
    description: str | None = None,
    template: object = None,
) -> SpaceJSON:
    """A space with the actor as owner and only member: as `template` describes it, or with one text
    channel. Name and description are those of the template where they are not given.

    Invalid, for a template with the path of what is wrong with it; RateLimited.
    """
    plan = default_plan() if template is None else plan_of(template, actor=actor)
    told = {"name": name, "description": description}
    named = _clean({field: value for field, value in told.items() if value is not None})
    space = Space(
        owner=actor,
        name=named.get("name", plan.name),
        description=named.get("description", plan.description),
        rules=plan.rules,
        welcome_text=plan.welcome_text,
        retention_days=plan.retention_days,
    )
    if not space.name:
        raise Invalid(errors={"name": ["Give it a name."]})
    refuse_imitation(space.name, actor=actor, field="name", is_role=False)
    take("conversations", actor.id, per_hour(limits.conversations_per_hour))
    with transaction.atomic():
        space.created_at = space.updated_at = now()
        space.save(force_insert=True)
        build_structure(space, plan, actor=actor)
        enter_space(space, actor)
        record_audit_entry(
            actor=actor,
            action="space.create",
            target_type="space",
            target_id=space.id,
            details={"what": "space", "after": {"name": space.name}},
        )
        return shape_space(space.id, viewer=actor)


def change_space(
    *,
    actor: User,
    space_id: object,
    changes: Mapping[str, Any],
    base_version: int | None = None,
) -> SpaceJSON:
    """Change any of `name`, `description`, `rules`, `welcome_text`, `is_discoverable`, `joining`,
    `retention_days`.

    One version and one event however much is changed at once; what holds already is no change.
    VersionConflict with `current` where the space has moved on from `base_version`; Forbidden
    without manage_conversation; Invalid; RateLimited.
    """
    wanted = _clean(changes)
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    with transaction.atomic():
        here = lock_space(space_id, viewer=actor)
        require_in_space(here, "manage_conversation")
        space = here.space
        if base_version is not None and base_version != space.version:
            raise VersionConflict(
                "The space was changed in the meantime. Look at `current`.",
                current=shape_spaces(actor, [here])[0],
            )
        before = {field: getattr(space, field) for field in wanted}
        changed = {field: value for field, value in wanted.items() if value != before[field]}
        if "name" in changed:
            refuse_imitation(changed["name"], actor=actor, field="name", is_role=False)
        if changed:
            for field, value in changed.items():
                setattr(space, field, value)
            space.version += 1
            save_space(space, "version", *changed)
            record_audit_entry(
                actor=actor,
                action="space.change",
                target_type="space",
                target_id=space.id,
                details={
                    "what": "space",
                    "before": {field: before[field] for field in changed},
                    "after": changed,
                },
            )
        return shape_spaces(actor, [here])[0]


_RULES: Mapping[str, tuple[Callable[..., str], str]] = {
    "name": (clean_title, "title_code_points"),
    "description": (clean_topic, "topic_code_points"),
    "rules": (clean_topic, "space_rules_code_points"),
    "welcome_text": (clean_topic, "space_welcome_code_points"),
}


def _clean(changes: Mapping[str, Any]) -> dict[str, Any]:
    wanted = dict(changes)
    wrong: dict[str, list[str]] = {}
    for field, (rule, limit) in _RULES.items():
        if field in wanted:
            try:
                wanted[field] = rule(wanted[field], at_most=getattr(limits, limit))
            except ValueError as error:
                wrong[field] = [str(error)]
    if wrong:
        raise Invalid("Some fields are not right.", errors=wrong)
    return wanted
