"""The sign-in and sign-out pages, without JavaScript."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User, UserSession
from chatty.core.clock import now
from chatty.core.limits import override_limits
from tests.conftest import Published
from tests.make import PASSWORD


def sign_in(client: Client, **changes: str) -> Any:
    return client.post("/signin", {"login": "alice", "password": PASSWORD, **changes})


@pytest.mark.django_db
def test_the_page_is_a_plain_form(client: Client) -> None:
    answer = client.get("/signin?next=/c/1")
    assert answer.status_code == 200
    text = answer.text
    assert 'method="post"' in text
    assert 'name="csrfmiddlewaretoken"' in text
    assert 'name="next" value="/c/1"' in text
    assert 'autocomplete="current-password"' in text
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_signing_in_leads_home_with_a_safe_cookie(client: Client, alice: User) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    cookie = answer.cookies["chatty_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.get("/api/v1/me").json()["username"] == "alice"
    session = UserSession.objects.get()
    assert str(session.id) not in cookie.value
    assert not session.refresh_tokens.exists()


def test_who_is_signed_in_is_led_on(client: Client, alice: User) -> None:
    sign_in(client)
    assert client.get("/signin").headers["Location"] == "/"
    assert client.get("/signin?next=/c/1").headers["Location"] == "/c/1"
    assert client.get("/signin?next=//evil.example").headers["Location"] == "/"


@pytest.mark.parametrize("path", ["/c/1", "/c/1?around=5", "/invite/abc"])
def test_a_path_of_ours_is_led_to(client: Client, alice: User, path: str) -> None:
    assert sign_in(client, next=path).headers["Location"] == path


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "http:evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/\t/evil.example",
        "\x00/evil",
        " //evil.example",
        "http://testserver@evil.example/",
    ],
)
def test_nobody_is_led_away(client: Client, alice: User, path: str) -> None:
    assert sign_in(client, next=path).headers["Location"] in ("/", "/%00/evil")
    assert "evil" not in Client().get("/signin", {"next": path}).text


@pytest.mark.parametrize(
    "changes", [{"password": "wrong"}, {"login": "nobody"}, {"login": "\ufffd"}, {"password": "x"}]
)
def test_unknown_names_and_wrong_passwords_look_alike(
    client: Client, alice: User, changes: dict[str, str]
) -> None:
    answer = sign_in(client, **changes)
    assert answer.status_code == 401
    assert answer.context["form"].errors == {"__all__": ["Username or password isn't right."]}
    assert "wrong" not in answer.text
    assert not UserSession.objects.exists()


@pytest.mark.parametrize("changes", [{"login": ""}, {"password": ""}, {"password": "x" * 10_000}])
def test_an_incomplete_form_is_shown_again(
    client: Client, alice: User, changes: dict[str, str]
) -> None:
    answer = sign_in(client, **changes, next="/c/1")
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == list(changes)
    assert 'name="next" value="/c/1"' in answer.text


def test_nul_in_a_form_is_refused(client: Client, alice: User) -> None:
    assert sign_in(client, login="ali\x00ce").status_code == 400
    assert sign_in(client, password="pass\x00word").status_code == 400


def test_a_suspended_person_is_told(client: Client, alice: User) -> None:
    sign_in(client)
    User.objects.filter(id=alice.id).update(suspended_at=now(), suspension_reason="Spam.")
    assert client.get("/signin").status_code == 200
    answer = sign_in(client)
    assert answer.status_code == 403
    assert answer.context["form"].errors == {"__all__": ["Spam."]}


def test_too_many_attempts_wait(client: Client, alice: User) -> None:
    with override_limits(sign_ins_per_minute=1):
        sign_in(client, password="wrong")
        assert sign_in(client).status_code == 429


def test_a_form_needs_our_token(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403
    assert client.post("/signout").status_code == 403
    assert not UserSession.objects.exists()


def test_a_planted_cookie_is_worth_nothing_after_signing_in(client: Client, alice: User) -> None:
    planted = client.session
    planted["bait"] = True
    planted.save()
    key = planted.session_key or ""
    client.cookies["chatty_session"] = key
    token = client.get("/signin").cookies["chatty_csrf"].value
    answer = sign_in(client)
    assert answer.cookies["chatty_session"].value != key
    assert answer.cookies["chatty_csrf"].value != token
    assert not planted.exists(key)
    thief = Client()
    thief.cookies["chatty_session"] = key
    assert thief.get("/api/v1/me").status_code == 401


def test_signing_in_again_ends_the_first_session(client: Client, alice: User) -> None:
    sign_in(client)
    sign_in(client)
    assert UserSession.objects.filter(revoked_at=None).count() == 1
    assert UserSession.objects.get(revoked_at__isnull=False).revoked_reason == "signed_out"


def test_signing_out_ends_the_session(
    client: Client,
    alice: User,
    published: Published,
    django_capture_on_commit_callbacks: Any,
) -> None:
    key = sign_in(client).cookies["chatty_session"].value
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/signout")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/signin")
    session = UserSession.objects.get()
    assert session.revoked_reason == "signed_out"
    (event,) = published.events("session.revoked")
    assert event["control"] == {"close": 4401, "sessions": [str(session.id)]}
    thief = Client()
    thief.cookies["chatty_session"] = key
    assert thief.get("/api/v1/me").status_code == 401
    assert client.post("/signout").status_code == 302


def test_a_link_signs_nobody_out(client: Client, alice: User) -> None:
    sign_in(client)
    assert client.get("/signout").status_code == 405
    assert client.get("/api/v1/me").status_code == 200


@pytest.mark.parametrize(
    "value", ['"\\000aaaaaaaaaaaa"', '"\\377aaaaaaaaaaaa"', "é" * 32, "x", "' OR 1=1"]
)
def test_a_cookie_that_is_none_of_ours_is_nobodys(client: Client, alice: User, value: str) -> None:
    header = f"chatty_session={value}"
    assert client.get("/", headers={"Cookie": header}).headers["Location"] == "/signin"
    assert client.get("/api/v1/me", headers={"Cookie": header}).status_code == 401
    client.cookies.load(header)
    assert sign_in(client).status_code == 302
    assert client.get("/api/v1/me").json()["username"] == "alice"
