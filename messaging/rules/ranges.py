"""Stretches of a timeline."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Range(NamedTuple):
    """From the message numbered `first` to that numbered `last`, both included."""

    first: int
    last: int


def runs(seqs: Sequence[int]) -> list[Range]:
    """Ascending numbers as stretches without a hole."""
    found: list[Range] = []
    for seq in seqs:
        if found and found[-1].last == seq - 1:
            found[-1] = Range(found[-1].first, seq)
        else:
            found.append(Range(seq, seq))
    return found


def merged(ranges: Iterable[Range]) -> Range:
    """The stretch from the first of these to the last."""
    all_of_them = list(ranges)
    return Range(min(one.first for one in all_of_them), max(one.last for one in all_of_them))
