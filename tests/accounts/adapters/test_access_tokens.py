"""Access tokens: ours are good for ten minutes, all others for nothing."""

import uuid
from datetime import timedelta
from typing import Any

import jwt
import time_machine

from accounts.adapters.keys import purpose_key
from accounts.models import User, UserSession
from chatty.core.clock import now
from tests.asking import Api, code_of, sign_in_as


def access_token(session: UserSession, **changes: Any) -> str:
    claims = {
        "iss": "chatty", "aud": "chatty", "sub": str(session.user_id), "sid": str(session.id),
        "iat": now(), "exp": now() + timedelta(minutes=10), **changes,
    }  # fmt: skip
    return jwt.encode(claims, purpose_key("access token"), algorithm="HS256")


def test_an_access_token_lives_ten_minutes(anonymous: Api, alice: User) -> None:
    token = sign_in_as(alice).access_token
    with time_machine.travel(now() + timedelta(seconds=601)):
        answer = anonymous("GET", "/me", authorization=f"Bearer {token}")
    assert code_of(answer) == (401, "token_expired")
    assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_a_forged_token_is_refused(anonymous: Api, alice: User) -> None:
    session = sign_in_as(alice).session
    assert (
        anonymous("GET", "/me", authorization=f"Bearer {access_token(session)}").status_code == 200
    )
    claims = {"sub": str(alice.id), "sid": str(session.id), "iat": 1, "exp": 9_999_999_999,
              "iss": "chatty", "aud": "chatty"}  # fmt: skip
    forged = [
        access_token(session, aud="other"),
        access_token(session, iss="other"),
        access_token(session, sid="x"),
        access_token(session, sid=str(uuid.uuid4())),
        access_token(session, sid=None),
        jwt.encode(claims, "x" * 32, algorithm="HS256"),
        jwt.encode(claims, "", algorithm="none"),
        jwt.encode(claims, purpose_key("access token") * 2, algorithm="HS512"),
        jwt.encode(claims, purpose_key("refresh token"), algorithm="HS256"),
        access_token(session)[:-2] + "AA",
        "",
        "x",
        "a.b.c",
    ]
    for token in forged:
        answer = anonymous("GET", "/me", authorization=f"Bearer {token}")
        assert code_of(answer) == (401, "not_authenticated"), token
