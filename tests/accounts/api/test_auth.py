"""`/auth/*` over HTTP."""

import uuid
from typing import Any

import pytest
from redis.exceptions import ConnectionError as NoRedis

from accounts.adapters import tickets
from accounts.models import User
from chatty.core.clock import now
from chatty.core.limits import override_limits
from tests.asking import FIREFOX, Api, api_as, code_of, sign_in_as
from tests.conftest import Published
from tests.make import PASSWORD

NEW = {"username": "carol", "email": "carol@example.org", "password": PASSWORD}
USER_FIELDS = {
    "id", "username", "display_name", "avatar_url", "bio", "custom_status", "is_bot",
    "last_seen_at", "presence", "relation",
}  # fmt: skip
ME_FIELDS = USER_FIELDS | {
    "email", "phone", "is_verified", "locale", "time_zone", "privacy_settings", "preferences",
    "created_at", "version",
}  # fmt: skip
SESSION_FIELDS = {
    "id", "device_name", "platform", "ip_address", "user_agent", "created_at", "last_used_at",
    "expires_at", "current",
}  # fmt: skip
LOGIN_FIELDS = {"user", "session", "access_token", "access_expires_in", "refresh_token"}


@pytest.mark.django_db
def test_registering_answers_a_login_and_sets_no_cookie(anonymous: Api) -> None:
    answer = anonymous(
        "POST", "/auth/register", {**NEW, "device_name": "Carol's phone"}, user_agent=FIREFOX
    )
    assert answer.status_code == 201
    assert not answer.cookies
    login = answer.json()
    assert set(login) == LOGIN_FIELDS
    assert set(login["user"]) == ME_FIELDS
    assert set(login["session"]) == SESSION_FIELDS
    assert login["session"]["current"] is True
    assert login["session"]["device_name"] == "Carol's phone"
    assert login["access_expires_in"] == 600
    me = anonymous("GET", "/me", authorization=f"Bearer {login['access_token']}")
    assert me.json() == login["user"]


@pytest.mark.django_db
def test_nobody_makes_themselves_more_than_a_member(anonymous: Api) -> None:
    given = str(uuid.uuid4())
    more = {
        "id": given, "is_staff": True, "is_superuser": True, "is_verified": False,
        "is_active": False, "is_bot": True, "version": 9, "owner": "x", "owner_token": "x",
        "suspended_at": "2026-01-01T00:00:00Z", "created_at": "2020-01-01T00:00:00Z",
        "changed_xid": 1, "groups": [1], "avatar_id": given,
    }  # fmt: skip
    answer = anonymous("POST", "/auth/register", {**NEW, **more})
    assert answer.status_code == 201
    user = User.objects.get()
    assert str(user.id) != given
    assert (user.is_staff, user.is_superuser, user.is_bot) == (False, False, False)
    assert (user.is_verified, user.is_active, user.version) == (True, True, 1)
    assert user.avatar_id is None
    assert user.created_at.year > 2020


@pytest.mark.django_db
@pytest.mark.parametrize(
    "field, value",
    [
        ("username", None),
        ("username", 12345),
        ("username", ["carol"]),
        ("username", ""),
        ("username", "x" * 5_000),
        ("email", {}),
        ("email", "no address"),
        ("password", None),
        ("password", 1234567890),
        ("password", "x"),
        ("password", "x" * 10_000),
        ("display_name", "\u202eloraC"),
        ("display_name", False),
        ("device_name", "x" * 65),
    ],
)
def test_a_wrong_field_is_named(anonymous: Api, field: str, value: Any) -> None:
    answer = anonymous("POST", "/auth/register", {**NEW, field: value})
    assert code_of(answer) == (400, "invalid")
    assert list(answer.json()["errors"]) == [field]
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["username", "email", "password"])
def test_a_missing_field_is_named(anonymous: Api, field: str) -> None:
    body = {name: value for name, value in NEW.items() if name != field}
    answer = anonymous("POST", "/auth/register", body)
    assert code_of(answer) == (400, "invalid")
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "raw, expected",
    [
        (b"{", (400, "invalid_json")),
        (b"[" * 10_000, (400, "invalid_json")),
        (b'{"a":' * 70 + b"1" + b"}" * 70, (400, "invalid_json")),
        (b"[]", (400, "invalid")),
        (b'"text"', (400, "invalid")),
        (b'{"username": "a\\u0000b"}', (400, "invalid")),
        (b'{"username": "a\\ud800b"}', (400, "invalid")),
        (b"", (400, "invalid")),
        (b'{"a": "' + b"x" * 1_048_576 + b'"}', (413, "payload_too_large")),
    ],
)
@pytest.mark.parametrize("path", ["/auth/register", "/auth/login", "/auth/refresh"])
def test_a_body_that_is_no_json_object_is_refused(
    anonymous: Api, path: str, raw: bytes, expected: tuple[int, str]
) -> None:
    assert code_of(anonymous("POST", path, raw=raw)) == expected


@pytest.mark.django_db
def test_forms_are_not_json(anonymous: Api) -> None:
    answer = anonymous.client.post("/api/v1/auth/login", {"login": "x", "password": "y"})
    assert code_of(answer) == (415, "unsupported_media_type")


def test_taken_names_and_addresses_are_told(anonymous: Api, alice: User) -> None:
    assert code_of(anonymous("POST", "/auth/register", {**NEW, "username": "Alice"})) == (
        400,
        "username_taken",
    )
    assert code_of(anonymous("POST", "/auth/register", {**NEW, "email": "ALICE@example.org"})) == (
        400,
        "email_taken",
    )


@pytest.mark.django_db
def test_a_closed_server_says_so(anonymous: Api, settings: Any) -> None:
    settings.REGISTRATION = "closed"
    assert code_of(anonymous("POST", "/auth/register", NEW)) == (403, "registration_closed")


@pytest.mark.django_db
def test_too_many_sign_ups_wait(anonymous: Api) -> None:
    with override_limits(sign_ups_per_hour=1):
        anonymous("POST", "/auth/register", NEW)
        answer = anonymous("POST", "/auth/register", NEW)
    assert code_of(answer) == (429, "rate_limited")
    assert int(answer.headers["Retry-After"]) == answer.json()["retry_after"]


def test_signing_in_answers_a_login_and_sets_no_cookie(anonymous: Api, alice: User) -> None:
    body = {"login": "alice", "password": PASSWORD, "otp": "123456", "mfa_token": "x"}
    answer = anonymous("POST", "/auth/login", body)
    assert answer.status_code == 200
    assert set(answer.json()) == LOGIN_FIELDS
    assert not answer.cookies


@pytest.mark.parametrize(
    "login, password", [("alice", "x"), ("alice", "wrong password"), ("nobody", PASSWORD)]
)
def test_unknown_names_and_wrong_passwords_get_one_answer(
    anonymous: Api, alice: User, login: str, password: str
) -> None:
    answer = anonymous("POST", "/auth/login", {"login": login, "password": password})
    problem = answer.json()
    problem.pop("request_id")
    assert problem == {
        "type": "urn:chatty:problem:invalid_credentials",
        "title": "Username or password isn't right",
        "status": 401,
        "detail": "Username or password isn't right.",
        "code": "invalid_credentials",
    }


def test_a_password_of_10000_characters_is_refused_before_it_is_hashed(
    anonymous: Api, alice: User
) -> None:
    answer = anonymous("POST", "/auth/login", {"login": "alice", "password": "x" * 10_000})
    assert code_of(answer) == (400, "invalid")


def test_a_suspended_person_is_told_after_the_right_password(anonymous: Api, alice: User) -> None:
    User.objects.filter(id=alice.id).update(suspended_at=now())
    wrong = anonymous("POST", "/auth/login", {"login": "alice", "password": "wrong"})
    right = anonymous("POST", "/auth/login", {"login": "alice", "password": PASSWORD})
    assert code_of(wrong) == (401, "invalid_credentials")
    assert code_of(right) == (403, "suspended")


def test_too_many_sign_ins_wait(anonymous: Api, alice: User) -> None:
    with override_limits(sign_ins_per_minute=1):
        anonymous("POST", "/auth/login", {"login": "alice", "password": "wrong"})
        answer = anonymous("POST", "/auth/login", {"login": "alice", "password": PASSWORD})
    assert code_of(answer) == (429, "rate_limited")


def test_refreshing_answers_a_login(anonymous: Api, alice: User) -> None:
    token = sign_in_as(alice).refresh_token
    answer = anonymous("POST", "/auth/refresh", {"refresh_token": token})
    assert answer.status_code == 200
    login = answer.json()
    assert set(login) == LOGIN_FIELDS
    assert login["refresh_token"] != token
    again = anonymous("POST", "/auth/refresh", {"refresh_token": token})
    assert code_of(again) == (401, "refresh_reused")
    assert code_of(anonymous("GET", "/me", authorization=f"Bearer {login['access_token']}")) == (
        401,
        "not_authenticated",
    )


@pytest.mark.django_db
def test_an_unknown_refresh_token_is_refused(anonymous: Api) -> None:
    answer = anonymous("POST", "/auth/refresh", {"refresh_token": "x"})
    assert code_of(answer) == (401, "not_authenticated")


def test_the_moment_a_request_was_received_counts(anonymous: Api, alice: User) -> None:
    token = sign_in_as(alice).refresh_token
    moment: dict[str, Any] = {"chatty.received_at": now().timestamp()}
    answers = [
        anonymous.client.post(
            "/api/v1/auth/refresh",
            {"refresh_token": token},
            content_type="application/json",
            **moment,
        )
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["refresh_token"] == answers[1].json()["refresh_token"]


def test_signing_out_ends_this_session_only(
    alice: User, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    here, there = api_as(alice), api_as(alice)
    with django_capture_on_commit_callbacks(execute=True):
        assert here("POST", "/auth/logout").status_code == 204
    (event,) = published.events("session.revoked")
    assert event["d"]["reason"] == "signed_out"
    assert event["control"]["close"] == 4401
    assert code_of(here("GET", "/me")) == (401, "not_authenticated")
    assert there("GET", "/me").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/auth/logout", "/auth/ws-ticket"])
def test_what_is_of_a_session_needs_one(anonymous: Api, path: str) -> None:
    assert code_of(anonymous("POST", path)) == (401, "not_authenticated")


def test_a_ticket_lasts_30_seconds(alice: User) -> None:
    answer = api_as(alice)("POST", "/auth/ws-ticket")
    assert answer.status_code == 200
    assert answer.json()["expires_in"] == 30
    assert len(answer.json()["ticket"]) >= 32


def test_without_redis_there_is_no_ticket(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_redis() -> None:
        raise NoRedis

    api = api_as(alice)
    monkeypatch.setattr(tickets, "redis", no_redis)
    answer = api("POST", "/auth/ws-ticket")
    assert code_of(answer) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "5"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["register", "login", "refresh", "logout", "ws-ticket"])
def test_only_post_is_offered(anonymous: Api, alice: User, path: str) -> None:
    answer = api_as(alice)("GET", f"/auth/{path}")
    assert code_of(answer) == (405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]
