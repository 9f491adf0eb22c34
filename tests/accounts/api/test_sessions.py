"""`/me/sessions` over HTTP."""

import uuid
from typing import Any

import pytest

from accounts.models import User, UserSession
from accounts.operations.sessions import revoke_session
from tests.asking import Api, api_as, code_of, sign_in_as
from tests.conftest import Published


@pytest.mark.django_db
def test_nobody_has_no_sessions(anonymous: Api) -> None:
    assert code_of(anonymous("GET", "/me/sessions")) == (401, "not_authenticated")
    assert code_of(anonymous("DELETE", f"/me/sessions/{uuid.uuid4()}")) == (
        401,
        "not_authenticated",
    )


def test_live_sessions_are_listed_newest_first(alice: User, bob: User) -> None:
    ended, older, here = (sign_in_as(alice) for _ in range(3))
    sign_in_as(bob)
    revoke_session(actor=alice, session_id=ended.session.id)
    answer = Api(here.access_token)("GET", "/me/sessions").json()
    assert answer["next"] is None
    assert [(row["id"], row["current"]) for row in answer["results"]] == [
        (str(here.session.id), True),
        (str(older.session.id), False),
    ]
    assert answer["results"][1]["user_agent"].endswith("Firefox/140.0")


def test_pages_follow_each_other(alice: User) -> None:
    api = api_as(alice)
    for _ in range(4):
        sign_in_as(alice)
    seen, cursor = [], ""
    while True:
        page = api("GET", f"/me/sessions?limit=2{cursor}").json()
        seen += [row["id"] for row in page["results"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    "query, code",
    [
        ("limit=0", "invalid"),
        ("limit=101", "invalid"),
        ("limit=x", "invalid"),
        ("cursor=x", "invalid_cursor"),
        ("cursor=WyJ4Il0", "invalid_cursor"),
        ("cursor=WzFd", "invalid_cursor"),
        ("cursor=%00", "invalid_cursor"),
    ],
)
def test_a_wrong_page_is_refused(alice: User, query: str, code: str) -> None:
    assert code_of(api_as(alice)("GET", f"/me/sessions?{query}")) == (400, code)


def test_another_session_can_be_ended_twice(
    alice: User, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    there = sign_in_as(alice)
    api = api_as(alice)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            assert api("DELETE", f"/me/sessions/{there.session.id}").status_code == 204
    (event,) = published.events("session.revoked")
    assert event["control"] == {"close": 4401, "sessions": [str(there.session.id)]}
    gone = Api(there.access_token)("GET", "/me")
    assert code_of(gone) == (401, "not_authenticated")
    assert api("GET", "/me").status_code == 200


def test_other_peoples_sessions_are_not_there(
    alice: User, bob: User, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    theirs = sign_in_as(bob).session
    api = api_as(alice)
    with django_capture_on_commit_callbacks(execute=True):
        for path in (theirs.id, uuid.uuid4(), "x", "00000000"):
            answer = api("DELETE", f"/me/sessions/{path}")
            assert answer.status_code == 404
    assert UserSession.objects.get(id=theirs.id).revoked_at is None
    assert published.messages == []
