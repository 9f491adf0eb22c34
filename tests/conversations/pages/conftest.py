"""A space with people of every rank, and browsers for them."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.operations.sessions import open_session
from conversations.models import Space, SpaceRole
from conversations.operations.space_roles import create_role
from conversations.operations.space_standing import change_space_member
from tests.asking import DEVICE
from tests.make import make_space, make_user

STEWARD = (
    "add_members", "ban", "invite", "manage_channels", "manage_conversation", "manage_roles",
    "remove_members", "view_audit",
)  # fmt: skip


@dataclass(frozen=True)
class Harbour:
    """Rosa owns the space, hugo is a steward of it, mika a member; leo is a stranger."""

    space: Space
    rosa: User
    hugo: User
    mika: User
    leo: User
    stewards: SpaceRole
    crew: SpaceRole

    def path(self, rest: str = "") -> str:
        """The address of a page of its settings."""
        return f"/s/{self.space.id}/settings{rest}"


class Browser:
    """A browser without JavaScript, signed in as somebody."""

    def __init__(self, user: User, harbour: Harbour) -> None:
        self.client, self.harbour = Client(), harbour
        session = open_session(user=user, device=DEVICE, with_refresh_token=False).session
        stored = self.client.session
        stored["user_session"] = str(session.id)
        stored.save()

    def get(self, rest: str = "") -> Any:
        """A page of the settings."""
        return self.client.get(self.harbour.path(rest))

    def post(self, rest: str, **fields: Any) -> Any:
        """The answer to a form."""
        return self.client.post(self.harbour.path(rest), fields)

    def read(self, rest: str = "") -> str:
        """The text of a page that must be there, in one line."""
        return text_of(self.get(rest), 200)


def text_of(answer: Any, status: int) -> str:
    """What a page says, in one line."""
    assert answer.status_code == status, answer.content
    return " ".join(answer.content.decode().split())


@pytest.fixture
def harbour(db: None) -> Harbour:
    """The space."""
    rosa, hugo, mika, leo = (make_user(name) for name in ("rosa", "hugo", "mika", "leo"))
    space = make_space(rosa, hugo, mika)
    crew = create_role(actor=rosa, space_id=space.id, name="Crew")
    stewards = create_role(actor=rosa, space_id=space.id, name="Stewards", allow=STEWARD)
    # The newest stands lowest.
    SpaceRole.objects.filter(id=crew.id).update(position=1)
    SpaceRole.objects.filter(id=stewards.id).update(position=2)
    change_space_member(
        actor=rosa, space_id=space.id, user_id=hugo.id, changes={"role_ids": [stewards.id]}
    )
    for row in (space, crew, stewards):
        row.refresh_from_db()
    return Harbour(space, rosa, hugo, mika, leo, stewards, crew)


@pytest.fixture
def rosa(harbour: Harbour) -> Browser:
    """The owner's."""
    return Browser(harbour.rosa, harbour)


@pytest.fixture
def hugo(harbour: Harbour) -> Browser:
    """The steward's."""
    return Browser(harbour.hugo, harbour)


@pytest.fixture
def mika(harbour: Harbour) -> Browser:
    """The member's."""
    return Browser(harbour.mika, harbour)


@pytest.fixture
def leo(harbour: Harbour) -> Browser:
    """The stranger's."""
    return Browser(harbour.leo, harbour)
