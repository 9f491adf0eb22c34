"""Finding spaces, and coming into one."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chatty.core.limits import override_limits
from conversations.models import JoinRequest, Space, SpaceMember
from conversations.operations.space_bans import ban_from_space
from tests.conversations.pages.conftest import Browser, Harbour, text_of
from tests.make import make_space


@pytest.fixture
def space(harbour: Harbour) -> Space:
    """The space, for everyone to find and to join."""
    Space.objects.filter(id=harbour.space.id).update(
        is_discoverable=True, joining="open", description="Tide <gauges>"
    )
    return harbour.space


def joining(space: Space, way: str, **fields: Any) -> None:
    Space.objects.filter(id=space.id).update(joining=way, **fields)


def listed(browser: Browser, query: str = "") -> str:
    return text_of(browser.client.get(f"/s/browse{query}"), 200)


def is_in(harbour: Harbour) -> bool:
    return SpaceMember.objects.filter(space=harbour.space, user=harbour.leo, left_at=None).exists()


def test_spaces_are_found_by_name_and_description(
    leo: Browser, mika: Browser, harbour: Harbour, space: Space
) -> None:
    make_space(harbour.rosa, name="Hidden cave")
    for query in ("", "?q=harb", "?q=gauges"):
        text = listed(leo, query)
        assert ">Harbour<" in text
        assert "Tide &lt;gauges&gt;" in text
        assert "3 members" in text
        assert "cave" not in text
        assert f'href="/s/browse/{space.id}"' in text
    assert "in its name or description" in listed(leo, "?q=mountain")
    assert f'href="/s/{space.id}"' in listed(mika)
    for wrong in ("?q=%00", f"?q={'x' * 200}", "?cursor=x", "?limit=0"):
        text = text_of(leo.client.get(f"/s/browse{wrong}"), 400)
        assert 'role="alert"' in text


def test_nothing_to_find_is_said(leo: Browser, harbour: Harbour) -> None:
    assert "No space here lets itself be found." in listed(leo)
    assert "Harbour" not in listed(leo)


def test_one_joins_an_open_space_with_a_button(
    leo: Browser, harbour: Harbour, space: Space
) -> None:
    text = text_of(leo.client.get(f"/s/browse/{space.id}"), 200)
    assert "You join as <bdi>leo</bdi>, @leo." in text
    assert "<textarea" not in text
    assert not is_in(harbour)
    assert leo.client.post(f"/s/browse/{space.id}")["Location"] == f"/s/{space.id}"
    assert is_in(harbour)
    assert "Open it" in text_of(leo.client.get(f"/s/browse/{space.id}"), 200)


def test_one_asks_with_a_message(leo: Browser, harbour: Harbour, space: Space) -> None:
    joining(space, "request")
    path = f"/s/browse/{space.id}"
    assert "<textarea" in text_of(leo.client.get(path), 200)
    assert "join-message-error" in text_of(leo.client.post(path, {"message": "x" * 513}), 400)
    assert leo.client.post(path, {"message": "Let me in"})["Location"] == path
    assert JoinRequest.objects.get().message == "Let me in"
    assert "You asked." in text_of(leo.client.get(path), 200)
    assert "Asked <span" in listed(leo)
    assert not is_in(harbour)


def test_one_takes_back_what_one_asked(leo: Browser, harbour: Harbour, space: Space) -> None:
    joining(space, "request")
    path = f"/s/browse/{space.id}"
    leo.client.post(path, {"message": "Let me in"})
    text = text_of(leo.client.get(path), 200)
    assert f'action="{path}/withdraw"' in text
    assert leo.client.post(f"{path}/withdraw")["Location"] == path
    assert not JoinRequest.objects.exists()
    assert "Ask to join" in text_of(leo.client.get(path), 200)
    # By a second press nothing is wrong, and the page says how it is.
    assert leo.client.post(f"{path}/withdraw")["Location"] == path
    assert leo.client.get(f"{path}/withdraw").status_code == 405


def test_who_takes_back_too_often_is_told_so_and_still_asks(
    leo: Browser, harbour: Harbour, space: Space
) -> None:
    joining(space, "request")
    path = f"/s/browse/{space.id}"
    with override_limits(conversation_changes_per_minute=1):
        leo.client.post(path, {"message": ""})
        text = text_of(leo.client.post(f"{path}/withdraw"), 429)
    assert 'role="alert"' in text
    assert "You asked." in text
    assert JoinRequest.objects.count() == 1


def test_a_space_that_shows_itself_no_more_leads_back_to_the_list(
    leo: Browser, harbour: Harbour, space: Space
) -> None:
    joining(space, "request")
    leo.client.post(f"/s/browse/{space.id}", {"message": ""})
    joining(space, "invite", is_discoverable=False)
    assert leo.client.post(f"/s/browse/{space.id}/withdraw")["Location"] == "/s/browse"
    assert not JoinRequest.objects.exists()
    for name in (space.id, "x"):
        assert leo.client.post(f"/s/browse/{name}/withdraw")["Location"] == "/s/browse"


def test_who_was_declined_asks_again_later(
    leo: Browser, hugo: Browser, harbour: Harbour, space: Space
) -> None:
    joining(space, "request")
    leo.client.post(f"/s/browse/{space.id}", {"message": ""})
    hugo.post(f"/requests/{JoinRequest.objects.get().id}", decision="decline")
    again = text_of(leo.client.post(f"/s/browse/{space.id}", {"message": "Please"}), 429)
    assert "You asked not long ago. Try again later." in again
    assert "Please</textarea>" in again


def test_only_an_invite_leads_into_the_others(leo: Browser, harbour: Harbour, space: Space) -> None:
    joining(space, "invite")
    path = f"/s/browse/{space.id}"
    assert "By invite" in listed(leo)
    assert "Only an invite leads into this space." in text_of(leo.client.get(path), 200)
    refused = text_of(leo.client.post(path), 403)
    assert "Only an invite leads into this space." in refused
    joining(space, "invite", is_discoverable=False)
    for answer in (leo.client.get(path), leo.client.post(path)):
        assert answer.status_code == 404
        assert "Harbour" not in answer.content.decode()
    assert not is_in(harbour)


def test_who_is_banned_is_told_so(leo: Browser, harbour: Harbour, space: Space) -> None:
    ban_from_space(actor=harbour.rosa, space_id=space.id, user_id=harbour.leo.id)
    refused = text_of(leo.client.post(f"/s/browse/{space.id}"), 403)
    assert "You were banned from this space." in refused
    assert not is_in(harbour)


@pytest.mark.parametrize("name", ["x", "0198c0de-0000-7000-8000-000000000000", "%00", "browse"])
def test_a_space_that_is_not_there_is_not_found(leo: Browser, name: str) -> None:
    assert leo.client.get(f"/s/browse/{name}").status_code == 404
    assert leo.client.post(f"/s/browse/{name}").status_code == 404


def test_one_signs_in_first(db: None) -> None:
    name = uuid.uuid4()
    for path in ("/s/browse", f"/s/browse/{name}"):
        assert Client().get(path)["Location"] == f"/signin?next={path}"
    assert Client().post(f"/s/browse/{name}")["Location"] == f"/signin?next=/s/browse/{name}"
    assert Client().post("/s/browse").status_code == 302
    sought = Client().get("/s/browse?q=a&limit=2")
    assert sought["Location"] == "/signin?next=/s/browse%3Fq%3Da%26limit%3D2"


def test_many_spaces_come_page_by_page_and_ask_no_more(
    leo: Browser, harbour: Harbour, space: Space
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            listed(leo)
        return len(seen.captured_queries)

    listed(leo)
    few = cost()
    for number in range(3):
        other = make_space(harbour.hugo, name=f"Pier {number}")
        joining(other, "open", is_discoverable=True)
    assert cost() == few
    first = listed(leo, "?limit=2")
    assert first.count('class="card-row"') == 2
    cursor = first.split("cursor=")[1].split('"')[0]
    assert listed(leo, f"?limit=2&cursor={cursor}").count('class="card-row"') == 2
