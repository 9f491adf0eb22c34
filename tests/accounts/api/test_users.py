"""`/users` over HTTP."""

import pytest

from accounts.models import User
from accounts.operations.profile import update_me
from chatty.core.limits import override_limits
from chatty.realtime.presence import beat_sockets, choose_status
from tests.asking import Api, api_as, code_of

# No account has it, and every process of a test run names it alike.
NOBODY = "01900000-0000-7000-8000-000000000000"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/users?username=alice", f"/users/{NOBODY}"])
def test_nobody_sees_people(anonymous: Api, path: str) -> None:
    assert code_of(anonymous("GET", path)) == (401, "not_authenticated")


def test_a_person_is_found_by_id_and_by_exact_name(alice: User, bob: User) -> None:
    api = api_as(alice)
    by_id = api("GET", f"/users/{bob.id}").json()
    assert by_id == api("GET", "/users?username=BOB").json()
    assert set(by_id) == {
        "id", "username", "display_name", "avatar_url", "bio", "custom_status", "is_bot",
        "last_seen_at", "presence", "relation",
    }  # fmt: skip
    assert by_id["relation"] == "none"
    assert by_id["presence"] == "offline"


@pytest.mark.parametrize("audience", ["nobody", "contacts"])
def test_last_seen_is_shown_as_its_owner_wants(alice: User, bob: User, audience: str) -> None:
    api = api_as(alice)
    assert api("GET", f"/users/{bob.id}").json()["last_seen_at"] is not None
    update_me(actor=bob, changes={"privacy_settings": {"last_seen": audience}})
    beat_sockets([(str(bob.id), "socket")])
    hidden = api("GET", f"/users/{bob.id}").json()
    assert (hidden["last_seen_at"], hidden["presence"]) == (None, "offline")
    own = api_as(bob)("GET", f"/users/{bob.id}").json()
    assert own["last_seen_at"] is not None
    assert own["presence"] == "online"


def test_a_person_shows_whether_they_are_there(alice: User, bob: User) -> None:
    api = api_as(alice)
    beat_sockets([(str(bob.id), "socket")])
    assert api.get(f"/users/{bob.id}")["presence"] == "online"
    assert api.get("/users?username=bob")["presence"] == "online"
    choose_status(bob.id, "dnd")
    assert api.get(f"/users/{bob.id}")["presence"] == "dnd"


@pytest.mark.parametrize(
    "name", ["bo", "bob%", "b_b", "bobby", "%25", "' OR 1=1 --", "\ud83d"[:0] + "é"]
)
def test_only_the_exact_name_finds(alice: User, bob: User, name: str) -> None:
    assert code_of(api_as(alice)("GET", f"/users?username={name}")) == (404, "not_found")


@pytest.mark.parametrize("query", ["", "?username=", "?username=%00", "?name=bob"])
def test_a_name_must_be_named(alice: User, query: str) -> None:
    assert code_of(api_as(alice)("GET", f"/users{query}")) == (400, "invalid")


@pytest.mark.parametrize("path", [NOBODY, "x", "1", "%00"])
def test_an_unknown_id_is_not_found(alice: User, path: str) -> None:
    assert code_of(api_as(alice)("GET", f"/users/{path}")) == (404, "not_found")


def test_trying_names_is_limited(alice: User) -> None:
    api = api_as(alice)
    with override_limits(lookups_per_minute=2):
        for _ in range(2):
            assert code_of(api("GET", "/users?username=nobody")) == (404, "not_found")
        assert code_of(api("GET", "/users?username=nobody")) == (429, "rate_limited")
