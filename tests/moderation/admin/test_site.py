"""Who gets to `/admin/`, how, and what its pages may load."""

import re

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from accounts.operations.staff import withdraw_staff
from accounts.operations.suspension import suspend_user
from moderation.operations.reports import file_report
from tests.make import PASSWORD, make_user
from tests.moderation.staff import browser_of, make_moderator, make_owner

LISTS = (
    "/admin/moderation/report/",
    "/admin/accounts/user/",
    "/admin/accounts/auditentry/",
    "/admin/conversations/featurerollout/",
    "/admin/core/job/",
)


@pytest.fixture
def rosa(db: None) -> User:
    return make_moderator("rosa")


@pytest.fixture
def paths(rosa: User, alice: User, bob: User) -> list[str]:
    """Every kind of page there is."""
    report, _ = file_report(actor=alice, target_type="user", target_id=bob.id, reason="spam")
    return [
        *LISTS,
        f"/admin/moderation/report/{report.id}/change/",
        f"/admin/accounts/user/{bob.id}/change/",
        "/admin/conversations/featurerollout/polls/change/",
    ]


def test_who_is_not_signed_in_is_led_to_our_page_and_back(paths: list[str]) -> None:
    for path in ("/admin/", *paths, "/admin/no/such/page/"):
        answer = Client().get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/signin?next={path}")
    client = Client()
    form = {"login": "rosa", "password": PASSWORD, "next": "/admin/"}
    assert client.post("/signin", form).headers["Location"] == "/admin/"
    assert client.get("/admin/").headers["Location"] == LISTS[0]
    assert client.get("/admin").headers["Location"] == "/admin/"


def test_others_are_refused(paths: list[str], alice: User) -> None:
    client = browser_of(alice)
    for path in ("/admin/", *paths, "/admin/no/such/page/"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert "those who look after this server" in answer.text
        assert "bob" not in answer.text
    # And a moderator sees each of them, so that the refusals above mean something.
    for path in paths:
        assert (
            browser_of(make_owner(f"olga.{len(path)}.{paths.index(path)}")).get(path).status_code
            == 200
        )


def test_the_chat_page_knows_who_is_one(rosa: User, alice: User) -> None:
    for person, expected in ((rosa, "true"), (alice, "false")):
        page = browser_of(person).get("/").text
        assert f'"is_moderator": {expected}' in page


def test_a_right_that_was_taken_counts_at_once(paths: list[str], rosa: User) -> None:
    client = browser_of(rosa)
    assert client.get(paths[0]).status_code == 200
    withdraw_staff(username="rosa")
    assert client.get(paths[0]).status_code == 403
    nils = make_moderator("nils")
    client = browser_of(nils)
    assert client.get(paths[0]).status_code == 200
    suspend_user(actor=make_owner("olga"), user_id=nils.id, reason="Away")
    assert client.get(paths[0]).headers["Location"].startswith("/signin")


@pytest.mark.parametrize(
    "path",
    [
        "login/", "logout/", "password_change/", "autocomplete/", "jsi18n/", "r/1/1/",
        "accounts/user/add/", "moderation/report/add/", "auth/group/",
        "accounts/user/01a1fdb6-4fef-77f4-9020-0077414b24b7/delete/",
        "accounts/user/01a1fdb6-4fef-77f4-9020-0077414b24b7/history/",
        "accounts/user/01a1fdb6-4fef-77f4-9020-0077414b24b7/change/",
        "moderation/report/01a1fdb6-4fef-77f4-9020-0077414b24b7/change/",
        "accounts/auditentry/01a1fdb6-4fef-77f4-9020-0077414b24b7/change/",
    ],
)  # fmt: skip
def test_nothing_else_of_the_stock_admin_is_there(rosa: User, path: str) -> None:
    assert browser_of(rosa).get(f"/admin/{path}").status_code == 404


def test_pages_keep_our_strict_policy(paths: list[str], rosa: User) -> None:
    client = browser_of(rosa)
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "style-src 'self';" in f"{policy};"
        assert "unsafe" not in policy
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Frame-Options"] == "DENY"
        text = answer.text
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", text)
        loaded = re.findall(r'(?:href|src)="([^"]+\.(?:css|js|svg))"', text)
        assert loaded
        assert [one for one in loaded if "admin/" in one or not one.startswith("/static/")] == []


def test_hostile_names_are_text(rosa: User, alice: User) -> None:
    evil = make_user("evil", display_name='<img src=x onerror="alert(1)">')
    report, _ = file_report(
        actor=alice,
        target_type="user",
        target_id=evil.id,
        reason="other",
        details="</p><script>alert(1)</script>",
    )
    client = browser_of(rosa)
    for path in (*LISTS, f"/admin/moderation/report/{report.id}/change/"):
        text = client.get(path).text
        assert "<img src=x" not in text
        assert "<script>" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_lists_cannot_be_asked_by_other_columns(rosa: User) -> None:
    client = browser_of(rosa)
    for path in (
        f"{LISTS[1]}?password__startswith=argon2",
        f"{LISTS[1]}?groups__name=x",
        f"{LISTS[0]}?reporter__password__startswith=argon2",
        f"{LISTS[2]}?actor__email__startswith=a",
    ):
        assert client.get(path).status_code == 400
    assert "argon2" not in client.get(LISTS[1]).text
    assert client.get(f"{LISTS[0]}?reason__exact=spam&status=all").status_code == 200


def test_what_a_moderator_is_told_needs_no_cookie_of_its_own(rosa: User) -> None:
    assert set(browser_of(rosa).cookies) <= {"chatty_session", "chatty_csrf"}
    assert settings.MESSAGE_STORAGE.endswith("SessionStorage")
