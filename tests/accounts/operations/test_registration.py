"""Signing up."""

from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection

from accounts.models import AuditEntry, User
from accounts.operations import registration, registration_invites
from accounts.operations.registration import register_user, sign_up
from accounts.rules.devices import describe_device
from chatty.core.errors import (
    EmailTaken,
    Invalid,
    RateLimited,
    RegistrationClosed,
    UsernameTaken,
)
from chatty.core.jobs.models import Job
from chatty.core.limits import override_limits
from tests.asking import at_once
from tests.make import PASSWORD


def register(**changes: Any) -> User:
    details = {"username": "carol", "email": "carol@example.org", "password": PASSWORD}
    return register_user(**{**details, **changes})


@pytest.mark.django_db
def test_a_new_account_is_an_ordinary_one() -> None:
    user = register(username="Carol", email="Carol@Example.org", display_name="  Carol  ")
    assert (user.username, user.email, user.display_name) == ("carol", "carol@example.org", "Carol")
    assert user.is_active
    assert user.is_verified
    powers = (user.is_staff, user.is_superuser, user.is_bot, user.is_suspended)
    assert powers == (False, False, False, False)
    assert user.password.startswith("argon2$")
    assert user.check_password(PASSWORD)


@pytest.mark.django_db
def test_without_a_display_name_the_username_is_shown() -> None:
    assert register().display_name == "carol"


@pytest.mark.django_db
def test_signing_up_is_in_the_audit_log() -> None:
    user = register(ip_address="192.0.2.1")
    entry = AuditEntry.objects.get(action="user.registered")
    assert (entry.actor, entry.target_id, entry.ip_address) == (user, str(user.id), "192.0.2.1")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "field, value",
    [
        ("username", "ca"),
        ("username", "caról"),
        ("username", "everyone"),
        ("username", "adm1n"),
        ("username", "s.u.p.p.o.r.t"),
        ("email", "carol"),
        ("email", "carol@"),
        ("email", "a@b@example.org"),
        ("email", "carol@exa mple.org"),
        ("email", "c" * 250 + "@example.org"),
        ("email", "carol\x00@example.org"),
        ("password", "x"),
        ("password", "x" * 10_000),
        ("password", "password123"),
        ("password", "carol@example.org"),
        ("display_name", "\u202eloraC"),
        ("display_name", "x" * 65),
        ("display_name", "\u3164"),
    ],
)
def test_a_wrong_field_is_named(field: str, value: str) -> None:
    with pytest.raises(Invalid) as caught:
        register(**{field: value})
    assert list(caught.value.errors or {}) == [field]
    assert not User.objects.exists()


@pytest.mark.django_db
def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        register(username="!", email="!", password="!", display_name="\x00")
    assert set(caught.value.errors or {}) == {"username", "email", "password", "display_name"}


def test_a_name_is_taken_whatever_its_case(alice: User) -> None:
    with pytest.raises(UsernameTaken):
        register(username="ALICE")


def test_an_address_is_taken_whatever_its_case(alice: User) -> None:
    with pytest.raises(EmailTaken):
        register(email="Alice@EXAMPLE.org")


def test_twins_of_staff_are_refused(alice: User) -> None:
    assert register(username="a1ice", email="twin@example.org").username == "a1ice"
    User.objects.filter(id=alice.id).update(is_staff=True)
    with pytest.raises(Invalid) as caught:
        register(username="al.ice")
    assert list(caught.value.errors or {}) == ["username"]


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_one_gets_the_name() -> None:
    results = at_once(10, lambda number: register(email=f"carol{number}@example.org"))
    assert sum(isinstance(result, User) for result in results) == 1
    assert sum(isinstance(result, UsernameTaken) for result in results) == 9
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_one_gets_the_address() -> None:
    results = at_once(10, lambda number: register(username=f"carol{number}"))
    assert sum(isinstance(result, User) for result in results) == 1
    assert sum(isinstance(result, EmailTaken) for result in results) == 9


def test_the_limit_comes_before_anything_is_told(alice: User) -> None:
    with override_limits(sign_ups_per_hour=1):
        register(ip_address="192.0.2.1")
        User.objects.filter(id=alice.id).update(is_staff=True)
        for name in ("alice", "a1ice"):
            with pytest.raises(RateLimited) as caught:
                register(username=name, ip_address="192.0.2.1")
        assert caught.value.retry_after
        with pytest.raises(UsernameTaken):
            register(username="alice", ip_address="192.0.2.2")


def test_the_limit_counts_a_household_once(alice: User) -> None:
    with override_limits(sign_ups_per_hour=1):
        register(ip_address="2001:db8::1")
        with pytest.raises(RateLimited):
            register(username="dave", email="dave@example.org", ip_address="2001:db8::2")


@pytest.mark.django_db(transaction=True)
def test_no_transaction_waits_for_the_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[bool] = []

    def hash_password(password: str) -> str:
        hashed.append(connection.in_atomic_block)
        return make_password(password)

    monkeypatch.setattr(registration, "make_password", hash_password)
    details = {"username": "carol", "email": "carol@example.org", "password": PASSWORD}
    signed_in = sign_up(
        **details, device=describe_device(user_agent="", ip_address=""), with_refresh_token=False
    )
    assert signed_in.session.user.check_password(PASSWORD)
    assert hashed == [False]


@pytest.mark.django_db(transaction=True)
def test_without_a_session_there_is_no_account() -> None:
    details = {"username": "carol", "email": "carol@example.org", "password": PASSWORD}
    with pytest.raises(Invalid):
        sign_up(
            **details,
            device=describe_device(user_agent="", ip_address="", name="x" * 200),
            with_refresh_token=False,
        )
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_closed_server_takes_nobody(settings: Any) -> None:
    settings.REGISTRATION = "closed"
    with pytest.raises(RegistrationClosed):
        register(invite_code="good")


@pytest.mark.django_db
def test_by_invite_only_a_good_code_opens(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REGISTRATION = "invite"
    monkeypatch.setattr(registration_invites, "_checker", [])
    with pytest.raises(RegistrationClosed):
        register(invite_code="good")
    registration_invites.register_invite_checker(lambda code: code == "good")
    for code in ("", "bad"):
        with pytest.raises(RegistrationClosed):
            register(invite_code=code)
    assert register(invite_code="good").is_active


@pytest.mark.django_db
def test_with_mail_an_address_must_be_proved(settings: Any) -> None:
    settings.HAS_EMAIL = True
    user = register()
    assert not user.is_verified
    job = Job.objects.get(name="accounts.send_verification")
    assert job.arguments == {"user_id": str(user.id)}
