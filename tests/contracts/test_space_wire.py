"""The fields of spaces on the wire: each answer, event and row has exactly these."""

import pytest

from conversations.access import find_membership
from conversations.models import Space, SpaceMember
from conversations.queries.channels import list_channels
from conversations.queries.shapes import shape_conversations
from conversations.queries.spaces import shape_space
from conversations.wire.spaces import shared_space_json
from conversations.wire.templates import (
    TemplateCategoryJSON,
    TemplateChannelJSON,
    TemplateJSON,
    TemplateOverrideJSON,
    TemplateRoleJSON,
)
from tests.asking import api_as
from tests.cast import Cast
from tests.conftest import Published
from tests.contracts.conftest import Committing
from tests.contracts.test_wire import CONVERSATION, USER, keys, words
from tests.make import general_of, make_message, make_space

SHARED = words(
    "id name icon_url description rules welcome_text is_discoverable joining owner_id roles"
    " retention_days members_count structure created_at version"
)
SPACE = SHARED | words(
    "categories channels private_channel_ids my_permissions my_role_ids nickname position"
)
BRIEF = words("id name icon_url description members_count joining is_member has_asked")
ROLE = words("id name colour position allow shown_apart version")
CATEGORY = words("id title position version")
JOIN_REQUEST = words("id space_id user message status created_at")


@pytest.fixture
def space(cast: Cast) -> Space:
    return make_space(cast.alice, cast.bob)


def test_spaces_have_the_fields_of_the_contract(
    cast: Cast, space: Space, published: Published, committing: Committing
) -> None:
    alice, path = api_as(cast.alice), f"/spaces/{space.id}"
    with committing():
        made = alice.ok("POST", "/spaces", {"name": "Second"})
        patched = alice.ok("PATCH", path, {"joining": "open"})
    placed = alice.ok("PATCH", f"{path}/me", {"position": 0})
    joined = api_as(cast.carol).ok("POST", f"{path}/join")
    assert keys(joined) == {"space"}
    page = alice.get("/spaces")
    synced = alice.ok("POST", "/sync", {})["account"]["spaces"]
    wholes = [made, patched, placed, joined["space"], *page["results"], *synced]
    assert keys(*wholes, published.events("space.created")[0]["d"]) == SPACE
    assert keys(published.events("space.updated")[0]["d"]) == SHARED
    assert keys(*[role for whole in wholes for role in whole["roles"]]) == ROLE
    assert keys(*[one for whole in wholes for one in whole["categories"]]) == CATEGORY
    assert keys(*[one for whole in wholes for one in whole["channels"]]) == CONVERSATION
    handed = alice.ok("POST", f"{path}/transfer", {"user_id": str(cast.bob.id)})
    assert keys(handed) == SPACE


def test_channels_and_categories_have_the_fields_of_the_contract(cast: Cast, space: Space) -> None:
    alice, path = api_as(cast.alice), f"/spaces/{space.id}"
    channel = alice.ok("POST", f"{path}/channels", {"title": "x"})
    category = alice.ok("POST", f"{path}/categories", {"title": "x"})
    moved = alice.ok("PATCH", f"{path}/channels/{channel['id']}", {"category_id": category["id"]})
    page, headings = alice.get(f"{path}/channels"), alice.get(f"{path}/categories")
    assert keys(page, headings) == {"results", "next"}
    assert keys(channel, moved, *page["results"]) == CONVERSATION
    renamed = alice.ok("PATCH", f"{path}/categories/{category['id']}", {"title": "y"})
    assert keys(category, renamed, *headings["results"]) == CATEGORY


def test_joining_has_the_fields_of_the_contract(cast: Cast, space: Space) -> None:
    Space.objects.filter(id=space.id).update(joining="request", is_discoverable=True)
    alice, path = api_as(cast.alice), f"/spaces/{space.id}"
    asked = api_as(cast.carol).ok("POST", f"{path}/join", {"message": "Ahoy"})
    assert keys(asked) == {"join_request"}
    page = alice.get(f"{path}/join-requests")
    assert keys(page) == {"results", "next", "pending_count"}
    listed = page["results"]
    accepted = alice.ok("POST", f"{path}/join-requests/{listed[0]['id']}/accept")
    rows = [asked["join_request"], *listed, accepted]
    assert keys(*rows) == JOIN_REQUEST
    assert keys(*[row["user"] for row in rows]) == USER
    assert keys(*alice.get("/spaces/discover")["results"]) == BRIEF


def test_templates_have_the_fields_of_the_contract(cast: Cast, space: Space) -> None:
    alice, path = api_as(cast.alice), f"/spaces/{space.id}"
    alice.ok("POST", f"{path}/channels", {"title": "x", "channel_kind": "announcement"})
    template = alice.get(f"{path}/template")
    assert keys(template) == set(TemplateJSON.__annotations__)
    assert keys(*template["roles"]) == set(TemplateRoleJSON.__annotations__)
    assert keys(*template["categories"]) == set(TemplateCategoryJSON.__annotations__)
    assert keys(*template["channels"]) == set(TemplateChannelJSON.__annotations__)
    overrides = template["channels"][0]["overrides"]
    assert keys(*overrides) == set(TemplateOverrideJSON.__annotations__)


def test_a_channel_is_the_same_from_a_row_and_from_a_model(cast: Cast, space: Space) -> None:
    room = general_of(space)
    make_message(by=cast.alice, in_=room, body="Are you there, @bob?")
    for state in ({}, {"folder": "Work", "pinned": True}):
        if state:
            api_as(cast.bob).ok("PATCH", f"/conversations/{room.id}/members/{cast.bob.id}", state)
        for person in (cast.alice, cast.bob):
            rows = list_channels(viewer=person, space_ids=[space.id])
            model = find_membership(room.id, viewer=person)
            assert shape_conversations(rows) == shape_conversations([model])


def test_a_space_is_the_same_from_a_row_and_from_a_model(cast: Cast, space: Space) -> None:
    stored = Space.objects.get(id=space.id)
    shared = shared_space_json(stored, stored.roles.all())
    whole = shape_space(space.id, viewer=cast.bob)
    assert {name: whole[name] for name in SHARED} == shared  # type: ignore[literal-required]  # names of its own
    assert whole["position"] == SpaceMember.objects.get(user=cast.bob).position
