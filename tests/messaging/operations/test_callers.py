"""What sockets hand over unseen: the session is proved, and charged once."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import UserSession
from accounts.operations.sessions import revoke_session
from chatty.core.clock import now
from chatty.core.errors import NotAuthenticated, RateLimited, Suspended
from chatty.core.limits import override_limits
from chatty.realtime.registry import Caller, Submission
from messaging import realtime
from messaging.models import Message
from messaging.operations.receipt_batch import write_receipts
from messaging.operations.send_batch import Sent, write_sends
from tests.asking import sign_in_as, write_from_socket
from tests.cast import Cast


def message(caller: Caller, cast: Cast) -> Submission:
    names = {"conversation_id": str(cast.lounge.id), "client_id": str(uuid.uuid4())}
    return realtime.send(caller, {**names, "body": "Hello"})


def receipt(caller: Caller, cast: Cast) -> Submission:
    return realtime.receipt(caller, {"conversation_id": str(cast.lounge.id), "read_seq": 1})


@pytest.fixture
def bob(cast: Cast) -> Caller:
    return Caller(user_id=cast.bob.id, session_id=sign_in_as(cast.bob).session.id)


both = pytest.mark.parametrize("ask", [message, receipt])
Ask = Callable[[Caller, Cast], Submission]


@both
def test_a_session_that_ended_writes_nothing(cast: Cast, bob: Caller, ask: Ask) -> None:
    write_from_socket(ask(bob, cast))
    stored = Message.objects.count()
    revoke_session(actor=cast.bob, session_id=bob.session_id)
    with pytest.raises(NotAuthenticated):
        write_from_socket(ask(bob, cast))
    with pytest.raises(NotAuthenticated):
        write_from_socket(ask(Caller(user_id=cast.bob.id, session_id=uuid.uuid4()), cast))
    assert Message.objects.count() == stored


@both
def test_who_is_suspended_writes_nothing(cast: Cast, bob: Caller, ask: Ask) -> None:
    write_from_socket(ask(bob, cast))
    cast.bob.suspended_at, cast.bob.suspension_reason = now(), "Spam"
    cast.bob.save()
    with pytest.raises(Suspended, match="Spam"):
        write_from_socket(ask(bob, cast))


@both
def test_writing_notes_that_the_session_is_in_use(cast: Cast, bob: Caller, ask: Ask) -> None:
    before = now() - timedelta(hours=1)
    UserSession.objects.filter(id=bob.session_id).update(last_used_at=before)
    write_from_socket(ask(bob, cast))
    assert UserSession.objects.get(id=bob.session_id).last_used_at > before


@pytest.mark.parametrize(
    ("ask", "write", "limit"),
    [
        (message, write_sends, "messages_per_minute"),
        (receipt, write_receipts, "reads_per_minute"),
    ],
)
def test_what_is_tried_again_is_charged_once(
    cast: Cast, bob: Caller, ask: Ask, write: Any, limit: str
) -> None:
    first, second, third = (ask(bob, cast).item for _ in range(3))
    with override_limits(**{limit: 2}):
        for _ in range(3):
            answers = write([first, second, third], wait=True)
            kinds = [isinstance(answer, RateLimited) for answer in answers]
            assert kinds == [False, False, True]
    if ask is message:
        # The same messages each time.
        assert [one.is_duplicate for one in answers if isinstance(one, Sent)] == [True, True]
        assert Message.objects.count() == 2
