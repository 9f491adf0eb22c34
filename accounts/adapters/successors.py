"""Refresh tokens as text, and the one successor that each can have."""

import base64
import hashlib
import hmac
import os
import secrets

from accounts.adapters.keys import purpose_key

SALT_BYTES = 32


def new_secret() -> str:
    """256 random bits as URL-safe text: a refresh token, a ticket, an owner's token."""
    return secrets.token_urlsafe(32)


def new_salt() -> bytes:
    """What makes a successor unpredictable to whoever knows only the token before it."""
    return os.urandom(SALT_BYTES)


def derive_successor(token: str, salt: bytes) -> str:
    """The token that follows `token`: the same for every request that waited for the same rotation.

    It needs the server's key, the token itself (of which the database has a hash) and the stored
    salt, so neither a copy of the database nor an old token is enough to make it.
    """
    message = token.encode() + salt
    digest = hmac.digest(purpose_key("refresh token"), message, hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
