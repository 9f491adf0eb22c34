"""Reading templates, of which nothing is believed."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatty.core.limits import override_limits
from conversations.rules.templates import (
    CategoryPlan,
    ChannelPlan,
    OverridePlan,
    RolePlan,
    SpacePlan,
    TemplateError,
    read_template,
)

EVERYONE = {"name": "@everyone", "allow": ["view", "send"]}
WHOLE: dict[str, Any] = {
    "version": 1,
    "name": "Harbour",
    "description": "Boats",
    "rules": "1. Row",
    "welcome_text": "Ahoy",
    "retention_days": 365,
    "roles": [
        {"name": "Crew", "allow": ["pin"], "colour": "p3", "shown_apart": True},
        EVERYONE,
    ],
    "channels": [{"title": "lobby"}],
    "categories": [
        {
            "title": "Text",
            "overrides": [{"role": "@everyone", "allow": [], "deny": ["send"]}],
            "channels": [
                {
                    "title": "news",
                    "topic": "What is new",
                    "channel_kind": "announcement",
                    "slow_mode_seconds": 5,
                    "retention_days": 30,
                    "overrides": [{"role": "Crew", "allow": ["send"], "deny": []}],
                }
            ],
        }
    ],
}


def test_a_whole_template_is_a_plan() -> None:
    assert read_template(WHOLE) == SpacePlan(
        roles=[RolePlan("Crew", ("pin",), "p3", True), RolePlan("@everyone", ("send", "view"))],
        channels=[ChannelPlan("lobby", overrides=[])],
        categories=[
            CategoryPlan(
                "Text",
                channels=[
                    ChannelPlan(
                        "news",
                        "What is new",
                        "announcement",
                        5,
                        [OverridePlan("Crew", ("send",), ())],
                        30,
                    )
                ],
                overrides=[OverridePlan("@everyone", (), ("send",))],
            )
        ],
        name="Harbour",
        description="Boats",
        rules="1. Row",
        welcome_text="Ahoy",
        retention_days=365,
    )
    assert read_template({"version": 1, "roles": [EVERYONE]}).categories == []


def changed(path: str, value: Any) -> Any:
    """The whole template with another value at a path."""
    found = copy.deepcopy(WHOLE)
    *before, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = found
    for part in before:
        place = place[part]
    place[last] = value
    return found


@pytest.mark.parametrize(
    "path, value, fault",
    [
        ("version", 2, "version"),
        ("version", "1", "version"),
        ("version", True, "version"),
        ("version", 1.0, "version"),
        ("people", [], "people"),
        ("name", "x" * 129, "name"),
        ("name", "a\u202eb", "name"),
        ("name", 7, "name"),
        ("description", "x" * 1_025, "description"),
        ("rules", "x" * 8_001, "rules"),
        ("welcome_text", "\u0000", "welcome_text"),
        ("roles", {}, "roles"),
        ("roles", [], "roles"),
        ("roles", [EVERYONE, {"name": "Crew", "allow": []}], "roles"),
        ("roles", [EVERYONE, EVERYONE], "roles.1"),
        ("roles.0", "Crew", "roles.0"),
        ("roles.0.name", "@EVERYONE", "roles.1"),
        ("roles.0.name", " ", "roles.0.name"),
        ("roles.0.name", "x" * 65, "roles.0.name"),
        ("roles.0.name", "a\u0007", "roles.0.name"),
        ("roles.0.position", 9, "roles.0.position"),
        ("roles.0.allow", "pin", "roles.0.allow"),
        ("roles.0.allow", ["fly"], "roles.0.allow.0"),
        ("roles.0.allow", ["pin", None], "roles.0.allow.1"),
        ("roles.0.allow", [["pin"]], "roles.0.allow.0"),
        ("roles.0.allow", ["pin"] * 18, "roles.0.allow"),
        ("roles.0.colour", "red", "roles.0.colour"),
        ("roles.0.colour", "", "roles.0.colour"),
        ("roles.0.shown_apart", 1, "roles.0.shown_apart"),
        ("channels", {}, "channels"),
        ("channels.0", None, "channels.0"),
        ("channels.0", {}, "channels.0.title"),
        ("channels.0.id", "x", "channels.0.id"),
        ("channels.0.channel_kind", "broadcast", "channels.0.channel_kind"),
        ("channels.0.slow_mode_seconds", -1, "channels.0.slow_mode_seconds"),
        ("channels.0.slow_mode_seconds", 21_601, "channels.0.slow_mode_seconds"),
        ("channels.0.slow_mode_seconds", True, "channels.0.slow_mode_seconds"),
        ("channels.0.retention_days", 3_651, "channels.0.retention_days"),
        ("retention_days", "7", "retention_days"),
        ("categories.0.title", None, "categories.0.title"),
        ("categories.0.categories", [], "categories.0.categories"),
        ("categories.0.overrides.0.role", "Captain", "categories.0.overrides.0.role"),
        ("categories.0.overrides.0.role", ["Crew"], "categories.0.overrides.0.role"),
        ("categories.0.overrides.0.user_id", "x", "categories.0.overrides.0.user_id"),
        ("categories.0.overrides.0.allow", ["send"], "categories.0.overrides.0"),
        ("categories.0.channels.0.overrides.0", {}, "categories.0.channels.0.overrides.0.role"),
        (
            "categories.0.channels.0.overrides",
            [{"role": "Crew", "allow": [], "deny": []}] * 2,
            "categories.0.channels.0.overrides.1",
        ),
    ],
)
def test_what_is_wrong_is_named_by_its_path(path: str, value: Any, fault: str) -> None:
    with pytest.raises(TemplateError) as caught:
        read_template(changed(path, value))
    assert caught.value.path == f"template.{fault}"
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("missing", ["version", "roles"])
def test_what_is_needed_is_named(missing: str) -> None:
    with pytest.raises(TemplateError) as caught:
        read_template({name: value for name, value in WHOLE.items() if name != missing})
    assert caught.value.path == f"template.{missing}"


@pytest.mark.parametrize("value", [None, [], "x", 7, True])
def test_what_is_no_object_is_no_template(value: object) -> None:
    with pytest.raises(TemplateError) as caught:
        read_template(value)
    assert caught.value.path == "template"


@pytest.mark.parametrize(
    "limits, path",
    [
        ({"roles_per_space": 1}, "roles"),
        ({"categories_per_space": 1}, "categories"),
        ({"channels_per_space": 2}, "categories.1.channels"),
        ({"overrides_per_place": 1}, "categories.1.overrides"),
        ({"template_overrides": 3}, "categories.1.overrides"),
    ],
)
def test_counts_are_bounded_in_each_place_and_over_all(limits: dict[str, float], path: str) -> None:
    template = copy.deepcopy(WHOLE)
    more = [
        {"role": "Crew", "allow": [], "deny": []},
        {"role": "@everyone", "allow": [], "deny": []},
    ]
    template["categories"].append(
        {"title": "More", "channels": [{"title": "x"}], "overrides": more}
    )
    read_template(template)
    with override_limits(**limits), pytest.raises(TemplateError) as caught:
        read_template(template)
    assert caught.value.path == f"template.{path}"


def test_a_long_key_is_not_given_back_whole() -> None:
    with pytest.raises(TemplateError) as caught:
        read_template({**WHOLE, "x" * 100_000: 1})
    assert len(caught.value.path) < 100


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["title", "role", "allow", "deny", "name", "channels", "overrides"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(st.sampled_from(["roles", "channels", "categories", "rules", "version"]), JSON)
def test_anything_at_all_is_a_plan_or_a_fault(part: str, value: Any) -> None:
    faults = []
    try:
        read_template({**WHOLE, part: value})
    except TemplateError as error:
        faults.append(error.path)
    assert all(path.startswith(f"template.{part}") for path in faults)
