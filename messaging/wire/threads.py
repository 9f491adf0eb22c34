"""Threads that somebody follows."""

from messaging.wire.places import PlacedJSON


class FollowedThreadJSON(PlacedJSON):
    """The first message of a thread that one follows, how far one has read in it, and how many
    answers of others came since.
    """

    read_seq: int
    unread_count: int


def followed_thread_json(
    placed: PlacedJSON, *, read_seq: int, unread_count: int
) -> FollowedThreadJSON:
    """One followed thread."""
    return {**placed, "read_seq": read_seq, "unread_count": unread_count}
