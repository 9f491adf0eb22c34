"""A space's structure as JSON, and spaces that are made of it."""

import copy
import json
from typing import Any

import pytest

from accounts.models import User
from chatty.core.limits import override_limits
from conversations.models import Category, Conversation, Override, Space, SpaceRole
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.conversations.harbour import everyone_of, give_role, renew, set_override
from tests.make import general_of, make_message, make_space

BARE: dict[str, Any] = {"version": 1, "roles": [{"name": "@everyone", "allow": ["view"]}]}


@pytest.fixture
def space(cast: Cast) -> Space:
    """Alice's, with a bit of everything; bob may manage channels."""
    made = make_space(cast.alice, cast.bob)
    crew = give_role(made, cast.bob, allow=["manage_channels"])
    SpaceRole.objects.filter(id=crew.id).update(colour="p2", shown_apart=True)
    give_role(made, allow=["ban", "pin"], position=2, name="Captains")
    room = general_of(made)
    make_message(by=cast.alice, in_=room, body="Nobody shall know")
    alice, path = api_as(cast.alice), f"/spaces/{made.id}"
    details = {"description": "Boats", "rules": "1. Row\n2. Rest", "welcome_text": "Ahoy"}
    alice.ok("PATCH", path, {**details, "retention_days": 90})
    settings = {"slow_mode_seconds": 60, "retention_days": 7}
    alice.ok("PATCH", f"/conversations/{room.id}", {"settings": settings})
    alice.ok("POST", f"{path}/channels", {"title": "news", "channel_kind": "announcement"})
    category = alice.ok("POST", f"{path}/categories", {"title": "Voice"})
    body = {"title": "deck", "channel_kind": "voice", "category_id": category["id"]}
    alice.ok("POST", f"{path}/channels", body)
    set_override(Category.objects.get(id=category["id"]), crew, allow=["mention_all"])
    set_override(room, everyone_of(made), deny=["react"])
    set_override(room, cast.bob, allow=["pin"])
    return made


def template_of(person: User, space: Space) -> Any:
    return api_as(person).get(f"/spaces/{space.id}/template")


def test_a_space_made_of_a_template_has_the_same_template(cast: Cast, space: Space) -> None:
    template = template_of(cast.alice, space)
    made = api_as(cast.dave)("POST", "/spaces", {"template": template})
    assert made.status_code == 201
    copied = Space.objects.get(id=made.json()["id"])
    assert (copied.owner_id, copied.members_count) == (cast.dave.id, 1)
    assert template_of(cast.dave, copied) == template
    theirs, ours = made.json(), api_as(cast.alice).get(f"/spaces/{space.id}")
    for name in ("name", "description", "rules", "welcome_text", "retention_days"):
        assert theirs[name] == ours[name]
    for part, names in (
        ("roles", ("name", "position", "allow", "colour", "shown_apart")),
        ("categories", ("title", "position")),
        ("channels", ("title", "topic", "channel_kind", "settings")),
    ):
        rows = [[[row[name] for name in names] for row in whole[part]] for whole in (theirs, ours)]
        assert sorted(rows[0], key=str) == sorted(rows[1], key=str)
    assert not {row["id"] for row in theirs["roles"]} & {row["id"] for row in ours["roles"]}
    # One can talk in its channels, as their overrides have it.
    assert make_message(by=cast.dave, in_=general_of(copied))["seq"] == 1
    assert (theirs["is_discoverable"], theirs["joining"]) == (False, "invite")


def test_a_template_tells_of_nobody_and_of_nothing_that_was_said(cast: Cast, space: Space) -> None:
    template = template_of(cast.alice, space)
    text = json.dumps(template)
    for secret in ("Nobody shall know", cast.alice.username, cast.bob.username, str(space.id)):
        assert secret not in text
    for rows in (Conversation, SpaceRole, Override, Category):
        names = [str(name) for name in rows.objects.values_list("id", flat=True)]
        assert names
        assert not [name for name in names if name in text]
    assert [role["name"] for role in template["roles"]] == ["Captains", "Crew", "@everyone"]


def test_what_is_hidden_from_who_asks_is_not_in_it(cast: Cast, space: Space) -> None:
    Override.objects.filter(channel=general_of(space), user=cast.bob).update(deny=["view"])
    renew(space)
    text = json.dumps(template_of(cast.bob, space))
    assert "news" in text
    assert "general" not in text
    assert "general" in json.dumps(template_of(cast.alice, space))


def test_who_may_not_manage_channels_gets_no_template(cast: Cast, space: Space) -> None:
    SpaceRole.objects.filter(space=space, name="Crew").update(allow=["manage_roles"])
    give_role(space, allow=[], position=3, name="New")
    answer = api_as(cast.bob)("GET", f"/spaces/{space.id}/template")
    assert code_of(answer) == (403, "forbidden")


def test_what_is_said_beside_the_template_counts_more(cast: Cast, space: Space) -> None:
    body = {"template": template_of(cast.alice, space), "name": "Marina", "description": ""}
    made = api_as(cast.dave).ok("POST", "/spaces", body)
    assert (made["name"], made["description"], made["rules"]) == ("Marina", "", "1. Row\n2. Rest")
    nameless = api_as(cast.dave)("POST", "/spaces", {"template": BARE})
    assert list(nameless.json()["errors"]) == ["name"]
    bare = api_as(cast.dave).ok("POST", "/spaces", {"template": BARE, "name": "Bare"})
    assert (bare["channels"], bare["categories"]) == ([], [])


@pytest.mark.parametrize(
    "change, field",
    [
        ({"people": []}, "template.people"),
        ({"version": 7}, "template.version"),
        ({"roles": [{"name": "@everyone", "allow": ["fly"]}]}, "template.roles.0.allow.0"),
        ({"name": "Chatty staff"}, "name"),
        (
            {"roles": [{"name": "Chatty staff", "allow": []}, BARE["roles"][0]]},
            "template.roles.0.name",
        ),
        ({"channels": [{"title": "x"}] * 10_000}, "template.channels"),
        ({"rules": "x" * 900_000}, "template.rules"),
    ],
)
def test_what_is_wrong_with_a_template_is_named_and_nothing_made(
    alice: User, change: dict[str, Any], field: str
) -> None:
    body = {"template": {**copy.deepcopy(BARE), "name": "Bare", **change}}
    answer = api_as(alice)("POST", "/spaces", body)
    assert code_of(answer) == (400, "invalid")
    assert list(answer.json()["errors"]) == [field]
    assert len(answer.content) < 2_000
    assert not Space.objects.exists()


@pytest.mark.parametrize("template", [7, "x", [], True, [BARE]])
def test_what_is_no_template_makes_no_space(alice: User, template: object) -> None:
    answer = api_as(alice)("POST", "/spaces", {"name": "x", "template": template})
    assert list(answer.json()["errors"]) == ["template"]


def test_a_template_of_a_megabyte_or_a_thousand_levels_is_not_read(alice: User) -> None:
    api = api_as(alice)
    huge = {"template": {**BARE, "rules": "x" * 1_048_576}}
    assert code_of(api("POST", "/spaces", huge)) == (413, "payload_too_large")
    deep = b'{"template": ' + b"[" * 900 + b"]" * 900 + b"}"
    assert code_of(api("POST", "/spaces", raw=deep)) == (400, "invalid_json")
    assert not Space.objects.exists()


def test_a_template_as_large_as_a_space_may_be_is_made_whole(alice: User) -> None:
    override = {"role": "@everyone", "allow": [], "deny": ["send"]}
    channel = {"title": "x", "overrides": [override]}
    template = {
        **BARE,
        "name": "Large",
        "categories": [{"title": f"{n}", "channels": [channel] * 5} for n in range(100)],
    }
    made = api_as(alice).ok("POST", "/spaces", {"template": template})
    assert (len(made["channels"]), len(made["categories"])) == (500, 100)
    assert Override.objects.count() == 500
    with override_limits(channels_per_space=499):
        answer = api_as(alice)("POST", "/spaces", {"template": template})
        assert list(answer.json()["errors"]) == ["template.categories.99.channels"]
