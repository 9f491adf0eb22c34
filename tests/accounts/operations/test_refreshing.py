"""Refresh tokens."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from accounts.adapters.successors import derive_successor
from accounts.models import AuditEntry, RefreshToken, User, UserSession
from accounts.operations.refreshing import refresh_session
from accounts.operations.sessions import SignedIn, revoke_session
from chatty.core.clock import now
from chatty.core.errors import (
    NotAuthenticated,
    RateLimited,
    RefreshReused,
    Suspended,
    TokenExpired,
)
from chatty.core.limits import override_limits
from tests.asking import sign_in_as
from tests.conftest import Published


def refresh(token: str, **more: Any) -> SignedIn:
    return refresh_session(refresh_token=token, ip_address="203.0.113.7", **more)


def test_each_token_is_followed_by_another(alice: User) -> None:
    tokens = [sign_in_as(alice).refresh_token]
    for _ in range(3):
        tokens.append(refresh(tokens[-1]).refresh_token)
    assert len(set(tokens)) == 4
    assert UserSession.objects.get().revoked_at is None


def test_no_token_is_stored(alice: User) -> None:
    token = sign_in_as(alice).refresh_token
    after = refresh(token).refresh_token
    for row in RefreshToken.objects.all():
        stored = bytes(row.token_hash) + bytes(row.successor_salt or b"")
        assert token.encode() not in stored
        assert after.encode() not in stored


def test_a_successor_needs_the_servers_key(alice: User, settings: Any) -> None:
    token = sign_in_as(alice).refresh_token
    after = refresh(token).refresh_token
    row = RefreshToken.objects.get(rotated_at__isnull=False)
    assert row.successor_salt is not None
    assert derive_successor(token, bytes(row.successor_salt)) == after
    settings.SECRET_KEY = "another key of another server, just as long as needed"
    assert derive_successor(token, bytes(row.successor_salt)) != after


def test_a_later_second_use_ends_the_session(
    alice: User, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    token = sign_in_as(alice).refresh_token
    successor = refresh(token).refresh_token
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RefreshReused):
        refresh(token)
    session = UserSession.objects.get()
    assert session.revoked_reason == "refresh_reused"
    entry = AuditEntry.objects.get(action="session.revoked")
    assert (entry.target_id, entry.details) == (str(session.id), {"reason": "refresh_reused"})
    (event,) = published.events("session.revoked")
    assert event["topic"] == f"user:{alice.id}"
    assert event["d"]["reason"] == "refresh_reused"
    assert event["control"] == {"close": 4401, "sessions": [str(session.id)]}
    with pytest.raises(NotAuthenticated):
        refresh(successor)


def test_using_it_a_third_time_changes_nothing_more(alice: User) -> None:
    token = sign_in_as(alice).refresh_token
    refresh(token)
    for _ in range(2):
        with pytest.raises(RefreshReused):
            refresh(token)
    assert AuditEntry.objects.filter(action="session.revoked").count() == 1


def test_other_sessions_go_on(alice: User) -> None:
    token, other = sign_in_as(alice).refresh_token, sign_in_as(alice).refresh_token
    refresh(token)
    with pytest.raises(RefreshReused):
        refresh(token)
    assert refresh(other).refresh_token


def test_a_request_that_arrived_before_the_first_use_is_in_time(alice: User) -> None:
    """It may have waited for a thread of ours, not for the row."""
    token = sign_in_as(alice).refresh_token
    received_at = now()
    time.sleep(0.01)
    first = refresh(token).refresh_token
    assert refresh(token, received_at=received_at).refresh_token == first
    with pytest.raises(RefreshReused):
        refresh(token, received_at=now())


@pytest.mark.django_db(transaction=True)
def test_twenty_that_waited_get_the_same_successor_and_a_late_one_ends_it(alice: User) -> None:
    token = sign_in_as(alice).refresh_token
    seen = threading.Semaphore(0)

    def wait_and_refresh(_number: int) -> str:
        try:
            with connection.cursor() as cursor:
                # Twenty connections take their time on a busy machine.
                cursor.execute("SET lock_timeout = '90s'")
            seen.release()
            return refresh(token).refresh_token
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        with transaction.atomic():
            # Whoever holds the row stands for the first request, in the midst of its rotation.
            RefreshToken.objects.select_for_update().get()
            waiting = [pool.submit(wait_and_refresh, number) for number in range(20)]
            for _ in waiting:
                assert seen.acquire(timeout=60)
            _wait_for_locked(20)
        successors = {future.result(90) for future in waiting}
    assert len(successors) == 1
    assert RefreshToken.objects.count() == 2
    assert UserSession.objects.get().revoked_at is None
    with pytest.raises(RefreshReused):
        refresh(token)
    with pytest.raises(NotAuthenticated):
        refresh(successors.pop())
    assert UserSession.objects.get().revoked_reason == "refresh_reused"


def _wait_for_locked(count: int) -> None:
    """Until so many connections of this database wait for a lock."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= count:
                return
        time.sleep(0.01)
    raise AssertionError(f"Fewer than {count} wait.")


@pytest.mark.django_db(transaction=True)
def test_the_end_of_the_session_is_committed_before_the_refusal(alice: User) -> None:
    token = sign_in_as(alice).refresh_token
    refresh(token)
    with pytest.raises(RefreshReused):
        refresh(token)
    connection.close()
    assert UserSession.objects.get().revoked_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["x", "é", "\ud800", "x" * 1_000])
def test_an_unknown_token_is_nobodys(token: str) -> None:
    with pytest.raises(NotAuthenticated):
        refresh(token)


def test_a_revoked_session_is_not_refreshed(alice: User) -> None:
    signed_in = sign_in_as(alice)
    revoke_session(actor=alice, session_id=signed_in.session.id)
    with pytest.raises(NotAuthenticated):
        refresh(signed_in.refresh_token)


def test_a_session_ends_after_its_days(alice: User) -> None:
    signed_in = sign_in_as(alice)
    with time_machine.travel(now() + timedelta(days=61)), pytest.raises(TokenExpired):
        refresh(signed_in.refresh_token)


def test_a_suspended_person_is_told(alice: User) -> None:
    signed_in = sign_in_as(alice)
    User.objects.filter(id=alice.id).update(suspended_at=now())
    with pytest.raises(Suspended):
        refresh(signed_in.refresh_token)


def test_refreshes_are_limited(alice: User) -> None:
    token = sign_in_as(alice).refresh_token
    with override_limits(refreshes_per_minute=1):
        token = refresh(token).refresh_token
        with pytest.raises(RateLimited):
            refresh(token)
