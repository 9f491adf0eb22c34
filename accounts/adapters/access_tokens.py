"""Access tokens: JWTs (RFC 7519) that name a person and a session, and grant nothing by themselves.

The session's row is read at every request, so a token dies with its session.
"""

import time
import uuid
from functools import lru_cache
from typing import Any

import jwt

from accounts.adapters.keys import purpose_key
from accounts.models import UserSession
from chatty.core.errors import NotAuthenticated, TokenExpired
from chatty.core.ids import read_id
from chatty.core.limits import limits

_ALGORITHM = "HS256"
_NAME = "chatty"


def write_access_token(session: UserSession) -> str:
    """A token for `session`, good for `limits.access_token_seconds`."""
    issued = int(time.time())
    claims = {
        "iss": _NAME,
        "aud": _NAME,
        "sub": str(session.user_id),
        "sid": str(session.id),
        "iat": issued,
        "exp": issued + limits.access_token_seconds,
    }
    return jwt.encode(claims, purpose_key("access token"), algorithm=_ALGORITHM)


def read_access_token(text: str) -> uuid.UUID:
    """The session that a token names. TokenExpired, or NotAuthenticated for anything not ours."""
    session_id, expires_at = _verify(text, purpose_key("access token"))
    if expires_at <= time.time():
        raise _expired()
    return session_id


# A client sends the same token for as long as it lives; what does not hold is not remembered.
@lru_cache(maxsize=limits.access_tokens_cached)
def _verify(text: str, key: bytes) -> tuple[uuid.UUID, int]:
    """The session that a token names, and the Unix time in seconds at which the token ends."""
    try:
        claims: dict[str, Any] = jwt.decode(
            text,
            key,
            algorithms=[_ALGORITHM],
            audience=_NAME,
            issuer=_NAME,
            options={"require": ["exp", "iat", "sub", "sid"]},
        )
    except jwt.ExpiredSignatureError:
        raise _expired() from None
    except (jwt.InvalidTokenError, ValueError):
        raise NotAuthenticated("The access token is not one of ours.") from None
    session_id = read_id(claims["sid"])
    if session_id is None:
        raise NotAuthenticated("The access token names no session.")
    return session_id, int(claims["exp"])


def _expired() -> TokenExpired:
    return TokenExpired("The access token has expired. Refresh it.")
