"""How far topics are known to have come in this process, and which have come further elsewhere."""

from collections.abc import Callable, Iterable, Mapping


class Progress:
    """The highest `rev` known here of each topic: told to its sockets, or found in the database."""

    def __init__(self) -> None:
        self._revs: dict[str, int] = {}

    def advance(self, topic: str, rev: int) -> bool:
        """Note that a topic has come to `rev`; whether that is news."""
        is_news = rev > self._revs.get(topic, 0)
        if is_news:
            self._revs[topic] = rev
        return is_news

    def known(self, topic: str) -> int | None:
        """How far a topic is known to have come; None of what is not ordered, or not yet known."""
        return self._revs.get(topic) or None

    def forget(self, topic: str) -> None:
        """Nobody hears the topic any more."""
        self._revs.pop(topic, None)

    def unmeasured(self, topics: Iterable[str]) -> list[str]:
        """Those of which no `rev` is known yet."""
        return [topic for topic in topics if topic not in self._revs]

    def ordered(self) -> list[str]:
        """Those that are ordered by `rev`, as far as is known."""
        return [topic for topic, rev in self._revs.items() if rev]

    def measure(
        self,
        asked: Iterable[str],
        found: Mapping[str, int],
        *,
        is_heard: Callable[[str], bool],
        is_cut_off: bool,
    ) -> dict[str, int]:
        """Take the present `rev` of topics; those among them that were told less here.

        Of one that is new here nobody knows what was missed: it counts if nothing can be heard of
        it. While its subscription is on its way it is left for the next look.
        """
        behind = {}
        for topic in asked:
            rev, known = found.get(topic, 0), self._revs.get(topic)
            if known is not None:
                if rev > known:
                    behind[topic] = rev
            elif not rev or is_heard(topic):
                self._revs[topic] = rev
            elif is_cut_off:
                self._revs[topic] = rev - 1
                behind[topic] = rev
        return behind
