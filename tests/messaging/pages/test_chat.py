"""The chat page and its permalinks."""

import re

import pytest
from django.test import Client

from messaging.operations.edits import delete_message
from tests.cast import Cast
from tests.make import PASSWORD, make_dm, make_message


def signed_in(name: str) -> Client:
    """A browser in which somebody signed in."""
    client = Client()
    client.post("/signin", {"login": name, "password": PASSWORD})
    return client


def test_a_permalink_opens_its_conversation(cast: Cast) -> None:
    message = make_message(by=cast.bob, in_=cast.lounge, body="Pier 3")
    client = signed_in("alice")
    page = client.get(f"/c/{cast.lounge.id}/m/{message['id']}")
    assert page.status_code == 200
    assert str(cast.lounge.id) in page.content.decode()
    delete_message(actor=cast.bob, message_id=message["id"])
    assert client.get(f"/c/{cast.lounge.id}/m/{message['id']}").status_code == 200


@pytest.mark.usefixtures("cast")
def test_the_page_asks_for_all_its_first_modules_at_once() -> None:
    page = signed_in("bob").get("/").content.decode()
    assert page.count('<link rel="modulepreload"') > 80
    assert re.search(r'rel="modulepreload"\s+href="/static/js/views/timeline\.[\w.]*js"', page)
    assert "js/views/shortcut_sheet." not in page


def test_a_permalink_to_what_one_may_not_see_is_not_there(cast: Cast) -> None:
    message = make_message(by=cast.bob, in_=cast.lounge, body="Pier 3")
    elsewhere = make_dm(cast.alice, cast.bob)
    client = signed_in("alice")
    assert client.get(f"/c/{cast.lounge.id}/m/{message['id']}").status_code == 200
    assert client.get(f"/c/{elsewhere.id}/m/{message['id']}").status_code == 404
    assert client.get(f"/c/{cast.lounge.id}/m/no-such-message").status_code == 404
    client = signed_in("dave")
    assert client.get(f"/c/{cast.lounge.id}/m/{message['id']}").status_code == 404


def test_who_is_not_signed_in_comes_back_to_the_message(client: Client, cast: Cast) -> None:
    message = make_message(by=cast.bob, in_=cast.lounge, body="Pier 3")
    path = f"/c/{cast.lounge.id}/m/{message['id']}"
    assert client.get(path)["Location"] == f"/signin?next={path}"
