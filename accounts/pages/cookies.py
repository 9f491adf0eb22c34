"""Beginning and ending a browser's session."""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.access import COOKIE_KEY
from accounts.models import UserSession
from accounts.rules.devices import Device, describe_device

HOME = "/"


def begin_browser_session(request: HttpRequest, session: UserSession) -> None:
    """Put a session behind a fresh cookie: one planted before the sign-in is worth nothing."""
    request.session.flush()
    request.session[COOKIE_KEY] = str(session.id)
    rotate_token(request)


def browser_session(request: HttpRequest) -> UserSession | None:
    """The session of the browser that asks, suspended or not."""
    session: Any = getattr(request, "user_session", None)
    return session or None


def browser_device(request: HttpRequest) -> Device:
    """The device of a page's request."""
    return describe_device(
        user_agent=request.headers.get("User-Agent", ""),
        ip_address=request.META.get("REMOTE_ADDR", ""),
    )


def safe_next(request: HttpRequest, path: str) -> str:
    """Where to go after signing in: a path on this very origin, else home."""
    # Django's check lets relative texts by; only a path from the root says where it leads.
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(
        path, allowed_hosts=None, require_https=request.is_secure()
    ):
        return HOME
    return path
