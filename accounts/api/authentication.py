"""Who is asking: by header or by cookie. `request.auth` is the session."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.request import Request

from accounts.access import find_current_session
from accounts.adapters.access_tokens import read_access_token
from accounts.models import User, UserSession
from accounts.operations.sessions import touch_session
from accounts.rules.devices import Device, describe_device
from chatty.core.acting import act_as
from chatty.core.errors import CsrfFailed, NotAuthenticated, Suspended


class HeaderAuthentication(BaseAuthentication):
    """`Authorization: Bearer <access token>`. A wrong one is 401, even beside a good cookie."""

    def authenticate(self, request: Request) -> tuple[User, UserSession] | None:
        header = request.headers.get("Authorization")
        if header is None:
            return None
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise NotAuthenticated("Use `Authorization: Bearer <access token>`.")
        session = find_current_session(read_access_token(token.strip()))
        act_as(session.user_id)
        touch_session(session)
        return session.user, session

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - DRF's signature
        return 'Bearer realm="chatty"'


class CookieAuthentication(BaseAuthentication):
    """The browser's cookie, read by our middleware, with CSRF on unsafe methods."""

    def authenticate(self, request: Request) -> tuple[User, UserSession] | None:
        http: Any = request._request  # noqa: SLF001 - DRF's own way to Django's request
        session: UserSession | None = getattr(http, "user_session", None)
        # A lazy object that holds None is falsy, and is not None.
        if not session:
            return None
        if session.user.is_suspended:
            raise Suspended(session.user.suspension_reason)
        _check_csrf(http)
        act_as(session.user_id)
        return session.user, session


def _no_response(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _check_csrf(request: HttpRequest) -> None:
    """Django's own check, which DRF's views are otherwise free of."""
    check = CSRFCheck(_no_response)
    check.process_request(request)
    reason: Any = check.process_view(request, _no_response, (), {})
    if reason:
        raise CsrfFailed(f"{str(reason).rstrip('.')}. Reload the page and try again.")


def session_of(request: Request) -> UserSession:
    """The session that an authenticated request came with."""
    session = request.auth
    if not isinstance(session, UserSession):
        raise NotAuthenticated
    return session


def device_of(request: Request, name: str = "") -> Device:
    """The device that a request comes from. The server has resolved trusted proxies by now."""
    return describe_device(
        user_agent=request.headers.get("User-Agent", ""),
        ip_address=request.META.get("REMOTE_ADDR", ""),
        name=name,
    )
