"""`/me` over HTTP."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from tests.asking import Api, api_as, code_of

CHANGES = {
    "display_name": "Alice Ångström",
    "bio": "Line one\nline two",
    "custom_status": "Away",
    "phone": "+441632960000",
    "locale": "pt-BR",
    "time_zone": "Europe/Berlin",
    "privacy_settings": {"last_seen": "nobody", "forwards": "contacts"},
    "preferences": {"theme": "dark", "nested": {"a": [1, 2.5, None]}},
}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_nobody_has_no_account(anonymous: Api, method: str) -> None:
    assert code_of(anonymous(method, "/me", {} if method == "PATCH" else None)) == (
        401,
        "not_authenticated",
    )


def test_every_field_can_be_changed(alice: User) -> None:
    api = api_as(alice)
    answer = api("PATCH", "/me", CHANGES)
    assert answer.status_code == 200
    me = answer.json()
    assert {name: me[name] for name in CHANGES} == CHANGES
    assert me["version"] == 2
    assert api("GET", "/me").json() == me


def test_last_seen_is_always_shown_to_oneself(alice: User) -> None:
    api = api_as(alice)
    api("PATCH", "/me", {"privacy_settings": {"last_seen": "nobody"}})
    assert api("GET", "/me").json()["last_seen_at"] is not None


def test_what_is_not_offered_is_ignored(alice: User) -> None:
    before = User.objects.values().get()
    more = {
        "id": str(uuid.uuid4()), "username": "root", "email": "x@example.org", "is_staff": True,
        "is_superuser": True, "is_verified": False, "is_active": False, "is_bot": True,
        "password": "x" * 20, "suspended_at": None, "created_at": "2020-01-01T00:00:00Z",
        "changed_xid": 1, "avatar_id": str(uuid.uuid4()), "last_seen_at": None,
    }  # fmt: skip
    answer = api_as(alice)("PATCH", "/me", more)
    assert answer.status_code == 200
    assert User.objects.values().get() == before


@pytest.mark.parametrize(
    "field, value",
    [
        ("display_name", ""),
        ("display_name", 5),
        ("display_name", None),
        ("display_name", "x" * 65),
        ("display_name", "a\u202eb"),
        ("display_name", "\u200b"),
        ("bio", ["x"]),
        ("bio", "x" * 501),
        ("custom_status", "a\nb"),
        ("phone", "not a number"),
        ("locale", "x"),
        ("time_zone", "Moon/Base"),
        ("privacy_settings", []),
        ("privacy_settings", {"last_seen": "friends"}),
        ("preferences", "dark"),
        ("preferences", {"x": "y" * 16_384}),
        ("version", "1"),
        ("version", -1),
        ("version", True),
    ],
)
def test_a_wrong_field_is_named(alice: User, field: str, value: Any) -> None:
    answer = api_as(alice)("PATCH", "/me", {field: value})
    assert code_of(answer) == (400, "invalid")
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.parametrize(
    "raw", [b'{"bio": "a\\u0000b"}', b'{"bio": "\\ud83d"}', b'{"preferences": {"\\u0000": 1}}']
)
def test_texts_that_are_none_are_refused(alice: User, raw: bytes) -> None:
    assert code_of(api_as(alice)("PATCH", "/me", raw=raw)) == (400, "invalid")


def test_a_stale_version_meets_the_present(alice: User) -> None:
    api = api_as(alice)
    assert api("PATCH", "/me", {"bio": "one", "version": 1}).status_code == 200
    for answer in (
        api("PATCH", "/me", {"bio": "two", "version": 1}),
        api("PATCH", "/me", {"bio": "two"}, if_match='"1"'),
    ):
        assert code_of(answer) == (409, "version_conflict")
        assert answer.json()["current"]["bio"] == "one"
        assert answer.json()["current"]["version"] == 2
    assert api("PATCH", "/me", {"bio": "two", "version": 2}, if_match='"2"').status_code == 200
    assert api("PATCH", "/me", {"bio": "three"}).status_code == 200


@pytest.mark.parametrize("header, version", [('"1"', 2), ('"2"', 1), ("x", None), ("*", None)])
def test_versions_that_disagree_are_refused(alice: User, header: str, version: int | None) -> None:
    body = {"bio": "x"} if version is None else {"bio": "x", "version": version}
    assert code_of(api_as(alice)("PATCH", "/me", body, if_match=header)) == (400, "invalid")


@pytest.mark.parametrize("method", ["DELETE", "PUT", "POST"])
def test_other_methods_are_not_offered(alice: User, method: str) -> None:
    assert code_of(api_as(alice)(method, "/me")) == (405, "method_not_allowed")
