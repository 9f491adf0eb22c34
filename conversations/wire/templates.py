"""The structure of a space as JSON, without ids: what another space can be made of."""

from collections.abc import Iterable
from typing import TypedDict

from conversations.models import Category, Conversation, Override, Space, SpaceRole
from conversations.rules.settings import Settings


class TemplateOverrideJSON(TypedDict):
    """An exception for the role of that name."""

    role: str
    allow: list[str]
    deny: list[str]


class TemplateRoleJSON(TypedDict):
    """A role; the last one of a template is @everyone."""

    name: str
    colour: str | None
    allow: list[str]
    shown_apart: bool


class TemplateChannelJSON(TypedDict):
    """A channel."""

    title: str
    topic: str
    channel_kind: str
    slow_mode_seconds: int
    retention_days: int
    overrides: list[TemplateOverrideJSON]


class TemplateCategoryJSON(TypedDict):
    """A heading with the channels under it, in their order."""

    title: str
    channels: list[TemplateChannelJSON]
    overrides: list[TemplateOverrideJSON]


class TemplateJSON(TypedDict):
    """A space's structure, and for how long it keeps what is said. Roles highest first; `channels`
    stand above all headings.
    """

    version: int
    name: str
    description: str
    rules: str
    welcome_text: str
    retention_days: int
    roles: list[TemplateRoleJSON]
    channels: list[TemplateChannelJSON]
    categories: list[TemplateCategoryJSON]


def template_override_json(override: Override, role: str) -> TemplateOverrideJSON:
    """An exception for the role of that name."""
    return {"role": role, "allow": sorted(override.allow), "deny": sorted(override.deny)}


def template_role_json(role: SpaceRole) -> TemplateRoleJSON:
    """A role."""
    return {
        "name": role.name,
        "colour": role.colour or None,
        "allow": sorted(role.allow),
        "shown_apart": role.shown_apart,
    }


def template_channel_json(
    channel: Conversation, settings: Settings, overrides: list[TemplateOverrideJSON]
) -> TemplateChannelJSON:
    """A channel with its exceptions."""
    return {
        "title": channel.title,
        "topic": channel.topic,
        "channel_kind": channel.channel_kind,
        "slow_mode_seconds": settings["slow_mode_seconds"],
        "retention_days": settings["retention_days"],
        "overrides": overrides,
    }


def template_category_json(
    category: Category,
    *,
    channels: list[TemplateChannelJSON],
    overrides: list[TemplateOverrideJSON],
) -> TemplateCategoryJSON:
    """A heading with what stands under it."""
    return {"title": category.title, "channels": channels, "overrides": overrides}


def template_json(
    space: Space,
    *,
    version: int,
    roles: Iterable[TemplateRoleJSON],
    channels: list[TemplateChannelJSON],
    categories: Iterable[TemplateCategoryJSON],
) -> TemplateJSON:
    """A space's own texts, and its parts."""
    return {
        "version": version,
        "name": space.name,
        "description": space.description,
        "rules": space.rules,
        "welcome_text": space.welcome_text,
        "retention_days": space.retention_days,
        "roles": list(roles),
        "channels": channels,
        "categories": list(categories),
    }
