"""What is sent about spaces holds known fields alone: a misspelt one is not left out silently."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from conversations.models import Category, Space
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.make import general_of, make_space


@pytest.fixture
def space(cast: Cast) -> Space:
    """Alice's and bob's; whoever knows of it may come in."""
    made = make_space(cast.alice, cast.bob)
    Space.objects.filter(id=made.id).update(joining="open")
    return made


def order(space: Space) -> list[dict[str, Any]]:
    category = Category.objects.get(space=space)
    return [{"id": str(category.id), "channels": [str(general_of(space).id)]}]


Call = tuple[str, str, dict[str, Any]]
CALLS: dict[str, Callable[[Space, Cast], Call]] = {
    "a new space": lambda _space, _cast: ("POST", "", {"name": "Other"}),
    "a space": lambda space, _cast: ("PATCH", f"/{space.id}", {"rules": "Be kind."}),
    "one's own place": lambda space, _cast: ("PATCH", f"/{space.id}/me", {"position": 0}),
    "a new owner": lambda space, cast: (
        "POST", f"/{space.id}/transfer", {"user_id": str(cast.bob.id)},
    ),
    "joining": lambda space, _cast: ("POST", f"/{space.id}/join", {"message": "Hello"}),
    "a new channel": lambda space, _cast: ("POST", f"/{space.id}/channels", {"title": "New"}),
    "a channel": lambda space, _cast: (
        "PATCH", f"/{space.id}/channels/{general_of(space).id}", {"topic": "All"},
    ),
    "a new category": lambda space, _cast: ("POST", f"/{space.id}/categories", {"title": "New"}),
    "a category": lambda space, _cast: (
        "PATCH", f"/{space.id}/categories/{Category.objects.get(space=space).id}", {"title": "Old"},
    ),
    "the order": lambda space, _cast: ("PUT", f"/{space.id}/order", {"categories": order(space)}),
    "a ban": lambda space, cast: ("POST", f"/{space.id}/bans", {"user_id": str(cast.dave.id)}),
    "an invite": lambda space, _cast: ("POST", f"/{space.id}/invites", {"max_uses": 3}),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_a_field_that_does_not_exist_is_named_and_nothing_is_done(
    cast: Cast, space: Space, name: str
) -> None:
    asking: User = cast.dave if name == "joining" else cast.alice
    method, path, body = CALLS[name](space, cast)
    before = api_as(cast.alice).get(f"/spaces/{space.id}")
    refused = api_as(asking)(method, f"/spaces{path}", {**body, "descripton": "x"})
    assert code_of(refused) == (400, "invalid")
    assert refused.json()["errors"] == {"descripton": ["There is no such field."]}
    assert api_as(cast.alice).get(f"/spaces/{space.id}") == before
    assert Space.objects.count() == 1
    # That was all that was wrong with it.
    assert api_as(asking)(method, f"/spaces{path}", body).status_code in (200, 201)


def test_a_template_holds_known_keys_alone(cast: Cast, space: Space) -> None:
    alice = api_as(cast.alice)
    template = alice.get(f"/spaces/{space.id}/template")
    template["categories"][0]["channels"][0]["nfsw"] = True
    refused = alice("POST", "/spaces", {"template": template})
    assert code_of(refused) == (400, "invalid")
    assert list(refused.json()["errors"]) == ["template.categories.0.channels.0.nfsw"]
