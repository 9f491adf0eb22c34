"""Templates: the structure of a space as JSON, without its people and what they said.

`read_template` is strict: what it does not know, or would have to guess, is a fault with the path
at which it stands. Every count is looked at before what it counts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chatty.core.limits import limits
from conversations.rules.permissions import ALL, PERMISSIONS
from conversations.rules.titles import clean_title, clean_topic

VERSION: Final = 1
EVERYONE: Final = "@everyone"
COLOURS: Final = ("p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8")
CHANNEL_KINDS: Final = ("text", "announcement", "voice")

DEFAULT_ALLOW: Final = (
    "invite", "react", "reply", "send", "send_media", "start_call", "view",
)  # fmt: skip
"""What @everyone may do in a new space."""
QUIET: Final = ("reply", "send", "send_media")
"""What @everyone may not do in a new announcement or voice channel."""


class TemplateError(ValueError):
    """What is wrong with a template, and at which `path`: `categories.0.channels.2.title`."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(text)
        self.path = path


@dataclass(frozen=True, slots=True)
class RolePlan:
    """A role to be."""

    name: str
    allow: Sequence[str]
    colour: str = ""
    shown_apart: bool = False


@dataclass(frozen=True, slots=True)
class OverridePlan:
    """An exception to be, for the role of that name."""

    role: str
    allow: Sequence[str]
    deny: Sequence[str]


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """A channel to be. `retention_days`: 0 for ever."""

    title: str
    topic: str = ""
    channel_kind: str = "text"
    slow_mode_seconds: int = 0
    overrides: Sequence[OverridePlan] = ()
    retention_days: int = 0


@dataclass(frozen=True, slots=True)
class CategoryPlan:
    """A heading to be, with the channels under it, in their order."""

    title: str
    channels: Sequence[ChannelPlan] = ()
    overrides: Sequence[OverridePlan] = ()


@dataclass(frozen=True, slots=True)
class SpacePlan:
    """A space to be. Roles highest first, @everyone last; `channels` stand above all headings."""

    roles: Sequence[RolePlan]
    channels: Sequence[ChannelPlan] = ()
    categories: Sequence[CategoryPlan] = ()
    name: str = ""
    description: str = ""
    rules: str = ""
    welcome_text: str = ""
    retention_days: int = 0


def default_plan() -> SpacePlan:
    """A space as it begins without a template."""
    return SpacePlan(
        roles=(RolePlan(EVERYONE, DEFAULT_ALLOW),),
        categories=(CategoryPlan("Text", channels=(ChannelPlan("general"),)),),
    )


@dataclass(frozen=True, slots=True)
class _At:
    """A value, and where it stands."""

    value: Any
    path: str

    def fault(self, text: str) -> TemplateError:
        return TemplateError(self.path, text)

    def members(self, *names: str) -> dict[str, "_At"]:
        """The members of an object that has none but these."""
        if not isinstance(self.value, Mapping):
            raise self.fault("Here stands an object.")
        for name in self.value:
            if name not in names:
                # As it was sent, and not the whole of it: nobody reads a name of a megabyte.
                raise self._child(str(name)[:64]).fault("There is no such key.")
        return {name: self._child(name) for name in names if name in self.value}

    def items(self, *, at_most: int) -> list["_At"]:
        """The items of a list."""
        if not isinstance(self.value, list):
            raise self.fault("Here stands a list.")
        if len(self.value) > at_most:
            raise self.fault(f"Name at most {at_most}.")
        return [_At(item, f"{self.path}.{number}") for number, item in enumerate(self.value)]

    def text(self, rule: Callable[..., str], *, at_most: int) -> str:
        if not isinstance(self.value, str):
            raise self.fault("Here stands a text.")
        try:
            return rule(self.value, at_most=at_most)
        except ValueError as error:
            raise self.fault(str(error)) from None

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.fault("Here stands true or false.")
        return self.value

    def number(self, *, at_most: int) -> int:
        if type(self.value) is not int or not 0 <= self.value <= at_most:
            raise self.fault(f"Use a whole number from 0 to {at_most}.")
        return self.value

    def choice(self, choices: Sequence[str]) -> str:
        if not isinstance(self.value, str) or self.value not in choices:
            raise self.fault(f"Use one of {', '.join(choices)}.")
        return self.value

    def permissions(self) -> tuple[str, ...]:
        names = {item.choice(PERMISSIONS) for item in self.items(at_most=len(ALL))}
        return tuple(sorted(names))

    def _child(self, name: str) -> "_At":
        return _At(self.value.get(name), f"{self.path}.{name}")


def read_template(value: Any, *, path: str = "template") -> SpacePlan:
    """The plan that a template describes; TemplateError."""
    at = _At(value, path)
    parts = at.members(
        *("version", "name", "description", "rules", "welcome_text", "retention_days"),
        *("roles", "categories", "channels"),
    )
    _need(at, parts, "version", "roles")
    if type(parts["version"].value) is not int or parts["version"].value != VERSION:
        raise parts["version"].fault(f"Use version {VERSION}.")
    roles = _read_roles(parts["roles"])
    budget = _Budget([role.name for role in roles])
    return SpacePlan(
        roles=roles,
        channels=_channels(parts.get("channels"), budget),
        categories=_categories(parts.get("categories"), budget),
        name=_text(parts.get("name"), clean_title, limits.title_code_points),
        description=_text(parts.get("description"), clean_topic, limits.topic_code_points),
        rules=_text(parts.get("rules"), clean_topic, limits.space_rules_code_points),
        welcome_text=_text(
            parts.get("welcome_text"), clean_topic, limits.space_welcome_code_points
        ),
        retention_days=_number(parts.get("retention_days"), limits.retention_days_max),
    )


def _need(at: _At, parts: Mapping[str, _At], *names: str) -> None:
    for name in names:
        if name not in parts:
            raise TemplateError(f"{at.path}.{name}", "This is required.")


def _text(at: _At | None, rule: Callable[..., str], at_most: int) -> str:
    return "" if at is None else at.text(rule, at_most=at_most)


def _number(at: _At | None, at_most: int) -> int:
    return 0 if at is None else at.number(at_most=at_most)


def _read_roles(at: _At) -> list[RolePlan]:
    items = at.items(at_most=limits.roles_per_space)
    roles = [_read_role(item) for item in items]
    if not roles or roles[-1].name != EVERYONE:
        raise at.fault(f"The last role is {EVERYONE}.")
    seen: set[str] = set()
    for item, role in zip(items, roles, strict=True):
        if role.name.casefold() in seen:
            raise item.fault("Another role has this name.")
        seen.add(role.name.casefold())
    return roles


def _read_role(at: _At) -> RolePlan:
    parts = at.members("name", "colour", "allow", "shown_apart")
    _need(at, parts, "name", "allow")
    colour, apart = parts.get("colour"), parts.get("shown_apart")
    return RolePlan(
        name=parts["name"].text(clean_title, at_most=limits.role_name_code_points),
        allow=parts["allow"].permissions(),
        colour="" if colour is None or colour.value is None else colour.choice(COLOURS),
        shown_apart=apart is not None and apart.flag(),
    )


class _Budget:
    """What is left of the counts that hold for the whole template, and the roles that it names."""

    def __init__(self, roles: Sequence[str]) -> None:
        self.roles = frozenset(roles)
        self.channels = limits.channels_per_space
        self.overrides = limits.template_overrides

    def spend_channels(self, at: _At, count: int) -> None:
        self.channels -= count
        if self.channels < 0:
            raise at.fault(f"A space has at most {limits.channels_per_space} channels.")

    def spend_overrides(self, at: _At, count: int) -> None:
        self.overrides -= count
        if self.overrides < 0:
            raise at.fault(f"A template has at most {limits.template_overrides} overrides.")


def _categories(at: _At | None, budget: _Budget) -> list[CategoryPlan]:
    if at is None:
        return []
    return [_read_category(item, budget) for item in at.items(at_most=limits.categories_per_space)]


def _read_category(at: _At, budget: _Budget) -> CategoryPlan:
    parts = at.members("title", "channels", "overrides")
    _need(at, parts, "title")
    return CategoryPlan(
        title=parts["title"].text(clean_title, at_most=limits.title_code_points),
        channels=_channels(parts.get("channels"), budget),
        overrides=_overrides(parts.get("overrides"), budget),
    )


def _channels(at: _At | None, budget: _Budget) -> list[ChannelPlan]:
    if at is None:
        return []
    items = at.items(at_most=limits.channels_per_space)
    budget.spend_channels(at, len(items))
    return [_read_channel(item, budget) for item in items]


def _read_channel(at: _At, budget: _Budget) -> ChannelPlan:
    parts = at.members(
        *("title", "topic", "channel_kind", "slow_mode_seconds", "retention_days", "overrides")
    )
    _need(at, parts, "title")
    kind = parts.get("channel_kind")
    return ChannelPlan(
        title=parts["title"].text(clean_title, at_most=limits.title_code_points),
        topic=_text(parts.get("topic"), clean_topic, limits.topic_code_points),
        channel_kind="text" if kind is None else kind.choice(CHANNEL_KINDS),
        slow_mode_seconds=_number(parts.get("slow_mode_seconds"), limits.slow_mode_seconds_max),
        overrides=_overrides(parts.get("overrides"), budget),
        retention_days=_number(parts.get("retention_days"), limits.retention_days_max),
    )


def _overrides(at: _At | None, budget: _Budget) -> list[OverridePlan]:
    if at is None:
        return []
    items = at.items(at_most=limits.overrides_per_place)
    budget.spend_overrides(at, len(items))
    found: dict[str, OverridePlan] = {}
    for item in items:
        plan = _read_override(item, budget)
        if plan.role in found:
            raise item.fault("Another override here is of this role.")
        found[plan.role] = plan
    return list(found.values())


def _read_override(at: _At, budget: _Budget) -> OverridePlan:
    parts = at.members("role", "allow", "deny")
    _need(at, parts, "role", "allow", "deny")
    role = parts["role"].value
    if not isinstance(role, str) or role not in budget.roles:
        raise parts["role"].fault("No role of this template has this name.")
    allow, deny = parts["allow"].permissions(), parts["deny"].permissions()
    if both := sorted(set(allow) & set(deny)):
        raise at.fault(f"Allow or deny, not both: {', '.join(both)}.")
    return OverridePlan(role, allow, deny)
