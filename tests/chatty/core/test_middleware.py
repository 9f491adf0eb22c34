"""What every answer gets: a name, no caching, and the headers that keep browsers careful."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.views.decorators.http import require_GET

from chatty import urls
from chatty.core import errors
from chatty.ops.options import PROJECT

pytestmark = pytest.mark.django_db


def refuse(_request: HttpRequest, kind: str) -> HttpResponse:
    """A page, or something outside an endpoint, in which something is refused."""
    if kind == "missing":
        raise Http404
    if kind == "limited":
        raise errors.RateLimited("Wait a bit.", retry_after=7)
    raise getattr(errors, kind)("Do <b>something</b> else.")


def cached(_request: HttpRequest) -> HttpResponse:
    """A page that says itself how long it lives."""
    return HttpResponse("x", headers={"Cache-Control": "public, max-age=60"})


@require_GET
def only_get(_request: HttpRequest) -> HttpResponse:
    """A page."""
    return HttpResponse("x")


urlpatterns = [
    path("refuse/<str:kind>", refuse),
    path("api/refuse/<str:kind>", refuse),
    path("cached", cached),
    path("only-get", only_get),
]
handler400, handler403 = urls.bad_request, urls.forbidden
handler404, handler500 = urls.not_found, urls.server_error


def example_paths(patterns: Any = None, prefix: str = "/") -> Iterator[str]:
    """A path for every pattern of the resolver."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from example_paths(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            # Those of Django's admin: names in a choice, and whatever is left over.
            route = (
                re.sub(r"\(\?P<\w+>(\w+|\.)[^)]*\)", r"\1", route).replace("^", "").replace("$", "")
            )
            for name, converter in pattern.pattern.converters.items():
                kind = type(converter).__name__
                value = "01900000-0000-7000-8000-000000000000" if kind == "UUIDConverter" else "x"
                for spelled in ("str:", "slug:", "uuid:", "int:", "path:", ""):
                    route = route.replace(f"<{spelled}{name}>", value)
            yield route


PATHS = [*example_paths(), "/nowhere", "/api/nowhere", "/api/v1/nowhere"]
# They answer everybody the same.
PROBES = ("/healthz", "/readyz")


def test_the_examples_reach_every_pattern() -> None:
    assert len(PATHS) > 30
    assert not any("<" in found for found in PATHS)


@pytest.fixture
def client() -> Client:
    """A browser that gets 500 pages instead of exceptions."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("method", ["get", "post", "options"])
@pytest.mark.parametrize("place", PATHS)
def test_no_answer_may_be_kept_or_shared(client: Client, place: str, method: str) -> None:
    response = getattr(client, method)(place)
    assert response.status_code != 500
    assert response.headers["X-Request-ID"]
    if place in PROBES:
        assert "no-store" in response.headers["Cache-Control"]
        return
    assert response.headers["Cache-Control"] == "private, no-store"
    vary = {name.strip() for name in response.headers["Vary"].split(",")}
    assert {"Cookie", "Authorization"} <= vary


@pytest.mark.parametrize("place", PATHS)
def test_every_answer_tells_browsers_to_be_careful(client: Client, place: str) -> None:
    headers = client.get(place).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    # Swagger UI writes styles of its own.
    assert "unsafe-" not in policy or place == "/api/docs/"
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in script


@pytest.mark.parametrize("given", ["01900000000070008000000000000000", "abc-DEF_1.2", "x" * 64])
def test_a_plain_request_id_is_kept(client: Client, given: str) -> None:
    response = client.get("/api/nowhere", headers={"X-Request-ID": given})
    assert response.headers["X-Request-ID"] == given
    assert response.json()["request_id"] == given


@pytest.mark.parametrize(
    "given",
    [
        "",
        "short",
        "x" * 65,
        "with space",
        "<script>1</script>",
        "ä" * 8,
        "a\tbcdefgh",
        '"}12345678',
    ],
)
def test_any_other_request_id_is_replaced(client: Client, given: str) -> None:
    response = client.get("/api/nowhere", headers={"X-Request-ID": given})
    assert response.headers["X-Request-ID"] != given
    assert len(response.headers["X-Request-ID"]) == 32
    assert response.json()["request_id"] == response.headers["X-Request-ID"]


def test_two_requests_have_two_names(client: Client) -> None:
    assert (
        client.get("/signin").headers["X-Request-ID"]
        != client.get("/signin").headers["X-Request-ID"]
    )


@pytest.mark.urls(__name__)
def test_what_says_itself_how_long_it_lives_is_left_alone(client: Client) -> None:
    assert client.get("/cached").headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    "kind, status",
    [
        ("NotFound", 404),
        ("missing", 404),
        ("Forbidden", 403),
        ("InviteExpired", 410),
        ("limited", 429),
        ("Unavailable", 503),
    ],
)
def test_a_refusal_in_a_page_becomes_a_page(client: Client, kind: str, status: int) -> None:
    response = client.get(f"/refuse/{kind}")
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("text/html")
    assert response.headers["Cache-Control"] == "private, no-store"
    text = response.content.decode()
    assert "<h1>" in text
    assert "<b>something</b>" not in text
    if kind == "limited":
        assert "Wait a bit." in text
        assert response.headers["Retry-After"] == "7"


@pytest.mark.urls(__name__)
def test_a_refusal_outside_an_endpoint_becomes_a_problem(client: Client) -> None:
    response = client.get("/api/refuse/limited")
    assert response.status_code == 429
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Retry-After"] == "7"
    assert response.json()["code"] == "rate_limited"


@pytest.mark.urls(__name__)
def test_a_page_refuses_another_method(client: Client) -> None:
    response = client.post("/only-get")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET")


def test_a_host_that_is_not_ours_is_refused(client: Client) -> None:
    page = client.get("/signin", headers={"host": "evil.example"})
    assert page.status_code == 400
    problem = client.get("/api/nowhere", headers={"host": "evil.example"})
    assert problem.status_code == 400
    assert problem.json()["code"] == "invalid"


_PRINT_SETTINGS = """
import json
import django
from django.conf import settings
from django.test import Client
django.setup()
response = Client().get("/signup", secure=settings.IS_HTTPS, headers={"host": "chat.example.org"})
print(json.dumps({
    "status": response.status_code,
    "headers": dict(response.headers),
    "cookies": {name: dict(morsel.items()) for name, morsel in response.cookies.items()},
    "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE,
                settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE],
    "connect": settings.SECURE_CSP["connect-src"],
}))
"""


def settings_of(public_url: str) -> dict[str, Any]:
    """What a process with that address answers and sets."""
    done = subprocess.run(
        [sys.executable, "-c", _PRINT_SETTINGS],
        cwd=PROJECT,
        env={
            **os.environ,
            "CHATTY_PUBLIC_URL": public_url,
            "DJANGO_SETTINGS_MODULE": "chatty.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_an_address_with_https_makes_browsers_insist_on_it() -> None:
    found = settings_of("https://chat.example.org")
    assert found["status"] == 200
    assert found["headers"]["Strict-Transport-Security"].startswith("max-age=31536000")
    assert found["session"] == ["__Host-chatty_session", True, True, "Lax"]
    cookie = found["cookies"]["__Host-chatty_csrf"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert cookie["samesite"] == "Lax"
    assert found["connect"][-1] == "wss://chat.example.org"


def test_an_address_without_https_does_not() -> None:
    found = settings_of("http://chat.example.org")
    assert "Strict-Transport-Security" not in found["headers"]
    assert found["session"] == ["chatty_session", False, True, "Lax"]
    assert found["cookies"]["chatty_csrf"]["secure"] == ""
    assert found["connect"][-1] == "ws://chat.example.org"
