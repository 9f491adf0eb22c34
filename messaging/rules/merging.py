"""Three-way merging of texts, word by word.

The differences are found by diff-match-patch; what may stand beside what is decided here. Its own
patches search for a place that looks alike, and so might put words where nobody wanted them.
"""

import re
import time
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from diff_match_patch import diff_match_patch

# Whole words, so that no merge makes a word that nobody wrote, and tears no emoji or address apart.
_TOKENS = re.compile(r"\s+|\S+")
_SURROGATES = range(0xD800, 0xE000)


class Hunk(NamedTuple):
    """`tokens` stand in place of those from `start` up to `end` of the base."""

    start: int
    end: int
    tokens: tuple[str, ...]

    def touches(self, other: "Hunk") -> bool:
        """Whether nothing unchanged stands between the two."""
        return self.start <= other.end and other.start <= self.end


def merge_texts(base: str, mine: str, theirs: str, *, seconds: float) -> str | None:
    """What both made of `base` in one text, or None where their changes touch each other.

    The same change by both is made once. Every word that either wrote is in it, and every word of
    the base that neither took out. Takes at most about `seconds`: texts that cannot be compared
    that fast are not merged.
    """
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    before = _TOKENS.findall(base)
    until = time.time() + seconds
    hunks = _hunks(before, _TOKENS.findall(mine), until=until)
    others = _hunks(before, _TOKENS.findall(theirs), until=until)
    fresh = sorted({*hunks, *others})
    for one, following in pairwise(fresh):
        if one.touches(following):
            return None
    return "".join(_applied(before, fresh))


def _applied(base: Sequence[str], hunks: Sequence[Hunk]) -> list[str]:
    """The tokens of `base` with the hunks in their places."""
    tokens: list[str] = []
    place = 0
    for hunk in hunks:
        tokens += [*base[place : hunk.start], *hunk.tokens]
        place = hunk.end
    return [*tokens, *base[place:]]


def _hunks(base: Sequence[str], text: Sequence[str], *, until: float) -> list[Hunk]:
    """What makes `text` of `base`; a coarse answer where there is no time for a fine one."""
    signs: dict[str, str] = {}
    left, right = _signed(base, signs), _signed(text, signs)
    words = {sign: token for token, sign in signs.items()}
    found: list[Hunk] = []
    start = end = 0
    tokens: list[str] = []
    equal = diff_match_patch.DIFF_EQUAL
    differences = diff_match_patch().diff_main(left, right, checklines=False, deadline=until)
    for kind, run in [*differences, (equal, "")]:
        if kind == diff_match_patch.DIFF_DELETE:
            end += len(run)
        elif kind == diff_match_patch.DIFF_INSERT:
            tokens += [words[sign] for sign in run]
        else:
            if tokens or end > start:
                floor = found[-1].end + 1 if found else 0
                found.append(_leftmost(base, Hunk(start, end, tuple(tokens)), floor=floor))
            start = end = end + len(run)
            tokens = []
    return found


def _signed(tokens: Sequence[str], signs: dict[str, str]) -> str:
    """One character a token, so that the comparison is of tokens."""
    for token in tokens:
        if token not in signs:
            number = len(signs) + 1
            signs[token] = chr(number if number < _SURROGATES.start else number + len(_SURROGATES))
    return "".join(map(signs.__getitem__, tokens))


def _leftmost(base: Sequence[str], hunk: Hunk, *, floor: int) -> Hunk:
    """The same change as far left as it can stand: an insertion or a deletion among equal tokens
    has several places, and only in the same one can two be told to be the same.
    """
    start, end, tokens = hunk
    while start > floor:
        if not tokens and base[start - 1] == base[end - 1]:
            start, end = start - 1, end - 1
        elif start == end and tokens[-1] == base[start - 1]:
            start = end = start - 1
            tokens = (base[start], *tokens[:-1])
        else:
            break
    return Hunk(start, end, tokens)
