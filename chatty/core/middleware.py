"""What every HTTP answer gets: a request id, and caching off unless a view says otherwise."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from chatty.core.acting import acting_as_nobody
from chatty.core.api import as_refusal, problem_response, refusal_headers, wants_problem
from chatty.core.ids import new_id
from chatty.core.logs import request_id

_PLAIN = re.compile(r"[A-Za-z0-9._-]{8,64}")

Handler = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Names each request, in `X-Request-ID`, in problem documents and in log lines.

    A proxy's own id is kept when it is plain text, so that one id follows a request through.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        name = given if _PLAIN.fullmatch(given) else new_id().hex
        token = request_id.set(name)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response.headers["X-Request-ID"] = name
        return response


class ActingMiddleware:
    """Each request is nobody's until it proves whose it is, also to the database."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting_as_nobody():
            return self.get_response(request)


class PrivateByDefaultMiddleware:
    """`Cache-Control: private, no-store` on whatever sets nothing itself: shared caches leak
    pages. And nothing here is for other sites to embed.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ["Cookie", "Authorization"])
        return response


class RefusalMiddleware:
    """Turns a refusal raised in a page into a page, and one raised outside an endpoint into a
    problem.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django asks here before it answers 500."""
        refusal = as_refusal(exception)
        if refusal is None:
            return None
        if wants_problem(request):
            return problem_response(refusal)
        page = render(request, "problem.html", {"refusal": refusal}, status=refusal.status)
        for name, value in refusal_headers(refusal).items():
            page.headers[name] = value
        return page
