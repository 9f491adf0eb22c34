"""Small pieces of requests that several endpoints share: `seq` parameters."""

from collections.abc import Mapping

from chatty.core.errors import Invalid


def read_number(query: Mapping[str, str], name: str) -> int | None:
    """A whole number of 0 or more in the query, or Invalid."""
    text = query.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Invalid(errors={name: ["Use a whole number."]})
    return int(text)
