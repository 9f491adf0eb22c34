"""Names as lists are ordered by them."""

from typing import Final

_AT_MOST: Final = 64


def sort_name(name: str) -> str:
    """The name without case, as far as it counts for order: letters may unfold into several."""
    return name.casefold()[:_AT_MOST]
