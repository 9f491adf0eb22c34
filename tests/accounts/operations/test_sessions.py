"""Sessions: opened, used, ended."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import AuditEntry, User, UserSession
from accounts.operations.sessions import open_session, revoke_session, touch_session
from accounts.rules.devices import describe_device
from chatty.core.clock import now
from chatty.core.errors import Invalid, NotFound
from tests.asking import sign_in_as
from tests.conftest import Published


def test_a_session_says_where_it_is(alice: User) -> None:
    session = sign_in_as(alice).session
    assert session.device_name == "Firefox on Linux"
    assert session.platform == "Linux"
    assert session.ip_address == "203.0.113.7"


@pytest.mark.parametrize("name", ["x" * 65, "a\u202eb", "a\x07b"])
def test_a_device_name_that_deceives_is_refused(alice: User, name: str) -> None:
    device = describe_device(user_agent="", ip_address="", name=name)
    with pytest.raises(Invalid) as caught:
        open_session(user=alice, device=device, with_refresh_token=True)
    assert list(caught.value.errors or {}) == ["device_name"]


def test_ending_a_session_closes_its_sockets(
    alice: User, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    session = sign_in_as(alice).session
    with django_capture_on_commit_callbacks(execute=True):
        revoke_session(actor=alice, session_id=session.id)
    (event,) = published.events("session.revoked")
    assert event == {
        "topic": f"user:{alice.id}",
        "rev": None,
        "d": {"reason": "revoked", "session_id": str(session.id)},
        "control": {"close": 4401, "sessions": [str(session.id)]},
    }


def test_ending_it_again_does_nothing_more(
    alice: User, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    session = sign_in_as(alice).session
    with django_capture_on_commit_callbacks(execute=True):
        revoke_session(actor=alice, session_id=session.id)
        revoke_session(actor=alice, session_id=session.id)
    assert len(published.events("session.revoked")) == 1
    assert AuditEntry.objects.filter(action="session.revoked").count() == 1


def test_nobody_ends_another_persons_session(alice: User, bob: User) -> None:
    session = sign_in_as(alice).session
    with pytest.raises(NotFound):
        revoke_session(actor=bob, session_id=session.id)
    session.refresh_from_db()
    assert session.revoked_at is None


def test_use_is_noted_once_a_minute(alice: User, django_assert_num_queries: Any) -> None:
    session = sign_in_as(alice).session
    with django_assert_num_queries(0):
        touch_session(session)
    later = now() + timedelta(seconds=61)
    with time_machine.travel(later, tick=False):
        stale = UserSession.objects.select_related("user").get(id=session.id)
        with django_assert_num_queries(2):
            touch_session(session)
        with django_assert_num_queries(1):
            touch_session(stale)
    session.refresh_from_db()
    alice.refresh_from_db()
    assert session.last_used_at == later
    assert alice.last_seen_at == later
