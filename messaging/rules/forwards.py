"""What goes along when a message is forwarded, and what is said of where it was said first."""

from collections.abc import Mapping
from typing import Any, Final, TypedDict

# Of what a program may keep with a message, this describes the message itself.
_GOES_ALONG: Final = ("voice",)


class Origin(TypedDict):
    """Who said it first, and when (RFC 3339); `sender_id` is None where they are not to be found
    by it.
    """

    sender_id: str | None
    sender_name: str
    sent_at: str


def metadata_along(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """As much of a message's metadata as a forward of it has."""
    return {name: metadata[name] for name in _GOES_ALONG if name in metadata}
