"""The landing page of an invite into a space."""

import pytest
from django.test import Client

from chatty.core.limits import override_limits
from conversations.models import Space
from conversations.operations.space_bans import ban_from_space
from conversations.operations.space_invites import create_space_invite
from tests.cast import Cast
from tests.conversations.pages.test_invites import signed_in
from tests.make import make_space


@pytest.fixture
def space(cast: Cast) -> Space:
    return make_space(cast.alice, cast.bob)


def address(space: Space, cast: Cast) -> str:
    return f"/i/{create_space_invite(actor=cast.alice, space_id=space.id).code}"


def test_whoever_has_the_link_sees_where_it_leads(space: Space, cast: Cast) -> None:
    answer = Client().get(address(space, cast))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Harbour" in text
    assert "Space" in text
    assert "with 2 members" in text
    assert "general" not in text


def test_who_accepts_comes_to_the_space_and_then_to_a_way_back_into_it(
    space: Space, cast: Cast
) -> None:
    page = address(space, cast)
    browser = signed_in("dave")
    answer = browser.post(page)
    assert answer.headers["Location"] == f"/s/{space.id}"
    assert f'href="/s/{space.id}"' in browser.get(page).content.decode()


def test_who_is_banned_or_in_too_many_spaces_reads_why_not(space: Space, cast: Cast) -> None:
    page = address(space, cast)
    ban_from_space(actor=cast.alice, space_id=space.id, user_id=cast.dave.id)
    make_space(cast.carol)
    for person, status, reason in (
        (cast.dave, 403, "You were banned from this space."),
        (cast.carol, 400, "You can be in 1 spaces."),
    ):
        browser = signed_in(person.username)
        with override_limits(spaces_per_person=1):
            answer = browser.post(page)
        assert answer.status_code == status
        assert reason in answer.content.decode()
