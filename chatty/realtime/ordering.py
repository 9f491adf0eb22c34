"""Putting one topic's events back in order.

Two processes that commit `rev` 5 and 6 publish in either order. The hub holds an event back while
its predecessor may still be on the way; after that it lets it go, and clients see the jump.
"""


class Reorder[Item]:
    """The events of one topic by `rev`. Pure: the hub owns the clock."""

    __slots__ = ("_held", "_last")

    def __init__(self, last: int | None = None) -> None:
        """Begin after `last`; where nothing is known of the topic, with what comes first."""
        self._last = last
        self._held: dict[int, Item] = {}

    @property
    def last(self) -> int | None:
        """The highest `rev` that went."""
        return self._last

    @property
    def is_holding(self) -> bool:
        """Whether events wait for a predecessor."""
        return bool(self._held)

    def push(self, rev: int, item: Item) -> list[Item]:
        """Take an event; those that may go now, in order. A late one goes at once."""
        if self._last is None:
            self._last = rev
            return [item]
        if rev <= self._last:
            return [item]
        self._held[rev] = item
        return self._in_sequence()

    def release(self) -> list[Item]:
        """The predecessor did not come: everything held, in order."""
        ready = [self._held[rev] for rev in sorted(self._held)]
        if self._held:
            self._last = max(self._held)
            self._held.clear()
        return ready

    def _in_sequence(self) -> list[Item]:
        ready: list[Item] = []
        while self._last is not None and self._last + 1 in self._held:
            self._last += 1
            ready.append(self._held.pop(self._last))
        return ready
