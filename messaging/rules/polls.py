"""Polls: what one may be asked with, who is counted how, and when it is over.

What a message's row holds of its poll is flags and counts alone; the texts of the options are
sealed beside it. Options are numbered from 1, in the order in which they were given.
"""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TypedDict

from conversations.rules.titles import clean_title
from messaging.rules.body import clean_body


class Poll(TypedDict):
    """A poll as its message's row holds it. `counts` stand in the order of the options; `voters`
    counts people. `closes_at` is RFC 3339; `closed`: somebody closed it, or its time was over.
    """

    multiple: bool
    anonymous: bool
    closes_at: str | None
    closed: bool
    counts: list[int]
    voters: int


def clean_question(text: str, *, at_most: int) -> str:
    """The body of a message with a poll; ValueError says what is wrong with it."""
    if len(text) > at_most:
        raise ValueError(f"A question holds at most {at_most} characters, not {len(text)}.")
    return clean_body(text, at_most=at_most)


def clean_options(texts: Sequence[str], *, fewest: int, most: int, at_most: int) -> list[str]:
    """The options, each on one line, no two alike; ValueError says what is wrong with them."""
    if not fewest <= len(texts) <= most:
        raise ValueError(f"Give from {fewest} to {most} options.")
    options = [clean_title(" ".join(text.split()), at_most=at_most) for text in texts]
    if len({unicodedata.normalize("NFKC", option) for option in options}) < len(options):
        raise ValueError("Two of the options are the same.")
    return options


def new_poll(*, options: int, multiple: bool, anonymous: bool, closes_at: str | None) -> Poll:
    """A poll in which nobody has voted."""
    return Poll(
        multiple=multiple,
        anonymous=anonymous,
        closes_at=closes_at,
        closed=False,
        counts=[0] * options,
        voters=0,
    )


def is_closed(poll: Poll, *, at: datetime) -> bool:
    """Whether nobody votes any more at this moment, told or not."""
    return poll["closed"] or (
        poll["closes_at"] is not None and datetime.fromisoformat(poll["closes_at"]) <= at
    )


def clean_choice(poll: Poll, options: Iterable[int]) -> frozenset[int]:
    """The options that somebody votes for; ValueError says what is wrong with them."""
    chosen = frozenset(options)
    if not chosen:
        raise ValueError("Choose an option.")
    if len(chosen) > 1 and not poll["multiple"]:
        raise ValueError("Choose one option: this poll takes no more.")
    if min(chosen) < 1 or max(chosen) > len(poll["counts"]):
        raise ValueError("There is no such option.")
    return chosen


def recounted(poll: Poll, *, before: Collection[int], after: Collection[int]) -> Poll:
    """The poll when one person has chosen `after` instead of `before`; either may be empty."""
    counts = [
        count + (number in after) - (number in before)
        for number, count in enumerate(poll["counts"], start=1)
    ]
    return {**poll, "counts": counts, "voters": poll["voters"] + bool(after) - bool(before)}
