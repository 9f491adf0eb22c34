"""Small pieces of requests that several endpoints share: `seq` parameters and versions."""

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request

from chatty.core.errors import Invalid


def read_number(query: Mapping[str, str], name: str) -> int | None:
    """A whole number of 0 or more in the query, or Invalid."""
    text = query.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Invalid(errors={name: ["Use a whole number."]})
    return int(text)


def read_base_version(request: Request, data: Mapping[str, Any]) -> int | None:
    """The version that a change starts from: `If-Match: "3"` or `version`; both must agree."""
    header = request.headers.get("If-Match")
    named = data.get("version")
    if header is None:
        return named
    text = header.strip().strip('"')
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Invalid(errors={"If-Match": ['Use a version, such as "3".']})
    if named is not None and named != int(text):
        raise Invalid(errors={"version": ["It differs from If-Match."]})
    return int(text)
