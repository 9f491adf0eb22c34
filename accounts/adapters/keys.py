"""Keys for signatures, one a purpose, all derived from the secret key of the installation."""

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings


def purpose_key(purpose: str) -> bytes:
    """The 32-byte key of a purpose. Source: HKDF-Expand with one block (RFC 5869 §2.3)."""
    return _derive(settings.SECRET_KEY, purpose)


# A handful of purposes, and one of them asked for with each request.
@lru_cache
def _derive(secret: str, purpose: str) -> bytes:
    info = f"chatty {purpose}".encode() + b"\x01"
    return hmac.digest(secret.encode(), info, hashlib.sha256)


def digest_secret(text: str) -> bytes:
    """The SHA-256 of a random secret, which is all that is stored of it (32 bytes)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
