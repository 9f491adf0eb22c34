"""Every path of Chatty, composed from the apps."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils.csp import CSP
from django.utils.decorators import method_decorator
from django.views.decorators.csp import csp_override
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from chatty import config, sync
from chatty.core import errors
from chatty.core.api import problem_response, wants_problem
from chatty.ops import health

# Swagger UI writes style elements of its own; these pages hold no data of people.
_DOCS_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
}


@method_decorator(csp_override(_DOCS_CSP), name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI from files of our own."""

    # DRF would answer OPTIONS through a template that there is not.
    http_method_names = ["get", "head"]


urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", DocsView.as_view(url_name="schema"), name="docs"),
    path("api/v1/config", config.ConfigEndpoint.as_view(), name="config"),
    path("api/v1/sync", sync.SyncEndpoint.as_view(), name="sync"),
    path("", include("accounts.urls")),
    # Before conversations, whose ids would take `conversations/read-all` for one of theirs.
    path("", include("messaging.urls")),
    path("", include("conversations.urls")),
    path("", include("attachments.urls")),
    path("", include("conversations.pages.urls")),
    path("", include("moderation.urls")),
]


def _refuse(request: HttpRequest, refusal: errors.Refusal, template: str) -> HttpResponse:
    if wants_problem(request):
        return problem_response(refusal)
    return render(request, template, {"origin": settings.PUBLIC_ORIGIN}, status=refusal.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 outside an endpoint: a host or header that Django refuses."""
    if isinstance(exception, DisallowedHost):
        detail = f"This server is reached at {settings.PUBLIC_ORIGIN} (CHATTY_PUBLIC_URL)."
        return _refuse(request, errors.Invalid(detail), "wrong_host.html")
    return _refuse(request, errors.Invalid(), "400.html")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    """403 outside an endpoint."""
    return _refuse(request, errors.Forbidden(), "403.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    """404 for paths that do not exist."""
    return _refuse(request, errors.NotFound(), "404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """500 outside an endpoint."""
    return _refuse(request, errors.InternalError(), "500.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """403 for a form without our token."""
    return _refuse(request, errors.CsrfFailed("Reload the page and try again."), "403_csrf.html")


handler400 = bad_request
handler403 = forbidden
handler404 = not_found
handler500 = server_error
