"""The browser's session: Django's holds an id, our row says whether it is live."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.access import COOKIE_KEY, find_browser_session
from accounts.models import User, UserSession
from accounts.operations.sessions import touch_session
from chatty.core.acting import act_as

Handler = Callable[[HttpRequest], HttpResponse]


class UserSessionMiddleware:
    """Sets `request.user` and `request.user_session` (falsy without one), read when first used.

    A suspended person is nobody to pages; the API asks `user_session` and can say why.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = SimpleLazyObject(lambda: _load(request))
        cast("Any", request).user_session = session
        request.user = cast("Any", SimpleLazyObject(lambda: _person_of(session)))
        return self.get_response(request)


def _load(request: HttpRequest) -> UserSession | None:
    stored = request.session.get(COOKIE_KEY)
    if stored is None:
        return None
    session = find_browser_session(stored)
    if session is None:
        # Revoked on another device: the cookie's own row goes too.
        request.session.flush()
        return None
    if not session.user.is_suspended:
        touch_session(session)
    return session


def _person_of(session: Any) -> User | AnonymousUser:
    if not session or session.user.is_suspended:
        return AnonymousUser()
    act_as(session.user_id)
    person: User = session.user
    return person
