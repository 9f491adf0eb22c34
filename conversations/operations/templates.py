"""Making a space from a plan."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from accounts.models import User
from chatty.core.errors import Invalid
from conversations.models import Category, Conversation, Override, Space, SpaceRole
from conversations.operations.channel_rows import Placed, add_channels
from conversations.rules.imitation import poses_as_staff
from conversations.rules.templates import (
    ChannelPlan,
    OverridePlan,
    RolePlan,
    SpacePlan,
    TemplateError,
    read_template,
)


def plan_of(template: object, *, actor: User) -> SpacePlan:
    """The plan that a template describes; Invalid, with the path of what is wrong with it."""
    try:
        plan = read_template(template)
    except TemplateError as fault:
        raise Invalid("The template is not right.", errors={fault.path: [str(fault)]}) from None
    for number, role in enumerate(plan.roles):
        refuse_imitation(role.name, actor=actor, field=f"template.roles.{number}.name")
    return plan


def refuse_imitation(name: str, *, actor: User, field: str, is_role: bool = True) -> None:
    """Invalid for the name of a space, or of a role in one, that poses as those who run the server,
    unless it is one of them who gives it.
    """
    if not actor.is_staff and poses_as_staff(name, operator=settings.OPERATOR, is_role=is_role):
        text = "This name is kept for those who run this server."
        raise Invalid(errors={field: [text]})


def build_structure(space: Space, plan: SpacePlan, *, actor: User) -> None:
    """Fill a new space, that nobody is in yet, with roles, headings, channels and exceptions."""
    roles = _add_roles(space, plan.roles)
    categories = Category.objects.bulk_create(
        Category(space=space, title=one.title, position=number)
        for number, one in enumerate(plan.categories)
    )
    placed = _place(plan, categories)
    channels = add_channels(space, placed, actor=actor)
    overrides = [
        _override(space, plan_of_one, roles, category=category)
        for category, heading in zip(categories, plan.categories, strict=True)
        for plan_of_one in heading.overrides
    ]
    overrides += [
        _override(space, plan_of_one, roles, channel=channel)
        for channel, one in zip(channels, placed, strict=True)
        for plan_of_one in one.plan.overrides
    ]
    Override.objects.bulk_create(overrides, batch_size=1_000)


def _add_roles(space: Space, plans: Sequence[RolePlan]) -> dict[str, SpaceRole]:
    """The roles by name. The last of the plans is @everyone, at position 0."""
    roles = SpaceRole.objects.bulk_create(
        SpaceRole(
            space=space,
            name=one.name,
            colour=one.colour,
            position=position,
            allow=sorted(one.allow),
            shown_apart=one.shown_apart,
        )
        for position, one in enumerate(reversed(plans))
    )
    return {role.name: role for role in roles}


def _place(plan: SpacePlan, categories: Sequence[Category]) -> list[Placed]:
    """The channels in the order that they are shown in: first those without a heading."""
    groups: list[tuple[Category | None, Sequence[ChannelPlan]]] = [(None, plan.channels)]
    groups += [
        (category, one.channels) for category, one in zip(categories, plan.categories, strict=True)
    ]
    in_order = [(category, one) for category, channels in groups for one in channels]
    return [Placed(one, category, position) for position, (category, one) in enumerate(in_order)]


def _override(
    space: Space,
    plan: OverridePlan,
    roles: Mapping[str, SpaceRole],
    *,
    category: Category | None = None,
    channel: Conversation | None = None,
) -> Override:
    place: dict[str, Any] = {"category": category, "channel": channel}
    return Override(
        space=space,
        role=roles[plan.role],
        allow=sorted(plan.allow),
        deny=sorted(plan.deny),
        **place,
    )
