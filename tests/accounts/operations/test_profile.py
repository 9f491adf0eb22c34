"""Changing one's own account."""

from typing import Any

import pytest

from accounts.models import User
from accounts.operations.profile import update_me
from accounts.wire import me_json
from chatty.core import json
from chatty.core.errors import Invalid, RateLimited, VersionConflict
from chatty.core.limits import override_limits
from tests.conftest import Published


def test_a_change_counts_a_version_and_tells_the_own_sockets(
    alice: User, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        user = update_me(actor=alice, changes={"bio": "Hi\r\nthere", "custom_status": "Away"})
    assert (user.version, user.bio, user.custom_status) == (2, "Hi\nthere", "Away")
    assert published.events("account.updated") == [
        {"topic": f"user:{alice.id}", "rev": None, "d": {"part": "me"}, "control": None}
    ]


def test_no_change_counts_no_version(
    alice: User, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert update_me(actor=alice, changes={"display_name": "alice"}).version == 1
    assert published.messages == []


def test_a_stale_version_meets_the_present(alice: User) -> None:
    update_me(actor=alice, changes={"bio": "new"}, version=1)
    with pytest.raises(VersionConflict) as caught:
        update_me(actor=alice, changes={"bio": "newer"}, version=1)
    assert caught.value.current["bio"] == "new"
    assert caught.value.current["version"] == 2
    assert User.objects.get(id=alice.id).bio == "new"


@pytest.mark.parametrize(
    "field, value",
    [
        ("display_name", ""),
        ("display_name", "\u202ex"),
        ("bio", "x" * 501),
        ("bio", "a\x00b"),
        ("custom_status", "x" * 141),
        ("phone", "12345"),
        ("locale", "english please"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("privacy_settings", {"last_seen": "friends"}),
        ("preferences", {"x": "y" * 16_384}),
        ("preferences", {"x": [{"y": 1e300}]}),
        ("preferences", {"x": -18446744073709551616.0}),
    ],
)
def test_a_wrong_field_is_named_and_nothing_changes(alice: User, field: str, value: Any) -> None:
    with pytest.raises(Invalid) as caught:
        update_me(actor=alice, changes={"bio": "fine", field: value})
    assert list(caught.value.errors or {}) == [field]
    assert User.objects.get(id=alice.id).version == 1


def test_a_phone_number_belongs_to_one_account(alice: User, bob: User) -> None:
    update_me(actor=alice, changes={"phone": "+44 1632 960000"})
    with pytest.raises(Invalid) as caught:
        update_me(actor=bob, changes={"phone": "+441632960000"})
    assert caught.value.errors == {"phone": ["This number cannot be used."]}
    update_me(actor=alice, changes={"phone": None})
    assert update_me(actor=bob, changes={"phone": "+441632960000"}).phone == "+441632960000"


def test_phone_numbers_cannot_be_tried_one_after_the_other(alice: User) -> None:
    with override_limits(lookups_per_minute=2):
        for number in ("+441632960001", "+441632960002"):
            update_me(actor=alice, changes={"phone": number})
        with pytest.raises(RateLimited):
            update_me(actor=alice, changes={"phone": "+441632960003"})
        assert update_me(actor=alice, changes={"phone": None}).phone is None


@pytest.mark.parametrize("number", [2**63, 2**64 - 1, -(2**63), 1e18, 0.1, 1e-300])
def test_preferences_come_back_as_they_went_in(alice: User, number: float) -> None:
    update_me(actor=alice, changes={"preferences": {"x": number}})
    stored = me_json(User.objects.get(id=alice.id))
    assert json.loads(json.dumps(stored))["preferences"] == {"x": number}
