"""The first owner's link."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import AuditEntry, OwnerClaim, User
from accounts.operations.owner_claims import is_owner_claim, renew_owner_claim
from accounts.operations.registration import register_user
from chatty.core.clock import now
from chatty.core.errors import Invalid
from tests.asking import at_once
from tests.make import PASSWORD


def register(number: int = 0, **more: Any) -> User:
    return register_user(
        username=f"owner-{number}", email=f"owner{number}@example.org", password=PASSWORD, **more
    )


def make_claim() -> str:
    token = renew_owner_claim()
    assert token is not None
    return token


@pytest.mark.django_db
def test_who_uses_the_link_owns_the_server() -> None:
    user = register(owner_token=make_claim())
    assert user.is_superuser
    assert user.is_staff
    assert AuditEntry.objects.get(action="owner.claimed").actor == user
    assert renew_owner_claim() is None


@pytest.mark.django_db
def test_the_owner_may_be_called_admin() -> None:
    assert register_user(
        username="admin", email="a@example.org", password=PASSWORD, owner_token=make_claim()
    ).is_superuser


@pytest.mark.django_db
def test_the_token_itself_is_not_stored() -> None:
    token = make_claim()
    assert token.encode() not in bytes(OwnerClaim.objects.get().token_hash)


@pytest.mark.django_db
def test_a_new_link_ends_the_older_one() -> None:
    older = make_claim()
    newer = make_claim()
    assert not is_owner_claim(older)
    assert is_owner_claim(newer)
    with pytest.raises(Invalid):
        register(owner_token=older)


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["x", "x" * 10_000, "\ud800", "'; DROP TABLE users"])
def test_an_unknown_link_makes_no_account(token: str) -> None:
    make_claim()
    with pytest.raises(Invalid) as caught:
        register(owner_token=token)
    assert list(caught.value.errors or {}) == ["owner"]
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_link_ends_after_a_day() -> None:
    token = make_claim()
    with time_machine.travel(now() + timedelta(hours=24, seconds=1)), pytest.raises(Invalid):
        register(owner_token=token)
    assert register(owner_token=token).is_superuser


@pytest.mark.django_db
def test_a_link_works_on_a_closed_server(settings: Any) -> None:
    settings.REGISTRATION = "closed"
    assert register(owner_token=make_claim()).is_superuser


@pytest.mark.parametrize("registration", ["open", "closed"])
def test_a_made_up_link_tells_nothing_about_others(
    alice: User, settings: Any, registration: str
) -> None:
    settings.REGISTRATION = registration
    with pytest.raises(Invalid) as caught:
        register_user(
            username=alice.username, email=alice.email, password=PASSWORD, owner_token="x"
        )
    assert list(caught.value.errors or {}) == ["owner"]


@pytest.mark.django_db
def test_a_failed_sign_up_leaves_the_link_good(alice: User) -> None:
    token = make_claim()
    with pytest.raises(Invalid):
        register_user(username="!", email="x", password="x", owner_token=token)
    assert is_owner_claim(token)


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_one_becomes_the_owner() -> None:
    token = make_claim()
    results = at_once(10, lambda number: register(number, owner_token=token))
    assert sum(isinstance(result, User) for result in results) == 1
    assert sum(isinstance(result, Invalid) for result in results) == 9
    assert User.objects.count() == 1
    assert User.objects.get().is_superuser
