"""Header or cookie: who counts when."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User, UserSession
from accounts.operations.sessions import revoke_session
from chatty.core.clock import now
from tests.asking import Api, api_as, code_of, sign_in_as
from tests.make import PASSWORD


@pytest.fixture
def browser(alice: User) -> Client:
    """Alice's browser, signed in by the form."""
    client = Client()
    assert client.post("/signin", {"login": "alice", "password": PASSWORD}).status_code == 302
    return client


@pytest.mark.django_db
def test_without_proof_nobody_gets_in(anonymous: Api) -> None:
    answer = anonymous("GET", "/me")
    assert code_of(answer) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "header", ["Bearer x", "Bearer", "Basic YWxpY2U6eA==", "Bot 123", "x", "", "Bearer \xe9"]
)
def test_a_wrong_header_is_refused_even_beside_a_good_cookie(browser: Client, header: str) -> None:
    assert browser.get("/api/v1/me").status_code == 200
    answer = browser.get("/api/v1/me", headers={"authorization": header})
    assert code_of(answer) == (401, "not_authenticated")


def test_a_header_counts_before_the_cookie(browser: Client, bob: User) -> None:
    token = sign_in_as(bob).access_token
    answer = browser.get("/api/v1/me", headers={"authorization": f"bearer {token}"})
    assert answer.json()["username"] == "bob"


def test_a_bearer_needs_two_queries_at_most(
    alice: User, django_assert_max_num_queries: Any
) -> None:
    api = api_as(alice)
    with django_assert_max_num_queries(1):
        assert api("GET", "/me").status_code == 200


def test_a_cookie_needs_two_queries(browser: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(2):
        assert browser.get("/api/v1/me").status_code == 200


def test_a_request_without_cookie_and_header_asks_no_database(
    db: None, anonymous: Api, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        anonymous("GET", "/me")


def test_a_cookie_needs_the_csrf_token_for_changes(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    token = client.get("/signin").context["csrf_token"]
    form = {"login": "alice", "password": PASSWORD, "csrfmiddlewaretoken": str(token)}
    assert client.post("/signin", form).status_code == 302

    def change(headers: dict[str, str] | None = None) -> Any:
        return client.patch(
            "/api/v1/me", {"bio": "x"}, content_type="application/json", headers=headers
        )

    assert client.get("/api/v1/me").status_code == 200
    assert code_of(change()) == (403, "csrf_failed")
    assert code_of(change({"x-csrftoken": "x" * 32})) == (403, "csrf_failed")
    fresh = client.cookies["chatty_csrf"].value
    foreign = {"x-csrftoken": fresh, "origin": "https://evil.example"}
    assert code_of(change(foreign)) == (403, "csrf_failed")
    assert change({"x-csrftoken": fresh}).status_code == 200


def test_a_bearer_needs_no_csrf_token(alice: User) -> None:
    assert api_as(alice)("PATCH", "/me", {"bio": "x"}).status_code == 200


def test_a_revoked_session_is_out_at_once(alice: User) -> None:
    signed_in = sign_in_as(alice)
    api = Api(signed_in.access_token)
    assert api("GET", "/me").status_code == 200
    revoke_session(actor=alice, session_id=signed_in.session.id)
    assert code_of(api("GET", "/me")) == (401, "not_authenticated")


def test_a_revoked_cookie_is_out_at_once_and_its_row_is_gone(alice: User, browser: Client) -> None:
    key = browser.session.session_key or ""
    revoke_session(actor=alice, session_id=UserSession.objects.get().id)
    assert code_of(browser.get("/api/v1/me")) == (401, "not_authenticated")
    assert not browser.session.exists(key)


def test_a_session_ends_after_its_days(alice: User, browser: Client) -> None:
    with time_machine.travel(now() + timedelta(days=60, seconds=1)):
        assert code_of(browser.get("/api/v1/me")) == (401, "not_authenticated")


def test_a_suspended_person_is_out_at_once(alice: User, browser: Client) -> None:
    api = api_as(alice)
    User.objects.filter(id=alice.id).update(suspended_at=now(), suspension_reason="Spam.")
    for answer in (api("GET", "/me"), browser.get("/api/v1/me")):
        assert code_of(answer) == (403, "suspended")
        assert answer.json()["detail"] == "Spam."


def test_a_closed_account_is_out_at_once(alice: User, browser: Client) -> None:
    api = api_as(alice)
    User.objects.filter(id=alice.id).update(is_active=False)
    for answer in (api("GET", "/me"), browser.get("/api/v1/me")):
        assert code_of(answer) == (401, "not_authenticated")
