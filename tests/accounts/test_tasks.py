"""What the worker does for accounts."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from accounts.models import OwnerClaim, RefreshToken, User, UserSession
from accounts.operations import forgetting
from accounts.operations.owner_claims import renew_owner_claim
from accounts.operations.refreshing import refresh_session
from accounts.operations.sessions import revoke_session
from accounts.tasks import forget_ended_sessions
from chatty.core.clock import now
from tests.asking import sign_in_as


def test_what_ended_a_month_ago_is_forgotten_and_nothing_else(alice: User) -> None:
    live, ended = sign_in_as(alice), sign_in_as(alice)
    revoke_session(actor=alice, session_id=ended.session.id)
    refresh_session(refresh_token=live.refresh_token, ip_address=None)
    renew_owner_claim()
    cookie = SessionStore()
    cookie.create()
    assert forget_ended_sessions() == 0
    with time_machine.travel(now() + timedelta(days=31)):
        # The ended session, the rotated token, the claim; the cookie lives 60 days.
        assert forget_ended_sessions() == 3
    assert UserSession.objects.get() == live.session
    assert RefreshToken.objects.get().rotated_at is None
    assert not OwnerClaim.objects.exists()
    with time_machine.travel(now() + timedelta(days=91)):
        assert forget_ended_sessions() == 2
    assert not UserSession.objects.exists()
    assert not RefreshToken.objects.exists()
    assert not Session.objects.exists()
    assert User.objects.get() == alice


def test_many_go_in_batches(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        sign_in_as(alice)
    monkeypatch.setattr(forgetting, "_BATCH", 2)
    with time_machine.travel(now() + timedelta(days=91)):
        assert forget_ended_sessions() == 5
