"""Signing in."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import hashers

from accounts.models import User
from accounts.operations import sign_in as module
from accounts.operations.sign_in import sign_in
from accounts.rules.devices import describe_device
from chatty.core.clock import now
from chatty.core.errors import InvalidCredentials, RateLimited, Suspended
from chatty.core.limits import override_limits
from tests.make import PASSWORD


def attempt(login: str, password: str = PASSWORD, ip: str = "203.0.113.7") -> Any:
    device = describe_device(user_agent="", ip_address=ip)
    return sign_in(login=login, password=password, device=device, with_refresh_token=True)


@pytest.mark.parametrize("login", ["alice", "ALICE", " alice@example.org", "Alice@Example.ORG"])
def test_name_and_address_work_in_any_case(alice: User, login: str) -> None:
    signed_in = attempt(login)
    assert signed_in.session.user == alice
    assert signed_in.refresh_token
    assert signed_in.session.expires_at - now() > timedelta(days=59)


@pytest.mark.parametrize(
    "login, password", [("alice", "wrong"), ("nobody", PASSWORD), ("bot", "!")]
)
def test_every_failure_says_the_same(alice: User, login: str, password: str) -> None:
    bot = User(username="bot", email="bot@example.org", display_name="Bot", is_bot=True)
    bot.set_unusable_password()
    bot.save()
    with pytest.raises(InvalidCredentials) as caught:
        attempt(login, password)
    assert caught.value.detail == "Username or password isn't right."
    assert caught.value.members() == {}


@pytest.mark.parametrize("login", ["alice", "nobody", "closed", "no@example.org", "\x00", "\ud800"])
def test_the_hasher_runs_once_whoever_is_asked_for(
    alice: User, bob: User, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.filter(id=bob.id).update(username="closed", is_active=False)
    module._dummy_hash()
    runs = []
    verify = hashers.Argon2PasswordHasher.verify

    def counted(self: Any, password: str, encoded: str) -> bool:
        runs.append(encoded)
        return verify(self, password, encoded)

    monkeypatch.setattr(hashers.Argon2PasswordHasher, "verify", counted)
    with pytest.raises(InvalidCredentials):
        attempt(login, "wrong password")
    assert len(runs) == 1


def test_a_closed_account_is_as_if_unknown(alice: User) -> None:
    User.objects.filter(id=alice.id).update(is_active=False)
    with pytest.raises(InvalidCredentials):
        attempt("alice")


def test_suspension_is_told_after_the_right_password_only(alice: User) -> None:
    User.objects.filter(id=alice.id).update(suspended_at=now(), suspension_reason="Spam.")
    with pytest.raises(InvalidCredentials):
        attempt("alice", "wrong")
    with pytest.raises(Suspended) as caught:
        attempt("alice")
    assert caught.value.detail == "Spam."


def test_an_address_may_try_so_often_only(alice: User) -> None:
    with override_limits(sign_ins_per_minute=2):
        for login in ("x", "y"):
            with pytest.raises(InvalidCredentials):
                attempt(login, "wrong")
        with pytest.raises(RateLimited):
            attempt("alice")
        assert attempt("alice", ip="198.51.100.1")


def test_a_guesser_does_not_lock_the_owner_out(alice: User) -> None:
    attempt("alice", ip="203.0.113.7")
    with override_limits(sign_ins_per_account_per_minute=2, sign_ins_per_account_per_hour=3):
        for guess in range(3):
            with pytest.raises(InvalidCredentials):
                attempt("alice", "wrong", ip=f"198.51.100.{guess}")
        with pytest.raises(RateLimited):
            attempt("alice", "wrong", ip="198.51.100.99")
        assert attempt("alice", ip="203.0.113.7")


def test_name_and_address_share_the_accounts_limit(alice: User) -> None:
    with override_limits(sign_ins_per_account_per_minute=1):
        with pytest.raises(InvalidCredentials):
            attempt("alice", "wrong")
        with pytest.raises(RateLimited):
            attempt("alice@example.org", "wrong")


def test_switched_off_limits_let_everything_by(alice: User, settings: Any) -> None:
    settings.RATE_LIMITS = False
    with override_limits(sign_ins_per_minute=1, sign_ins_per_account_per_minute=1):
        assert all(attempt("alice") for _ in range(3))
