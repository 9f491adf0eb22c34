"""Suspension: who may do it to whom, and what it ends."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEntry, User, UserSession
from accounts.operations.refreshing import refresh_session
from accounts.operations.sign_in import sign_in
from accounts.operations.suspension import lift_suspension, suspend_user
from chatty.core.errors import Forbidden, Invalid, NotAuthenticated, NotFound, Suspended
from tests.asking import DEVICE, Api, api_as, at_once, code_of, sign_in_as
from tests.conftest import Published
from tests.make import PASSWORD, make_user
from tests.moderation.staff import make_moderator, make_owner


@pytest.fixture
def rosa(db: None) -> User:
    return make_moderator("rosa")


def test_every_session_ends_and_every_socket_is_told(
    rosa: User, bob: User, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    signed_in = [sign_in_as(bob), sign_in_as(bob)]
    other = sign_in_as(rosa)
    with django_capture_on_commit_callbacks(execute=True):
        suspend_user(actor=rosa, user_id=bob.id, reason="Spam in three groups")
    (event,) = published.events("session.revoked")
    assert event["topic"] == f"user:{bob.id}"
    assert event["d"] == {"reason": "suspended", "session_id": None}
    assert event["control"] == {"close": 4403}
    for one in signed_in:
        assert code_of(Api(one.access_token)("GET", "/me")) == (401, "not_authenticated")
        with pytest.raises(NotAuthenticated):
            refresh_session(refresh_token=one.refresh_token, ip_address=None)
    assert {row.revoked_reason for row in UserSession.objects.filter(user=bob)} == {"suspended"}
    assert Api(other.access_token)("GET", "/me").status_code == 200


def test_who_signs_in_is_told_why_after_the_right_password_only(rosa: User, bob: User) -> None:
    suspend_user(actor=rosa, user_id=bob.id, reason="Spam in three groups")
    with pytest.raises(Suspended, match="Spam in three groups"):
        sign_in(login="bob", password=PASSWORD, device=DEVICE, with_refresh_token=False)
    answer = Api()("POST", "/auth/login", {"login": "bob", "password": "not the password"})
    assert code_of(answer) == (401, "invalid_credentials")
    page = Client().post("/signin", {"login": "bob", "password": PASSWORD})
    assert page.status_code == 403
    assert "Spam in three groups" in page.text


def test_lifting_it_lets_them_sign_in_anew(rosa: User, bob: User) -> None:
    before = api_as(bob)
    suspend_user(actor=rosa, user_id=bob.id, reason="Spam")
    lift_suspension(actor=rosa, user_id=bob.id, reason="It was a mistake")
    bob.refresh_from_db()
    assert (bob.suspended_at, bob.suspension_reason) == (None, "")
    assert before("GET", "/me").status_code == 401
    assert api_as(bob)("GET", "/me").status_code == 200


def test_both_are_in_the_audit_log_with_their_reasons(rosa: User, bob: User) -> None:
    sign_in_as(bob)
    suspend_user(actor=rosa, user_id=bob.id, reason=" Spam ", case="report:1")
    lift_suspension(actor=rosa, user_id=bob.id, reason="Mistake")
    entries = AuditEntry.objects.filter(target_type="user", target_id=str(bob.id), actor=rosa)
    assert [(row.action, row.details) for row in entries.order_by("id")] == [
        ("user.suspended", {"reason": "Spam", "sessions": 1, "case": "report:1"}),
        ("user.suspension_lifted", {"reason": "Mistake"}),
    ]


def test_a_state_that_holds_stays_as_it_is(rosa: User, bob: User) -> None:
    suspend_user(actor=rosa, user_id=bob.id, reason="First")
    count = AuditEntry.objects.count()
    assert suspend_user(actor=rosa, user_id=bob.id, reason="Second").suspension_reason == "First"
    lift_suspension(actor=rosa, user_id=bob.id, reason="Enough")
    lift_suspension(actor=rosa, user_id=bob.id, reason="Enough")
    assert AuditEntry.objects.count() == count + 1


def test_who_is_no_moderator_may_not(rosa: User, alice: User, bob: User) -> None:
    suspended = make_moderator("former")
    suspend_user(actor=rosa, user_id=suspended.id, reason="Away")
    closed = make_moderator("closed")
    User.objects.filter(id=closed.id).update(is_active=False)
    for actor in (alice, bob, suspended, closed):
        for operation in (suspend_user, lift_suspension):
            with pytest.raises(Forbidden):
                operation(actor=actor, user_id=bob.id, reason="Because")
    bob.refresh_from_db()
    assert not bob.is_suspended
    # And a moderator may, so that the refusals above mean something.
    assert suspend_user(actor=rosa, user_id=bob.id, reason="Spam").is_suspended


def test_nobody_suspends_themselves_or_an_owner(rosa: User, bob: User) -> None:
    owner, other = make_owner("olga"), make_owner("oscar")
    for actor, person in ((rosa, rosa), (owner, owner), (rosa, owner)):
        with pytest.raises(Forbidden):
            suspend_user(actor=actor, user_id=person.id, reason="Because")
    assert suspend_user(actor=owner, user_id=other.id, reason="Left").is_suspended
    with pytest.raises(Forbidden):
        lift_suspension(actor=rosa, user_id=other.id, reason="Because")
    assert suspend_user(actor=owner, user_id=rosa.id, reason="Left").is_suspended


@pytest.mark.parametrize("reason", ["", "  ", "x" * 513, "a\nb", "a\u202eb"])
def test_a_reason_is_one_line_that_says_something(rosa: User, bob: User, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        suspend_user(actor=rosa, user_id=bob.id, reason=reason)
    assert list(refused.value.errors or {}) == ["reason"]


@pytest.mark.parametrize("user_id", ["bob", None, "01a1fdb6-4fef-77f4-9020-0077414b24b7"])
def test_nobody_there_is_not_found(rosa: User, user_id: object) -> None:
    with pytest.raises(NotFound):
        suspend_user(actor=rosa, user_id=user_id, reason="Spam")


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_who_suspend_each_other_one_stays() -> None:
    pair = [make_moderator("rosa"), make_moderator("nils")]

    def suspend(number: int) -> User:
        return suspend_user(actor=pair[number], user_id=pair[1 - number].id, reason="Because")

    answers = at_once(2, suspend)
    assert sorted(type(answer).__name__ for answer in answers) == ["Forbidden", "User"]
    assert User.objects.filter(suspended_at=None, is_staff=True).count() == 1


def test_a_suspended_person_in_a_group_is_known_to_the_others_as_before(
    rosa: User, bob: User
) -> None:
    alice = make_user("amara")
    suspend_user(actor=rosa, user_id=bob.id, reason="Spam")
    seen = api_as(alice).get(f"/users/{bob.id}")
    assert seen["display_name"] == "bob"
    assert "suspended" not in str(seen)
