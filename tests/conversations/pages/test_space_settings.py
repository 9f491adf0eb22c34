"""Who may come to which page of a space's settings."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from accounts.models import User
from chatty.core.clock import now
from conversations.models import Space
from conversations.operations.channels import create_space_channel
from conversations.operations.joining import join_space
from conversations.operations.space_bans import ban_from_space
from conversations.operations.space_invites import create_space_invite
from conversations.operations.space_roles import create_role
from conversations.operations.space_standing import remove_space_member
from conversations.pages import urls
from conversations.pages.space_settings import SECTIONS
from tests.conversations.pages.conftest import Browser, Harbour, text_of
from tests.make import general_of, make_user
from tests.wall import behind_the_wall

OPEN_TO_MEMBERS = {"", "/overview", "/members"}
LISTS = [f"/{one.name}" for one in SECTIONS]


def every_address(harbour: Harbour) -> list[str]:
    """Each path of the pages, filled with names that are there."""
    general = general_of(harbour.space)
    names = {
        "space_id": harbour.space.id,
        "channel_id": general.id,
        "category_id": general.category_id,
        "role_id": harbour.crew.id,
        "user_id": harbour.mika.id,
        "request_id": uuid.uuid4(),
        "code": create_space_invite(actor=harbour.rosa, space_id=harbour.space.id).code,
    }
    found = [
        "/" + re.sub(r"<\w+:(\w+)>", lambda match: str(names[match[1]]), str(one.pattern))
        for one in urls.urlpatterns
        if "settings" in str(one.pattern)
    ]
    assert len(found) > 30
    return found


def test_a_stranger_finds_no_page_and_no_form(leo: Browser, harbour: Harbour) -> None:
    assert "Harbour" in Browser(harbour.rosa, harbour).read("/overview")
    for path in every_address(harbour):
        for answer in (leo.client.get(path), leo.client.post(path, {"name": "x", "typed": "x"})):
            if answer.status_code == 405:
                continue
            assert answer.status_code == 404, path
            assert "Harbour" not in answer.content.decode(), path
    other = str(uuid.uuid4())
    absent = leo.client.get(f"/s/{other}/settings/overview")
    assert absent.status_code == 404
    assert absent.content.decode() == leo.get("/overview").content.decode()


def test_who_is_not_signed_in_goes_there_first_and_comes_back(harbour: Harbour) -> None:
    for path in every_address(harbour):
        answer = Client().get(path)
        assert answer.status_code == 302, path
        assert answer["Location"] == f"/signin?next={path}"
        # A form cannot be sent again: back to the page that it stood on.
        sent = Client().post(path)
        assert sent.status_code in {302, 405}
        if sent.status_code == 302:
            back = sent["Location"].removeprefix("/signin?next=")
            assert Browser(harbour.rosa, harbour).client.get(back).status_code in {200, 404}


def test_who_is_suspended_is_nobody(mika: Browser, harbour: Harbour) -> None:
    assert mika.get("/overview").status_code == 200
    User.objects.filter(id=harbour.mika.id).update(suspended_at=now())
    assert mika.get("/overview")["Location"].startswith("/signin")


def test_who_was_removed_finds_nothing(mika: Browser, harbour: Harbour) -> None:
    assert mika.get("/overview").status_code == 200
    remove_space_member(actor=harbour.rosa, space_id=harbour.space.id, user_id=harbour.mika.id)
    assert mika.get("/overview").status_code == 404


def test_a_member_sees_the_pages_that_are_for_all(mika: Browser, harbour: Harbour) -> None:
    names = mika.read("/overview")
    for one in SECTIONS:
        path = harbour.path(f"/{one.name}")
        is_open = f"/{one.name}" in OPEN_TO_MEMBERS or one.name == "invites"
        assert (f'href="{path}"' in names) == is_open, one.name
        assert mika.client.get(path).status_code == (200 if is_open else 403), one.name


@pytest.mark.parametrize("rest", ["", *LISTS])
def test_a_steward_and_the_owner_see_every_page(rosa: Browser, hugo: Browser, rest: str) -> None:
    for browser in (rosa, hugo):
        text = browser.read(rest)
        assert text.count("<h1>") == 1
        assert "style=" not in text
        assert "onclick" not in text


def test_no_form_works_without_our_token(harbour: Harbour, rosa: Browser) -> None:
    guarded = Client(enforce_csrf_checks=True)
    guarded.cookies = rosa.client.cookies
    answer = guarded.post(harbour.path("/overview"), {"name": "Stolen"})
    assert answer.status_code == 403
    harbour.space.refresh_from_db()
    assert harbour.space.name == "Harbour"


def test_nobody_keeps_a_page_in_a_shared_cache(rosa: Browser) -> None:
    assert rosa.get("/members").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "رحلة", "{{ 7 }}", 'a" b', "W" * 128]
)
def test_whatever_a_space_is_called_is_text(rosa: Browser, harbour: Harbour, name: str) -> None:
    Space.objects.filter(id=harbour.space.id).update(name=name, description=name, rules=name)
    for rest in ("", "/overview", "/channels"):
        text = rosa.read(rest)
        assert "<script>alert" not in text
        assert "{{ 7" not in text or name == "{{ 7 }}"


def test_times_are_those_of_the_reader(hugo: Browser, harbour: Harbour) -> None:
    def written() -> str:
        found = re.search(r'<time[^>]*datetime="([^"]+)"', hugo.read("/audit"))
        assert found is not None
        return found[1]

    assert written().endswith("+00:00")
    User.objects.filter(id=harbour.hugo.id).update(time_zone="Asia/Tokyo")
    assert written().endswith("+09:00")
    User.objects.filter(id=harbour.hugo.id).update(time_zone="No/Where")
    assert written().endswith("+00:00")


def cost(browser: Browser, rest: str) -> int:
    browser.get(rest)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(rest).status_code == 200
    return len(seen.captured_queries)


def fill(harbour: Harbour, count: int) -> None:
    space_id = harbour.space.id
    for number in range(count):
        create_role(actor=harbour.rosa, space_id=space_id, name=f"Role {count} {number}")
        create_space_channel(actor=harbour.rosa, space_id=space_id, title=f"c{number}")
        create_space_invite(actor=harbour.hugo, space_id=space_id)
        person = make_user(f"p{count}.{number}")
        ban_from_space(actor=harbour.hugo, space_id=space_id, user_id=person.id)
        asking = make_user(f"q{count}.{number}")
        join_space(actor=asking, space_id=space_id)


@pytest.mark.parametrize("rest", ["", *LISTS])
def test_no_page_asks_more_with_more_rows(hugo: Browser, harbour: Harbour, rest: str) -> None:
    Space.objects.filter(id=harbour.space.id).update(joining="request")
    fill(harbour, 1)
    few = cost(hugo, rest)
    fill(harbour, 5)
    assert cost(hugo, rest) == few
    assert few <= 14, few


def test_settings_browsing_and_the_chat_page_share_their_addresses(
    rosa: Browser, harbour: Harbour
) -> None:
    resolver = get_resolver()
    assert resolver.resolve("/s/browse").url_name == "space-browse"
    assert resolver.resolve(harbour.path()).url_name == "space-settings"
    assert resolver.resolve(f"/s/{harbour.space.id}").url_name == "space"
    assert text_of(rosa.get(), 200)


def test_pages_are_the_same_behind_the_second_wall(
    hugo: Browser, mika: Browser, leo: Browser, harbour: Harbour
) -> None:
    Space.objects.filter(id=harbour.space.id).update(joining="request", is_discoverable=True)
    fill(harbour, 1)
    paths = [*every_address(harbour), "/s/browse", f"/s/browse/{harbour.space.id}"]

    def pages() -> list[str]:
        answers = [one.client.get(path) for one in (hugo, mika, leo) for path in paths]
        shown = [f"{one.status_code} {one.content.decode()}" for one in answers]
        # Each answer has tokens of its own.
        return [re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text) for text in shown]

    before = pages()
    with behind_the_wall():
        assert pages() == before
