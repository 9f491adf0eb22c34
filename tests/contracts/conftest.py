"""What the contracts share: the API's routes, and commits in tests that roll back."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

Committing = Callable[[], AbstractContextManager[Any]]

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def committing(django_capture_on_commit_callbacks: Any) -> Committing:
    """A block whose end counts as a commit, so that what it did is published."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def api_calls() -> list[str]:
    """Every call of the API as `GET /conversations/{conversation_id}`, from the URL table."""
    found = []
    for route, view in routes(get_resolver().url_patterns, ""):
        if not route.startswith("api/v1/"):
            continue
        path = "/" + "/".join(_braced(part) for part in route.removeprefix("api/v1/").split("/"))
        found += [f"{method.upper()} {path}" for method in METHODS if hasattr(view, method)]
    return sorted(found)


def _braced(part: str) -> str:
    return f"{{{part[1:-1].partition(':')[2]}}}" if part.startswith("<") else part


def routes(
    patterns: list[URLPattern | URLResolver], before: str
) -> Iterator[tuple[str, type[object]]]:
    for pattern in patterns:
        route = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            view: Any = pattern.callback
            yield route, getattr(view, "view_class", getattr(view, "cls", object))
