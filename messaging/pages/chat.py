"""The chat page: a shell that the page's own modules fill through the API."""

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET

from accounts.access import is_moderator
from accounts.models import User
from accounts.wire import me_json
from chatty.core.errors import NotFound
from chatty.core.ids import read_id
from chatty.core.limits import limits
from chatty.core.modules import sent_first
from conversations.access import find_membership, find_space
from conversations.queries.features import features_in_spaces, features_of
from messaging.access import find_message

# Text reaches this page by textContent, and as markup through its one sanitiser alone: the browser
# is told to hold it to that.
_CSP: dict[str, list[str]] = {
    **settings.SECURE_CSP,
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["dompurify"],
}
# What the page itself keeps to.
_LIMITS = (
    "body_code_points", "backoff_first_seconds", "backoff_longest_seconds",
    "excerpt_code_points", "forward_conversations", "poll_question_code_points",
    "poll_option_code_points", "poll_options_min", "poll_options_max",
)  # fmt: skip
_INBOX_PARTS = ("", "mentions", "threads", "bookmarks")


@require_GET
@csp_override(_CSP)
def home(request: HttpRequest) -> HttpResponse:
    """The list of conversations, none open."""
    if not isinstance(request.user, User):
        return HttpResponseRedirect(reverse("signin"))
    return _page(request, request.user, None)


@require_GET
@csp_override(_CSP)
def inbox(request: HttpRequest, part: str = "") -> HttpResponse:
    """What waits to be read, and what the caller keeps, in place of a conversation."""
    if not isinstance(request.user, User):
        return _to_signin(request)
    if part not in _INBOX_PARTS:
        raise Http404
    return _page(request, request.user, None)


@require_GET
@csp_override(_CSP)
def chat(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """One conversation open; what the caller may not see is not there."""
    if not isinstance(request.user, User):
        return _to_signin(request)
    try:
        membership = find_membership(conversation_id, viewer=request.user)
    except NotFound:
        raise Http404 from None
    return _page(request, request.user, str(membership.conversation_id))


@require_GET
@csp_override(_CSP)
def space(request: HttpRequest, space_id: uuid.UUID) -> HttpResponse:
    """A space; the page itself goes to one of its channels. Who is not in it does not find it."""
    if not isinstance(request.user, User):
        return _to_signin(request)
    try:
        find_space(space_id, viewer=request.user)
    except NotFound:
        raise Http404 from None
    return _page(request, request.user, None)


@require_GET
@csp_override(_CSP)
def channel(request: HttpRequest, space_id: uuid.UUID, channel_id: uuid.UUID) -> HttpResponse:
    """One channel of a space open; what the caller may not see is not there."""
    if not isinstance(request.user, User):
        return _to_signin(request)
    try:
        membership = find_membership(channel_id, viewer=request.user)
    except NotFound:
        raise Http404 from None
    if membership.conversation.space_id != space_id:
        raise Http404
    return _page(request, request.user, str(membership.conversation_id))


@require_GET
@csp_override(_CSP)
def permalink(request: HttpRequest, conversation_id: str, message_id: str) -> HttpResponse:
    """One conversation open at one of its messages; the page itself goes there. A deleted one still
    has its place.
    """
    if not isinstance(request.user, User):
        return _to_signin(request)
    try:
        reached = find_message(message_id, viewer=request.user)
    except NotFound:
        raise Http404 from None
    if reached.message.conversation_id != read_id(conversation_id):
        raise Http404
    return _page(request, request.user, str(reached.message.conversation_id))


def _to_signin(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('signin')}?next={request.path}")


def _page(request: HttpRequest, viewer: User, conversation_id: str | None) -> HttpResponse:
    boot = {
        "me": me_json(viewer),
        "conversation_id": conversation_id,
        "csrf_token": get_token(request),
        "is_moderator": is_moderator(viewer),
        "features": features_of(viewer),
        "features_in_spaces": features_in_spaces(viewer),
        "limits": {name: getattr(limits, name) for name in _LIMITS},
    }
    context = {"boot": boot, "modules": sent_first("js/app.js")}
    return render(request, "messaging/chat.html", context)
