"""The chat page and its permalinks."""

import json
import re

import pytest
from django.test import Client

from chatty.core.limits import override_limits
from conversations.operations.channels import create_space_channel
from messaging.operations.deletions import delete_message
from tests.asking import Api
from tests.cast import Cast
from tests.make import PASSWORD, general_of, make_dm, make_message, make_space


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


@pytest.mark.usefixtures("cast")
def test_markup_reaches_the_page_through_its_sanitiser_alone() -> None:
    policy = signed_in("bob").get("/").headers["Content-Security-Policy"]
    rules = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    assert rules["require-trusted-types-for"] == "'script'"
    assert rules["trusted-types"] == "dompurify"
    assert "unsafe" not in policy


def test_the_inbox_is_a_page_for_who_is_signed_in(cast: Cast, client: Client) -> None:
    bob = signed_in(cast.bob.username)
    for path in ("/inbox", "/inbox/bookmarks", "/inbox/mentions", "/inbox/threads"):
        assert bob.get(path).status_code == 200
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/signin?next={path}")
    assert bob.get("/inbox/stuff").status_code == 404


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


def test_a_space_and_its_channels_open_for_its_members_alone(cast: Cast) -> None:
    space = make_space(cast.alice, cast.bob)
    channel = general_of(space)
    bob, mallory = signed_in("bob"), signed_in("mallory")
    for path in (f"/s/{space.id}", f"/s/{space.id}/{channel.id}", f"/c/{channel.id}"):
        assert bob.get(path).status_code == 200
        assert mallory.get(path).status_code == 404
        assert Client().get(path)["Location"] == f"/signin?next={path}"
    assert bob.get(f"/s/{space.id}/no-such-channel").status_code == 404
    assert bob.get("/s/no-such-space").status_code == 404


def test_a_channel_is_not_found_where_it_does_not_stand(cast: Cast) -> None:
    space, other = make_space(cast.alice, cast.bob), make_space(cast.alice, cast.bob)
    bob = signed_in("bob")
    assert bob.get(f"/s/{space.id}/{general_of(space).id}").status_code == 200
    assert bob.get(f"/s/{other.id}/{general_of(space).id}").status_code == 404
    assert bob.get(f"/s/{space.id}/{cast.lounge.id}").status_code == 404


def test_a_channel_that_one_may_not_see_is_not_found(cast: Cast) -> None:
    space = make_space(cast.alice, cast.bob)
    hidden = create_space_channel(
        actor=cast.alice, space_id=space.id, title="stewards", is_private=True
    )["id"]
    assert signed_in("alice").get(f"/s/{space.id}/{hidden}").status_code == 200
    bob = signed_in("bob")
    assert bob.get(f"/s/{space.id}/{hidden}").status_code == 404
    assert bob.get(f"/c/{hidden}").status_code == 404


@pytest.mark.usefixtures("cast")
def test_the_page_keeps_to_the_limits_of_this_server() -> None:
    with override_limits(poll_options_max=4, forward_conversations=3):
        page = signed_in("bob").get("/").content.decode()
        config = Api().get("/config")["limits"]
    found = re.search(r'<script[^>]*id="boot"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found is not None
    told = json.loads(found[1])["limits"]
    assert (told["poll_options_max"], told["forward_conversations"]) == (4, 3)
    shown = {name: config[name] for name in told.keys() & config.keys()}
    assert shown.items() <= told.items()
    assert told.keys() - config.keys() == {"backoff_first_seconds", "backoff_longest_seconds"}
