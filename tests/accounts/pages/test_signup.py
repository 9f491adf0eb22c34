"""The sign-up page, without JavaScript."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User, UserSession
from accounts.operations.owner_claims import renew_owner_claim
from tests.make import PASSWORD

NEW = {
    "username": "carol",
    "display_name": "Carol",
    "email": "carol@example.org",
    "password": PASSWORD,
}


@pytest.mark.django_db
def test_the_page_is_a_plain_form(client: Client) -> None:
    answer = client.get("/signup?invite_code=abc&next=/invite/abc")
    assert answer.status_code == 200
    for part in (
        'name="csrfmiddlewaretoken"',
        'name="invite_code" value="abc"',
        'name="next" value="/invite/abc"',
        'autocomplete="new-password"',
    ):
        assert part in answer.text


@pytest.mark.django_db
def test_signing_up_signs_in(client: Client) -> None:
    answer = client.post("/signup", {**NEW, "next": "/invite/abc"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/invite/abc")
    me = client.get("/api/v1/me").json()
    assert (me["username"], me["display_name"]) == ("carol", "Carol")
    assert not User.objects.get().is_superuser


@pytest.mark.django_db
def test_nobody_makes_themselves_more_than_a_member(client: Client) -> None:
    more = {"is_staff": "on", "is_superuser": "on", "is_bot": "on", "is_owner_claim": "1"}
    assert client.post("/signup", {**NEW, **more}).status_code == 302
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.is_bot) == (False, False, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "field, value",
    [
        ("username", ""),
        ("username", "ca"),
        ("username", "саrol"),
        ("username", "admin"),
        ("email", "no address"),
        ("password", "x"),
        ("password", "x" * 10_000),
        ("password", "1234567890"),
        ("display_name", "a\u202eb"),
        ("display_name", "a\x00b"),
    ],
)
def test_a_wrong_field_is_shown_beside_it(client: Client, field: str, value: str) -> None:
    answer = client.post("/signup", {**NEW, field: value})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert not User.objects.exists()
    assert PASSWORD not in answer.text


@pytest.mark.parametrize(
    "changes, field",
    [({"username": "Alice"}, "username"), ({"email": "ALICE@example.org"}, "email")],
)
def test_what_is_taken_is_shown(
    client: Client, alice: User, changes: dict[str, str], field: str
) -> None:
    answer = client.post("/signup", {**NEW, **changes})
    assert answer.status_code == 400
    assert "taken" in answer.context["form"].errors[field][0]


@pytest.mark.django_db
def test_markup_in_a_name_stays_text(client: Client) -> None:
    answer = client.post("/signup", {**NEW, "username": '"><script>alert(1)</script>'})
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text


@pytest.mark.django_db
def test_a_closed_server_says_so(client: Client, settings: Any) -> None:
    settings.REGISTRATION = "closed"
    assert 'name="password"' not in client.get("/signup").text
    assert client.post("/signup", NEW).status_code == 403
    assert not User.objects.exists()


@pytest.mark.django_db
def test_nobody_is_led_away(client: Client) -> None:
    answer = client.post("/signup", {**NEW, "next": "//evil.example"})
    assert answer.headers["Location"] == "/"


@pytest.mark.django_db
def test_a_form_needs_our_token() -> None:
    assert Client(enforce_csrf_checks=True).post("/signup", NEW).status_code == 403
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_owners_link_makes_the_owner_once(client: Client, settings: Any) -> None:
    settings.REGISTRATION = "closed"
    token = renew_owner_claim()
    page = client.get(f"/signup?owner={token}")
    assert page.context["is_owner_claim"]
    assert f'name="owner" value="{token}"' in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert client.post("/signup", {**NEW, "owner": token}).status_code == 302
    assert User.objects.get().is_superuser
    again = Client()
    assert again.get(f"/signup?owner={token}").status_code == 400
    answer = again.post(
        "/signup", {**NEW, "username": "dave", "email": "dave@example.org", "owner": token}
    )
    assert answer.status_code == 400
    assert answer.context["form"].errors == {"__all__": ["This link is used up or has expired."]}
    assert User.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["wrong", "\ufffd", "x" * 5_000])
def test_a_wrong_owners_link_makes_no_account(client: Client, token: str) -> None:
    renew_owner_claim()
    assert client.get("/signup", {"owner": token}).status_code == 400
    assert client.post("/signup", {**NEW, "owner": token}).status_code == 400
    assert not User.objects.exists()


def test_the_owners_link_works_beside_another_sign_in(client: Client, alice: User) -> None:
    client.post("/signin", {"login": "alice", "password": PASSWORD})
    token = renew_owner_claim()
    assert client.get(f"/signup?owner={token}").status_code == 200
    assert client.post("/signup", {**NEW, "owner": token}).status_code == 302
    assert client.get("/api/v1/me").json()["username"] == "carol"
    assert UserSession.objects.get(user=alice).revoked_at is not None


def test_who_is_signed_in_needs_no_account(client: Client, alice: User) -> None:
    client.post("/signin", {"login": "alice", "password": PASSWORD})
    assert client.get("/signup").headers["Location"] == "/"


@pytest.mark.django_db
def test_an_invite_that_is_no_text_is_no_invite(client: Client, settings: Any) -> None:
    settings.REGISTRATION = "invite"
    answer = client.post("/signup", {**NEW, "invite_code": "a\x00bc"})
    assert answer.status_code == 403
    assert not User.objects.exists()
