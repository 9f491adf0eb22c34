"""How far whoever says something has read."""

from typing import NamedTuple


class OwnReading(NamedTuple):
    """They have read up to `seq`, if they had read up to `since` before."""

    seq: int
    since: int


def read_by_sending(
    known: OwnReading | None, *, seq: int, before: int, by_clock: bool
) -> OwnReading:
    """What sending a message at `seq` says of its sender, after what `known` says. `before`: the
    message above it; 0 for none.

    Whoever speaks has seen what stands above. By the clock nobody spoke: that message alone is not
    news to its author, so it is read where nothing unread stands between.
    """
    if not by_clock:
        return OwnReading(seq, 0)
    if known is None:
        return OwnReading(seq, before)
    return OwnReading(seq, known.since) if known.seq >= before else known
